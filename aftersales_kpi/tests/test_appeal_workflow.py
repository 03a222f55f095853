"""The moves of an appeal: every state, action, instance and role; and deadlines."""

from itertools import product

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.aftersales_appeal_workflow import (
    APPELLANT,
    DECIDER,
    HEARD,
    SYSTEM,
    TRANSITIONS,
    WAITING_STATES,
)
from .appeal_common import AppealCase

# What a move is called with.
ARGUMENTS = {
    "action_state": ["It is mine."],
    "action_accept_partly": ["Because"],
    "action_reject": ["Because"],
}


@tagged("post_install", "-at_install")
class TestAppealWorkflow(AppealCase):
    def actors(self, level):
        """Everybody, with the roles in which he or she stands to the appeal."""
        return {
            self.anna_user: {APPELLANT},
            self.leader if level == 1 else self.head: {DECIDER},
            self.head if level == 1 else self.leader: set(),
            self.ben_user: {HEARD},
            self.officer: set(),
            self.manager: set(),
            self.env.ref("base.user_root"): {SYSTEM},
        }

    def appeal_in(self, state, level):
        """An appeal that stands in the state and instance, ready for every move."""
        appeal = self.send(kind="not_my_fault")
        appeal._set(
            {
                "state": state,
                "level": level,
                "other_employee_id": self.ben.id,
                "decider_ids": [(6, 0, [(self.head, self.leader)[level == 1].id])],
            }
        )
        return appeal.sudo(False)

    def states(self):
        return [
            value
            for value, _label in self.env["aftersales.appeal"]
            ._fields["state"]
            .selection
        ]

    def test_every_state_action_instance_and_role(self):
        """R62: exactly the moves of the table are possible, by exactly those people."""
        for state, level in product(self.states(), (1, 2)):
            appeal = self.appeal_in(state, level)
            for action, (user, roles) in product(
                TRANSITIONS, self.actors(level).items()
            ):
                move = TRANSITIONS[action]
                allowed = (
                    state in move.sources
                    and level in move.levels
                    and move.role in roles
                )
                with self.subTest(
                    state=state, level=level, action=action, user=user.login
                ):
                    self.assert_move(appeal.with_user(user), action, allowed)
            appeal._set({"state": "withdrawn"})

    def assert_move(self, appeal, action, allowed):
        self.assertEqual(action in appeal._allowed_actions(), allowed)
        arguments = ARGUMENTS.get(action, [])
        if not allowed:
            self.assert_refused(getattr(appeal, action), arguments)
            return
        with self.env.cr.savepoint() as savepoint:
            getattr(appeal, action)(*arguments)
            self.assertEqual(appeal.sudo().state, TRANSITIONS[action].target)
            logged = appeal.sudo().decision_ids[-1:]
            self.assertEqual((logged.action, logged.user_id), (action, appeal.env.user))
            savepoint.rollback()
            self.env.invalidate_all()

    def assert_refused(self, move, arguments):
        """Refused before anything is written, so it needs no savepoint."""
        try:
            move(*arguments)
        except UserError:  # AccessError is one
            return
        self.fail("This move should have been refused.")

    def test_every_state_is_reached(self):
        targets = {move.target for move in TRANSITIONS.values()}
        self.assertEqual(targets | {"draft"}, set(self.states()))

    def test_every_decision_is_worded(self):
        decisions = self.env["aftersales.appeal.decision"]
        self.assertEqual(
            {action for action, _label in decisions._selection_action()},
            set(TRANSITIONS),
        )

    def test_buttons_follow_the_table(self):
        appeal = self.send().with_user(self.leader)
        self.assertTrue(appeal.can_accept and appeal.can_reject)
        self.assertFalse(appeal.can_withdraw or appeal.can_submit)

    def test_decisions_are_append_only(self):
        decision = self.send().decision_ids
        for forbidden in (
            lambda: decision.sudo().write({"reason": "x"}),
            decision.sudo().unlink,
            lambda: decision.sudo().create({"reason": "x"}),
        ):
            with self.assertRaises(UserError):
                forbidden()

    def test_strangers_see_nothing(self):
        appeal = self.send()
        stranger = new_test_user(
            self.env, "stranger", groups="base.group_user,aftersales_kpi.group_user"
        )
        portal = new_test_user(self.env, "portal", groups="base.group_portal")
        for user in (self.ben_user, self.head, stranger, portal):
            with self.assertRaises(AccessError):
                appeal.with_user(user).read(["reason"])

    def test_drafts_are_private(self):
        draft = self.draft()
        for user in (self.leader, self.officer, self.manager):
            self.assertFalse(draft.with_user(user).has_access("read"))

    # --- Instances ----------------------------------------------------------------

    def test_first_the_superior_then_the_department_above(self):
        appeal = self.send()
        self.assertEqual(appeal.decider_ids, self.leader)
        appeal.with_user(self.leader).action_reject("No")
        appeal.action_escalate("Yes")
        self.assertEqual((appeal.decider_ids, appeal.level), (self.head, 2))

    def test_hr_as_last_instance(self):
        self.scheme.flush_recordset()
        self.env.cr.execute(
            "UPDATE aftersales_scheme SET appeal_second_level = 'officer' "
            "WHERE id = %s",
            [self.scheme.id],
        )
        self.scheme.invalidate_recordset()
        appeal = self.send()
        self.assertIn(self.officer, appeal._deciders(2))
        self.assertNotIn(self.head, appeal._deciders(2))

    def test_who_gave_the_points_is_never_the_last_instance(self):
        """R62: not even as the head of the department above."""
        self.anna_line.sudo().given_by_id = self.head
        appeal = self.send()
        self.assertNotIn(self.head, appeal._deciders(2))
        appeal.with_user(self.leader).action_reject("No")
        appeal.action_escalate()
        self.assertNotIn(self.head, appeal.decider_ids)
        with self.assertRaises(UserError):
            appeal.with_user(self.manager).decider_ids = self.head
        self.assertEqual(appeal.scorer_ids, self.head)

    def test_who_graded_is_never_the_last_instance(self):
        """R62: nor anybody who graded the person for what is appealed."""
        rule = self.env["aftersales.scheme.rater"].create(
            {
                "criterion_id": self.make_scheme(
                    {"indicator": "cooperation"}, approve=False
                ).criterion_ids.id,
                "role": "colleague",
            }
        )
        sheet = self.env["aftersales.grading"].create(
            {"cycle_id": self.cycle.id, "rater_id": self.head_employee.id}
        )
        self.env["aftersales.assessment"].create(
            {
                "grading_id": sheet.id,
                "rule_id": rule.id,
                "employee_id": self.anna.id,
            }
        )
        appeal = self.send(line_id=False, observation_ids=False)
        self.assertNotIn(self.head, appeal._graders())  # nothing was graded yet
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE aftersales_assessment SET state = 'submitted', criterion_id = %s",
            [self.anna_line.criterion_id.id],
        )
        self.env.invalidate_all()
        self.assertIn(self.head, appeal._graders())
        self.assertNotIn(self.head, appeal._deciders(2))

    def test_who_checked_the_work_is_never_the_last_instance(self):
        """R11, R62: the accuracy that a checker found is that checker's score."""
        checklist = self.env["aftersales.quality.checklist"].create(
            {"name": "Accuracy", "company_id": self.company.id}
        )
        check = self.env["aftersales.quality.check"].create(
            {
                "draw_id": self.env["aftersales.quality.draw"]
                .create({"checklist_id": checklist.id, "company_id": self.company.id})
                .id,
                "ticket_id": self.env["helpdesk.ticket"]
                .create({"name": "Paper jam", "description": "<p>Again</p>"})
                .id,
                "solved_on": "2026-10-05 10:00:00",
                "checker_id": self.head.id,
            }
        )
        appeal = self.send()
        self.assertNotIn(self.head, appeal._barred(2))
        self.env.cr.execute(
            "UPDATE aftersales_observation SET res_model = %s, res_id = %s "
            "WHERE id = %s",
            [check._name, check.id, self.slow.id],
        )
        self.slow.invalidate_recordset()
        self.assertIn(self.head, appeal._barred(2))

    def test_who_decided_before_is_not_the_last_instance(self):
        """The leader is head of both departments: somebody else decides."""
        self.above.manager_id = self.leader_employee
        appeal = self.send()
        appeal.with_user(self.leader).action_reject("No")
        appeal.action_escalate()
        self.assertNotIn(self.leader, appeal.decider_ids)
        self.assertTrue(appeal.decider_ids)

    def test_nobody_decides_about_oneself(self):
        """The superior of the leader is the leader: it goes to the next above."""
        self.anna_card.sudo().flush_recordset()
        self.env.cr.execute(
            "UPDATE aftersales_scorecard SET manager_id = %s WHERE id = %s",
            [self.anna.id, self.anna_card.id],
        )
        self.anna_card.invalidate_recordset()
        self.assertEqual(self.send().decider_ids, self.leader)

    def test_an_officer_names_somebody_else(self):
        """During absence; never the appellant."""
        appeal = self.send().with_user(self.officer)
        appeal.decider_ids = self.head
        self.assertEqual(appeal.decider_ids, self.head)
        for wrong in (self.anna_user, self.env["res.users"]):
            with self.assertRaises(UserError):
                appeal.decider_ids = wrong
        with self.assertRaises(UserError):
            appeal.with_user(self.head).decider_ids = self.ben_user

    def test_the_last_instance_is_the_last(self):
        appeal = self.send()
        appeal.with_user(self.leader).action_reject("No")
        appeal.action_escalate()
        appeal.with_user(self.head).action_reject("No")
        with self.assertRaises(UserError):
            appeal.action_escalate()

    # --- Deadlines ----------------------------------------------------------------

    def test_answer_due_in_working_days(self):
        """Sent on Monday, two working days to answer: Wednesday."""
        self.assertEqual(str(self.send().answer_until), "2026-11-04")

    def test_overdue_goes_up_by_itself(self):
        appeal = self.send()
        self.pass_deadlines("2026-11-04")
        self.assertEqual(appeal.state, "submitted")
        self.pass_deadlines("2026-11-05")
        self.assertEqual((appeal.state, appeal.level), ("escalated", 2))
        self.assertEqual(appeal.decider_ids, self.head)
        self.assertEqual(appeal.late_decider_ids, self.leader)
        self.assertEqual(str(appeal.answer_until), "2026-11-09")
        self.assertEqual(
            appeal.decision_ids.mapped("action"), ["action_submit", "_escalate_overdue"]
        )

    def test_the_late_are_asked_again_where_nobody_else_is_left(self):
        """R62: an overdue appeal never stays where it is in silence."""
        appeal = self.send()
        everybody = appeal._members("aftersales_kpi.group_officer")
        everybody |= appeal._members("aftersales_kpi.group_manager")
        appeal._set({"decider_ids": [(6, 0, (everybody | self.leader).ids)]})
        self.above.manager_id = False
        self.pass_deadlines("2026-11-05")
        self.assertEqual((appeal.state, appeal.level), ("escalated", 2))
        self.assertTrue(appeal.decider_ids)

    def test_the_last_instance_is_reminded_once(self):
        appeal = self.send()
        self.pass_deadlines("2026-11-05")
        mails = self.env["mail.mail"].search_count([])
        self.pass_deadlines("2026-11-10")
        reminded = self.env["mail.mail"].search_count([])
        self.assertGreater(reminded, mails)
        self.pass_deadlines("2026-11-11")
        self.assertEqual(self.env["mail.mail"].search_count([]), reminded)
        self.assertEqual(appeal.state, "escalated")

    def test_silence_after_the_decision_closes_it(self):
        appeal = self.send()
        appeal.with_user(self.leader).action_reject("No")
        self.pass_deadlines("2026-11-05")
        self.assertEqual(appeal.state, "closed")
        with self.assertRaises(UserError):
            appeal.action_escalate()

    def test_scheduled_action(self):
        appeal = self.send()
        appeal._set({"answer_until": "2026-10-30"})
        cron = self.env.ref("aftersales_kpi.appeal_cron_deadlines")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        appeal.invalidate_recordset()
        self.assertEqual(appeal.state, "escalated")

    # --- Notices ------------------------------------------------------------------

    def mails_to(self, user):
        return self.env["mail.mail"].search(
            [("recipient_ids", "in", user.partner_id.ids)], order="id desc"
        )

    def test_activity_and_mail_for_who_is_due(self):
        appeal = self.send()
        self.assertEqual(appeal.activity_ids.user_id, self.leader)
        self.assertEqual(str(appeal.activity_ids.date_deadline), "2026-11-04")
        self.assertIn("The line was down.", self.mails_to(self.leader)[:1].body_html)
        appeal.with_user(self.leader).action_reject("It was up.")
        self.assertEqual(appeal.activity_ids.user_id, self.anna_user)
        self.assertIn("It was up.", self.mails_to(self.anna_user)[:1].body_html)
        appeal.action_escalate()
        self.assertEqual(appeal.activity_ids.user_id, self.head)
        appeal.with_user(self.head).action_accept()
        self.assertFalse(appeal.activity_ids)

    def test_tasks_are_in_the_language_of_who_has_them(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.leader.lang = "zh_CN"
        self.env["ir.module.module"]._load_module_terms(["aftersales_kpi"], ["zh_CN"])
        self.assertEqual(self.send().activity_ids.summary, "请处理申诉")

    def test_withdrawing_clears_the_desk(self):
        appeal = self.send()
        appeal.action_withdraw()
        self.assertEqual((appeal.state, appeal.outcome), ("withdrawn", "withdrawn"))
        self.assertFalse(appeal.activity_ids)

    # --- Statistics ---------------------------------------------------------------

    def test_statistics_per_line_scorer_and_outcome(self):
        self.anna_line.sudo().given_by_id = self.head
        appeal = self.send()
        appeal.with_user(self.leader).action_accept()
        groups = self.env["aftersales.appeal"]._read_group(
            [("id", "=", appeal.id)],
            ["indicator_id", "scorer_ids", "outcome"],
            ["__count", "score_change:sum"],
        )
        self.assertEqual(
            groups, [(self.anna_line.indicator_id, self.head, "accepted", 1, 50)]
        )

    def test_waiting_states_are_those_to_decide(self):
        self.assertEqual(TRANSITIONS["action_accept"].sources, WAITING_STATES)
