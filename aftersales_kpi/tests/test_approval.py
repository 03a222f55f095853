"""Levels of approval: who agrees to results before they are published."""

from itertools import product

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError

from ..models.aftersales_cycle_approval_workflow import SYSTEM, TRANSITIONS
from .approval_common import NOTE, ApprovalCase


class TestApproval(ApprovalCase):
    def test_levels_agree_one_after_the_other(self):
        """Team leader, department manager, officers; the last one moves the cycle."""
        cycle = self.asked("team_leader", "department_manager", "officer")
        for user in (self.leader, self.head_user, self.second_officer):
            self.assertEqual(cycle.state, "scored")
            part = self.mine(user)
            self.assertEqual(part.card_ids.employee_id, self.anna | self.ben)
            part.action_approve()
            self.assertFalse(self.mine(user))
        self.assertEqual((cycle.state, cycle.approval_state), ("approved", "done"))
        self.assertEqual(set(cycle.scorecard_ids.mapped("state")), {"approved"})
        log = self.parts(cycle).decision_ids
        self.assertEqual(log.by_id, self.leader | self.head_user | self.second_officer)
        texts = " ".join(cycle.message_ids.mapped(lambda one: str(one.body)))
        self.assertIn("Level 1 of 3, Hotline: approved", texts)

    def test_without_levels_an_administrator_approves(self):
        cycle = self.scored()
        with self.assertRaisesRegex(UserError, "names no levels"):
            cycle.with_user(self.officer).action_request_approval()
        cycle.with_user(self.manager).action_approve()
        self.assertEqual(cycle.state, "approved")

    def test_levels_cannot_be_jumped(self):
        cycle = self.scored("team_leader")
        with self.assertRaisesRegex(UserError, "level by level"):
            cycle.with_user(self.manager).action_approve()

    def test_all_of_several_people_must_agree(self):
        cycle = self.asked(("users", [self.leader, self.head_user], "all"))
        self.mine(self.leader).action_approve()
        self.assertEqual(cycle.state, "scored")
        self.assertFalse(self.mine(self.leader))
        self.mine(self.head_user).action_approve()
        self.assertEqual(cycle.state, "approved")

    def test_one_of_several_people_is_enough(self):
        cycle = self.asked(("users", [self.leader, self.head_user]))
        self.mine(self.head_user).action_approve()
        self.assertEqual(cycle.state, "approved")
        self.assertFalse(self.mine(self.leader))

    def test_leaders_of_two_teams_decide_about_their_own(self):
        other_leader = self._make_user("leader2", "aftersales_kpi.group_leader")
        cleo_user = self._make_user("cleo", "aftersales_kpi.group_user")
        cleo = self._make_employee("Cleo", cleo_user)
        other = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Repair",
                "company_id": self.company.id,
                "user_id": other_leader.id,
                "user_ids": [Command.set(cleo_user.ids)],
            }
        )
        self.minutes(cleo, 5, team_id=other.id)
        cycle = self.asked("team_leader")
        self.assertEqual(self.mine(other_leader).card_ids.employee_id, cleo)
        self.mine(self.leader).action_approve()
        self.assertEqual(cycle.state, "scored")
        self.mine(other_leader).action_approve()
        self.assertEqual(cycle.state, "approved")

    def test_team_without_leader_is_approved_above(self):
        """A stand-in is said as such."""
        self.team.user_id = False
        cycle = self.asked("team_leader")
        part = self.part(cycle, 1)
        self.assertEqual(part.approver_ids, self.head_user)
        self.assertTrue(part.is_stand_in)
        row = cycle.exception_ids.filtered(lambda one: one.kind == "stand_in")
        self.assertEqual((row.people, row.who, row.urgency), (2, "Anna, Ben", "3"))

    # --- Nobody approves the own scorecard ------------------------------------------

    def test_an_administrator_neither(self):
        """Without levels too: who is among the scored asks another administrator."""
        self.minutes(self.anna, 20)
        self.anna_user.group_ids |= self.env.ref("aftersales_kpi.group_manager")
        cycle = self.score(self.make_scheme({}))
        with self.assertRaisesRegex(UserError, "own scorecard"):
            cycle.with_user(self.anna_user).action_approve()
        cycle.with_user(self.manager).action_approve()
        self.assertEqual(cycle.state, "approved")

    def test_own_scorecard_goes_to_somebody_else(self):
        """The leader serves too: the head of the department approves that card."""
        chief = self._make_employee("Chief", self.leader)
        self.team.user_ids = [Command.link(self.leader.id)]
        cycle = self.asked("team_leader", people=(self.anna, chief))
        own = self.part(cycle, 1, chief)
        self.assertEqual((own.approver_ids, own.name), (self.head_user, "Chief"))
        self.assertEqual(self.mine(self.leader).card_ids.employee_id, self.anna)
        with self.assertRaisesRegex(UserError, "own scorecard"):
            own.with_user(self.leader).sudo(False).action_approve()
        self.mine(self.leader).action_approve()
        self.mine(self.head_user).action_approve()
        self.assertEqual(cycle.state, "approved")

    def test_last_resort_is_an_officer_other_than_the_person(self):
        serving = self._make_employee("Officer", self.officer)
        cycle = self.scored(("users", [self.officer]), people=(self.anna, serving))
        cycle.with_user(self.second_officer).action_request_approval()
        own = self.part(cycle, 1, serving)
        self.assertNotIn(self.officer, own.approver_ids)
        self.assertIn(self.second_officer, own.approver_ids)

    def test_where_nobody_is_left_an_officer_names_somebody(self):
        """A blocking exception, mended on the form."""
        groups = ("aftersales_kpi.group_officer", "aftersales_kpi.group_manager")
        users = self.env["res.users"]
        everybody = users.union(*(self.env.ref(group).all_user_ids for group in groups))
        (everybody - self.officer).write(
            {"group_ids": [Command.unlink(self.env.ref(group).id) for group in groups]}
        )
        serving = self._make_employee("Officer", self.officer, department_id=False)
        cycle = self.asked(("users", [self.officer]), people=(self.anna, serving))
        own = self.part(cycle, 1, serving)
        self.assertFalse(own.approver_ids)
        row = cycle.exception_ids.filtered(lambda one: one.kind == "approver")
        self.assertEqual((row.who, row.urgency), ("Officer", "0"))
        with self.assertRaisesRegex(UserError, "cannot approve this"):
            own.with_user(self.officer).approver_ids = self.officer
        own.with_user(self.officer).approver_ids = self.head_user
        self.assertEqual(self.mine(self.head_user), own)
        self.assertFalse(cycle.exception_ids.filtered(lambda x: x.kind == "approver"))

    def test_team_results_are_the_leader_s_own(self):
        self.minutes(self.anna, 5)
        cycle = self.score(
            self.make_scheme(
                {}, subject_type="team", approval_ids=self.make_levels("team_leader")
            )
        )
        cycle.with_user(self.officer).action_request_approval()
        hotline = self.parts(cycle).filtered(lambda part: part.team_id == self.team)
        self.assertNotIn(self.leader, hotline.approver_ids)

    # --- Absence --------------------------------------------------------------------

    def substitute(self, user, substitute, first="2026-11-01", last="2026-11-10"):
        return (
            self.env["aftersales.substitution"]
            .with_user(user)
            .create(
                {
                    "user_id": user.id,
                    "substitute_id": substitute.id,
                    "date_from": first,
                    "date_to": last,
                }
            )
        )

    def test_substitute_decides_in_the_name_of_the_absent(self):
        cycle = self.asked("team_leader")
        self.assertFalse(self.mine(self.head_user))
        self.substitute(self.leader, self.head_user)
        part = self.mine(self.head_user)
        self.assertIn(self.head_user, part.sudo().activity_ids.user_id)
        self.assertEqual(part.card_ids.employee_id, self.anna | self.ben)
        part.action_approve("Leader is ill")
        [entry] = part.decision_ids
        self.assertEqual((entry.user_id, entry.by_id), (self.leader, self.head_user))
        self.assertIn("in the name of leader", str(cycle.message_ids.mapped("body")))
        self.assertEqual(cycle.state, "approved")

    def test_substitution_ends(self):
        """Outside the days the substitute may neither see nor decide."""
        cycle = self.asked("team_leader")
        self.substitute(self.leader, self.head_user, "2026-10-01", "2026-11-01")
        self.assertFalse(self.mine(self.head_user))
        with self.assertRaises(AccessError):
            self.part(cycle, 1).with_user(self.head_user).read(["name"])
        with self.assertRaises(AccessError):
            cycle.scorecard_ids.with_user(self.head_user).read(["score"])

    def test_substitute_does_not_decide_about_the_own_card(self):
        cycle = self.asked("team_leader")
        self.substitute(self.leader, self.anna_user)
        self.assertFalse(self.part(cycle, 1).with_user(self.anna_user).waits_for_me)
        with self.assertRaisesRegex(UserError, "own scorecard"):
            self.part(cycle, 1).with_user(self.anna_user).action_approve()
        self.assertNotIn(
            self.card(cycle, self.anna),
            self.env["aftersales.scorecard"].with_user(self.anna_user).search([]),
        )

    def time_off(self, employee, first="2026-11-02 08:00", last="2026-11-03 17:00"):
        return self.env["resource.calendar.leaves"].create(
            {
                "resource_id": employee.resource_id.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": f"{first}:00",
                "date_to": f"{last}:00",
            }
        )

    def led_by_head(self):
        """The leader is an employee whose superior is the head."""
        return self._make_employee("Lea", self.leader, parent_id=self.head.id)

    def test_time_off_brings_its_substitute(self):
        """The superior, on the days of the time off, before or after it is asked."""
        lea = self.led_by_head()
        leave = self.time_off(lea)
        cycle = self.asked("team_leader")
        part = self.mine(self.head_user)
        self.assertEqual(part, self.part(cycle, 1))
        self.assertIn(self.head_user, part.sudo().activity_ids.user_id)
        came = self.env["aftersales.substitution"].search([("leave_id", "=", leave.id)])
        self.assertEqual(
            (came.user_id, came.substitute_id), (self.leader, self.head_user)
        )
        self.assertEqual(
            (str(came.date_from), str(came.date_to)), ("2026-11-02", "2026-11-03")
        )
        leave.unlink()
        self.assertFalse(came.exists())
        self.assertFalse(self.mine(self.head_user))
        self.assertEqual(self.part(cycle, 1).activity_ids.user_id, self.leader)
        self.time_off(lea)
        self.mine(self.head_user).action_approve()
        [entry] = self.part(cycle, 1).decision_ids
        self.assertEqual((entry.user_id, entry.by_id), (self.leader, self.head_user))

    def test_time_off_that_begins_later_is_found_that_day(self):
        self.time_off(self.led_by_head(), "2026-11-04 08:00", "2026-11-05 17:00")
        self.asked("team_leader")
        self.assertFalse(self.mine(self.head_user))
        with freeze_time("2026-11-04 01:00:00"):
            self.env["aftersales.cycle.approval"]._cron_approvals()
            self.env["aftersales.cycle.approval"]._cron_approvals()
            self.assertTrue(self.mine(self.head_user))
        self.assertEqual(len(self.leader.kpi_substitution_ids), 1)

    def test_the_deputy_comes_before_the_superior(self):
        """Unless away too, or one of those who are to be approved."""
        lea = self.led_by_head()
        deputy = self.second_officer
        self.leader.with_user(self.leader).write({"kpi_deputy_id": deputy.id})
        self.time_off(lea)
        self.asked("team_leader")
        self.assertTrue(self.mine(deputy))
        self.assertFalse(self.mine(self.head_user))
        away = self._make_employee("Deputy", deputy)
        self.leader.kpi_substitution_ids.sudo().unlink()
        self.time_off(away)
        self.env["aftersales.cycle.approval"]._cron_approvals()
        self.assertTrue(self.mine(self.head_user))
        self.leader.kpi_substitution_ids.sudo().unlink()
        self.leader.kpi_deputy_id = self.anna_user
        self.env["aftersales.cycle.approval"]._cron_approvals()
        self.assertFalse(self.mine(self.anna_user))
        self.assertTrue(self.mine(self.head_user))

    def test_nobody_is_named_where_somebody_was(self):
        """Nor for half a day, nor for who is not on time off at all."""
        lea = self.led_by_head()
        self.time_off(lea, "2026-11-02 08:00", "2026-11-02 11:00")
        cycle = self.asked("team_leader")
        self.assertFalse(self.leader.kpi_substitution_ids)
        self.substitute(self.leader, self.second_officer)
        self.time_off(lea)
        self.assertEqual(len(self.leader.kpi_substitution_ids), 1)
        self.assertFalse(self.mine(self.head_user))
        self.assertEqual(self.part(cycle, 1).pending_ids, self.leader)

    def test_a_deputy_is_another_internal_user(self):
        with self.assertRaises(ValidationError):
            self.leader.kpi_deputy_id = self.leader
        with self.assertRaises(AccessError):
            self.leader.with_user(self.anna_user).write(
                {"kpi_deputy_id": self.anna_user.id}
            )

    # --- Who has no other role --------------------------------------------------------

    def test_who_approves_has_the_menu(self):
        """A head of department without a role of the evaluation, from then on."""
        menu = self.env.ref("aftersales_kpi.aftersales_cycle_approval_menu")

        def shown():
            menus = self.env["ir.ui.menu"].with_user(self.head_user)
            return menu.id in menus.load_menus(False)

        self.assertFalse(shown())
        self.asked("department_manager")
        self.assertTrue(shown())
        self.assertFalse(self.head_user.has_group("aftersales_kpi.group_user"))

    def test_a_note_stays_with_the_approval(self):
        cycle = self.asked("team_leader")
        part = self.part(cycle, 1).with_user(self.leader)
        window = part.action_approve_with_note()
        self.assertEqual(part.state, "waiting")
        wizard = (
            self.env[window["res_model"]]
            .with_user(self.leader)
            .with_context(**window["context"])
            .create({"reason": NOTE})
        )
        wizard.action_apply()
        self.assertEqual(part.decision_ids.note, NOTE)
        self.assertEqual(part.state, "approved")
        with self.assertRaises(UserError):
            self.part(cycle, 1).with_user(self.ben_user).action_approve_with_note()

    def test_one_names_the_own_substitute_only(self):
        with self.assertRaises(UserError):
            self.substitute(self.leader, self.head_user).with_user(
                self.anna_user
            ).unlink()
        with self.assertRaises(UserError):
            self.env["aftersales.substitution"].with_user(self.anna_user).create(
                {
                    "user_id": self.leader.id,
                    "substitute_id": self.anna_user.id,
                    "date_from": "2026-11-01",
                    "date_to": "2026-11-10",
                }
            )
        with self.assertRaises(ValidationError):
            self.substitute(self.leader, self.leader)

    def test_activities_of_who_is_due(self):
        """Done when decided; the substitute's follows the days; late ones are told."""
        cycle = self.asked("team_leader", "officer")
        part = self.part(cycle, 1)
        self.assertEqual(part.activity_ids.user_id, self.leader)
        self.substitute(self.leader, self.head_user, "2026-11-05", "2026-11-20")
        self.assertEqual(part.activity_ids.user_id, self.leader)
        with freeze_time("2026-11-09 07:00:00"):
            self.env["aftersales.cycle.approval"]._cron_approvals()
            self.assertTrue(part.is_overdue)
        self.assertEqual(part.activity_ids.user_id, self.leader | self.head_user)
        self.assertTrue(part.is_reminded)
        told = part.message_ids.filtered(lambda one: "Overdue" in (one.subject or ""))
        self.assertEqual(
            self.env["mail.message"].search_count(
                [
                    ("model", "=", part._name),
                    ("res_id", "=", part.id),
                    ("subject", "like", "Overdue"),
                ]
            ),
            2,
            told,
        )
        part.with_user(self.leader).action_approve()
        self.assertFalse(part.activity_ids)
        second = self.part(cycle, 2)
        self.assertEqual(
            second.activity_ids.user_id & (self.officer | self.second_officer),
            self.officer | self.second_officer,
        )

    # --- Returning ------------------------------------------------------------------

    def test_returning_needs_a_reason_and_ends_the_round(self):
        cycle = self.asked("team_leader", "officer")
        part = self.mine(self.leader)
        window = part.action_return()
        wizard = (
            self.env["aftersales.reason"]
            .with_user(self.leader)
            .with_context(**window["context"])
            .create({"reason": "Ben was ill"})
        )
        wizard.action_apply()
        self.assertEqual(part.state, "returned")
        self.assertEqual((cycle.state, cycle.approval_state), ("scored", "returned"))
        self.assertEqual(self.parts(cycle, 2).state, "lapsed")
        activity = cycle.activity_ids
        self.assertEqual(activity.user_id, self.officer)
        self.assertIn("Ben was ill", activity.note)
        self.assertIn("Ben was ill", str(cycle.message_ids.mapped("body")))
        cycle.with_user(self.officer).action_request_approval()
        self.assertFalse(cycle.activity_ids)
        self.assertEqual(self.mine(self.leader).round, 2)
        self.assertEqual(len(cycle.all_approval_ids), 4)

    def test_results_that_change_are_approved_anew(self):
        cycle = self.asked("team_leader", "officer")
        self.mine(self.leader).action_approve()
        cycle.with_user(self.officer).action_score()
        self.assertFalse(cycle.approval_state)
        self.assertFalse(self.mine(self.officer))
        self.assertEqual(cycle.all_approval_ids.mapped("state"), ["approved", "lapsed"])

    def test_stepping_back_ends_the_round(self):
        cycle = self.asked("team_leader")
        cycle.with_user(self.officer).action_reopen("More data is coming")
        self.assertEqual((cycle.state, self.part(cycle, 1).state), ("open", "lapsed"))
        cycle.action_score()
        cycle.with_user(self.officer).action_request_approval()
        self.mine(self.leader).action_approve()
        cycle.with_user(self.manager).action_withdraw_approval("Wrong month")
        self.assertEqual((cycle.state, cycle.approval_state), ("scored", False))
        self.assertEqual(set(cycle.scorecard_ids.mapped("state")), {"scored"})
        cycle.action_score()

    def test_asking_twice_is_refused(self):
        cycle = self.asked("team_leader")
        with self.assertRaisesRegex(UserError, "already"):
            cycle.with_user(self.officer).action_request_approval()

    def test_nothing_to_approve(self):
        cycle = self.score(
            self.make_scheme({}, approval_ids=self.make_levels("team_leader"))
        )
        with self.assertRaisesRegex(UserError, "nobody was scored"):
            cycle.with_user(self.officer).action_request_approval()

    # --- The table ------------------------------------------------------------------

    def test_every_state_action_and_role_of_a_part(self):
        """Exactly the moves of the table, by whom it waits for or who stands in."""
        cycle = self.asked("team_leader")
        part = self.part(cycle, 1)
        self.substitute(self.leader, self.head_user)
        may = {self.leader, self.head_user}
        users = (*may, self.anna_user, self.ben_user, self.officer, self.manager)
        buttons = [name for name in TRANSITIONS if not name.startswith("_")]
        states = [one for one, _label in self.parts_states()]
        for state, action, user in product(states, buttons, users):
            move = TRANSITIONS[action]
            with self.subTest(state=state, action=action, user=user.login):
                savepoint = self.env.cr.savepoint()
                part._set({"state": state})
                act = getattr(part.with_user(user), action)
                reason = ["Why"] if move.reason else []
                if state in move.sources and user in may:
                    act(*reason)
                    self.assertEqual(part.state, move.target)
                else:
                    with self.assertRaises(UserError):
                        act(*reason)
                    self.assertEqual(part.state, state)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_every_state_of_a_part_is_reached(self):
        reached = {move.target for move in TRANSITIONS.values()}
        self.assertEqual(
            reached | {"queued"}, {one for one, _label in self.parts_states()}
        )

    def test_what_the_system_does_to_parts_nobody_calls(self):
        """`_start` and `_lapse` are no methods for clients: their names say so."""
        system = {name for name, move in TRANSITIONS.items() if move.role == SYSTEM}
        self.assertEqual(system, {n for n in TRANSITIONS if n.startswith("_")})

    def parts_states(self):
        return self.env["aftersales.cycle.approval"]._fields["state"].selection

    def test_only_approvers_decide(self):
        """Neither officers nor administrators, unless the level names them."""
        cycle = self.asked("team_leader")
        for user in (self.officer, self.manager):
            for action, move in TRANSITIONS.items():
                if action.startswith("action_"):
                    part = self.part(cycle, 1).with_user(user)
                    with self.assertRaisesRegex(UserError, "Only those it waits for"):
                        getattr(part, action)(*(["Why"] if move.reason else []))
        for user in (self.ben_user, self.head_user):
            with self.assertRaises(UserError):
                self.part(cycle, 1).with_user(user).action_approve()

    def test_nothing_is_written_by_hand(self):
        cycle = self.asked("team_leader")
        part = self.part(cycle, 1)
        for user in (self.leader, self.officer, self.manager):
            with self.assertRaises(UserError):
                part.with_user(user).write({"state": "approved"})
            with self.assertRaises(UserError):
                part.with_user(user).unlink()
        with self.assertRaises(UserError):
            part.with_user(self.leader).write(
                {"approver_ids": [Command.set(self.leader.ids)]}
            )
        self.mine(self.leader).action_approve()
        entry = part.decision_ids
        for act in (lambda: entry.write({"note": "No"}), entry.unlink):
            with self.assertRaisesRegex(UserError, "never"):
                act()
        with self.assertRaises(UserError):
            self.env["aftersales.approval.decision"].create({"approval_id": part.id})

    def test_approvers_see_the_cards_to_approve_and_no_others(self):
        """A plain internal user, head of the department, without any of our roles."""
        cards = self.env["aftersales.scorecard"].with_user(self.head_user)
        cycle = self.scored("department_manager")
        self.assertFalse(cards.search([]))
        cycle.with_user(self.officer).action_request_approval()
        self.assertEqual(cards.search([]), cycle.scorecard_ids)
        self.assertEqual(cards.search([]).line_ids, cycle.scorecard_ids.line_ids)
        part = self.mine(self.head_user)
        self.assertIn("2 people", part.summary)
        self.assertEqual(part.period, cycle.display_name)

    def test_companies_see_nothing_of_each_other(self):
        self.asked("team_leader")
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        as_other = self.env(user=self.manager, context={})
        self.assertFalse(as_other["aftersales.cycle.approval"].search([]))

    def test_levels_of_an_approved_scheme_may_change(self):
        """They move no score; the scheme's history says since when."""
        scheme = self.make_scheme({})
        scheme.with_user(self.manager).approval_ids = self.make_levels("team_leader")
        self.assertIn("Team leader (one of them)", scheme.message_ids[0].body)
        with self.assertRaises(AccessError):
            scheme.with_user(self.officer).approval_ids = self.make_levels("officer")
        with self.assertRaises(ValidationError):
            scheme.approval_ids = self.make_levels("users")

    def test_query_count_does_not_grow_with_people(self):
        """Asking for approval and approving cost the same for 10 and for 40 people."""
        counts = []
        for number in (2, 10, 40):  # the first fills the caches
            people = [
                self._make_employee(
                    f"P{number}-{one}",
                    self._make_user(f"p{number}_{one}", "aftersales_kpi.group_user"),
                )
                for one in range(number)
            ]
            cycle = self.scored("team_leader", "officer", people=people)
            self.assertGreaterEqual(cycle.card_count, number)
            counts.append(self._cost_of_approving(cycle))
            cycle.action_cancel("Next")
        # a cache of users may have to be filled again; a query a person were 30 more
        self.assertLess(abs(counts[2] - counts[1]), 5)

    def _cost_of_approving(self, cycle):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        cycle.with_user(self.officer).action_request_approval()
        self.mine(self.leader).action_approve()
        self.mine(self.officer).action_approve()
        self.env.flush_all()
        self.assertEqual(cycle.state, "approved")
        return self.env.cr.sql_log_count - before
