"""Outcomes are proposals that people decide (R32–R37, R73, R74)."""

from itertools import product

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError

from ..models.aftersales_outcome_workflow import TRANSITIONS
from .engine_common import EngineCase


class OutcomeCase(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._make_user("second", "aftersales_kpi.group_manager")
        cls.scheme = cls.make_scheme({"bands": [(10, 90), (30, 70), (None, 50)]})
        cls.rules = cls.env["aftersales.outcome.rule"]
        # the client's rules are tried one by one
        cls.rules.search([]).active = False

    @classmethod
    def make_rule(cls, **values):
        return cls.rules.create(
            {"name": "Rule", "scheme_id": cls.scheme.id, "effect": "raise", **values}
        )

    def close_month(self, month, anna=None, ben=None, year=2026):
        """A closed cycle in which the two answered in so many minutes, or never."""
        for employee, minutes in ((self.anna, anna), (self.ben, ben)):
            if minutes is not None:
                self.observe(
                    "response",
                    employee,
                    60 * minutes,
                    event_date=f"{year}-{month:02d}-05 10:00:00",
                )
        cycle = self.score(self.scheme, date_from=f"{year}-{month:02d}-01")
        cycle.action_approve()
        cycle.action_publish()
        cycle.action_close()
        return cycle

    def outcomes(self, **values):
        domain = [(name, "=", value) for name, value in values.items()]
        return self.env["aftersales.outcome"].search(domain, order="id")

    def propose(self, user=None, **values):
        """A proposal by hand about Anna."""
        rule = values.pop("rule", None) or self.make_rule(
            measure="hand", effect="award", title="Star", amount=500
        )
        return (
            self.env["aftersales.outcome"]
            .with_user(user or self.officer)
            .create(
                {
                    "rule_id": rule.id,
                    "employee_id": self.anna.id,
                    "proposal": "Solved a major complaint",
                    **values,
                }
            )
        )

    def proposed_harm(self, **values):
        rule = self.make_rule(measure="hand", effect="deduction", amount=200, **values)
        return self.propose(rule=rule)


class TestOutcomeRules(OutcomeCase):
    def test_r32_three_months_in_a_row(self):
        """Anna 90, 90, 90; Ben 90, 70, 90: Anna is a candidate for a raise."""
        rule = self.make_rule(measure="streak", periods=3, limit=85)
        self.close_month(7, anna=5, ben=5)
        self.close_month(8, anna=5, ben=20)
        self.assertFalse(self.outcomes(rule_id=rule.id))
        cycle = self.close_month(9, anna=5, ben=5)
        found = self.outcomes(rule_id=rule.id)
        self.assertEqual((found.employee_id, found.effect), (self.anna, "raise"))
        self.assertEqual(found.state, "proposed")
        self.assertEqual(len(found.scorecard_ids), 3)
        self.assertEqual(
            found.finding_text,
            "Total at least 85, 3 periods in a row: 90.00, 90.00, 90.00",
        )
        cycle.action_propose_outcomes()
        self.assertEqual(self.outcomes(rule_id=rule.id), found)

    def test_r32_below_sixty_is_harmful(self):
        rule = self.make_rule(
            measure="streak", periods=1, limit=60, direction="below", effect="pay_cut"
        )
        self.close_month(7, anna=5, ben=50)
        found = self.outcomes(rule_id=rule.id)
        self.assertEqual((found.employee_id, found.is_harmful), (self.ben, True))

    def test_r32_leave_breaks_or_is_passed_over(self):
        breaks = self.make_rule(periods=2, limit=85)
        skips = self.make_rule(periods=2, limit=85, unscored="skips")
        self.close_month(7, anna=5, ben=5)
        self.close_month(8, ben=5)
        self.close_month(9, anna=5)
        self.assertFalse(self.outcomes(rule_id=breaks.id, employee_id=self.anna.id))
        found = self.outcomes(rule_id=skips.id, employee_id=self.anna.id)
        self.assertEqual(len(found.scorecard_ids), 2)

    def test_r32_the_years_average_is_judged_in_december_only(self):
        rule = self.make_rule(measure="average", span="year", limit=80)
        self.close_month(11, anna=5, ben=20, year=2025)
        self.assertFalse(self.outcomes(rule_id=rule.id))
        self.close_month(12, anna=20, ben=20, year=2025)
        found = self.outcomes(rule_id=rule.id)
        # Anna 90 and 70: 80.00; Ben 70
        self.assertEqual(found.employee_id, self.anna)
        self.assertEqual(found.finding["value"], "80")

    def test_r33_the_top_share_needs_a_group(self):
        rule = self.make_rule(
            measure="share", share=50, minimum_group=2, effect="promotion"
        )
        alone = self.make_rule(measure="share", share=50, minimum_group=3)
        self.close_month(7, anna=5, ben=20)
        found = self.outcomes(rule_id=rule.id)
        self.assertEqual(found.employee_id, self.anna)
        self.assertIn("rank 1 of 2", found.finding_text)
        self.assertFalse(self.outcomes(rule_id=alone.id))

    def test_r34_clearly_raised(self):
        rule = self.make_rule(measure="improvement", periods=1, limit=20)
        self.close_month(7, anna=20, ben=50)
        self.close_month(8, anna=5, ben=20)
        self.assertEqual(
            self.outcomes(rule_id=rule.id).employee_id, self.anna | self.ben
        )

    def test_r34_of_an_indicator(self):
        """The response time itself, in minutes, not the points for it."""
        rule = self.make_rule(
            measure="average",
            periods=1,
            limit=6,
            direction="below",
            indicator_id=self.indicator("response_time").id,
        )
        self.close_month(7, anna=5, ben=7)
        self.assertEqual(self.outcomes(rule_id=rule.id).employee_id, self.anna)

    def test_r34_a_single_event(self):
        kind = self.env.ref("aftersales_kpi.kind_response")
        rule = self.make_rule(
            measure="event",
            periods=2,
            kind_id=kind.id,
            event_domain="[('numerator', '<', 600)]",
        )
        self.minutes(self.anna, 5, day=6)
        self.close_month(10, anna=5, ben=5)
        found = self.outcomes(rule_id=rule.id)
        self.assertEqual(found.employee_id, self.anna)
        self.assertEqual(len(found.observation_ids), 2)
        self.assertIn(found.observation_ids[0].display_name, found.finding_text)
        self.assertEqual(
            found.action_view_records()["domain"],
            [("id", "in", found.observation_ids.ids)],
        )

    def test_a_rule_that_cannot_be_read_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "which event"):
            self.make_rule(measure="event")
        kind = self.env.ref("aftersales_kpi.kind_response").id
        for domain in ("[(", "[('nonsense', '=', 1)]"):
            with self.assertRaisesRegex(ValidationError, "cannot be read"):
                self.make_rule(measure="event", kind_id=kind, event_domain=domain)

    def test_r73_a_team_award_is_each_members(self):
        scheme = self.make_scheme({"bands": [(None, 95)]}, subject_type="team")
        rule = self.make_rule(
            scheme_id=scheme.id,
            subject_type="team",
            periods=1,
            limit=90,
            effect="award",
            title="Team",
            badge_id=self.env.ref("aftersales_kpi.badge_service_team").id,
        )
        self.scheme, person_scheme = scheme, self.scheme
        self.close_month(7, anna=5)
        self.scheme = person_scheme
        found = self.outcomes(rule_id=rule.id, team_id=self.team.id)
        self.assertEqual(found.recipient_ids, self.anna | self.ben)
        found.with_user(self.officer).action_grant("All of them")
        self.assertEqual(found.badge_given_ids.user_id, self.anna_user | self.ben_user)
        self.assertEqual(found._certified(), self.anna | self.ben)
        own = found.with_context(certified_user_id=self.anna_user.id)
        self.assertEqual(own._certified(), self.anna)

    def test_r73_ties_at_the_last_place_are_in(self):
        """One of two is a half; both have the same total."""
        rule = self.make_rule(measure="share", share=50, minimum_group=2)
        self.close_month(7, anna=5, ben=5)
        found = self.outcomes(rule_id=rule.id)
        self.assertEqual(found.employee_id, self.anna | self.ben)

    def test_r74_a_team_does_not_choose(self):
        incentive = self.env["aftersales.incentive"].create({"name": "Course"})
        with self.assertRaisesRegex(ValidationError, "Only a person chooses"):
            self.make_rule(
                subject_type="team", incentive_ids=[Command.link(incentive.id)]
            )

    def test_a_rule_about_a_team_is_not_for_a_person(self):
        rule = self.make_rule(measure="hand", effect="award", subject_type="team")
        with self.assertRaisesRegex(UserError, "choose a team"):
            self.propose(rule=rule)
        person = self.make_rule(measure="hand", effect="award")
        with self.assertRaisesRegex(UserError, "choose who"):
            self.propose(rule=person, employee_id=False, team_id=self.team.id)

    def test_the_clients_rules_are_there(self):
        """R32–R37 as data, each readable in words."""
        rules = self.rules.with_context(active_test=False)
        for name in ("raise_streak", "raise_year", "cut_streak", "cut_year", "star"):
            rule = self.env.ref(f"aftersales_kpi.outcome_rule_{name}")
            self.assertTrue(rule.condition)
        self.assertGreaterEqual(rules.search_count([("is_harmful", "=", True)]), 5)


class TestOutcomeWorkflow(OutcomeCase):
    def test_r34_an_award_takes_one_decision_with_a_reason(self):
        badge = self.env.ref("aftersales_kpi.badge_service_star")
        rule = self.make_rule(
            measure="hand", effect="award", title="Star", badge_id=badge.id
        )
        outcome = self.propose(rule=rule)
        action = outcome.action_grant()
        self.assertEqual(action["res_model"], "aftersales.outcome.reason")
        with self.assertRaisesRegex(UserError, "reason"):
            outcome.action_grant(" ")
        wizard = self.env["aftersales.outcome.reason"].with_user(self.officer)
        wizard.create(
            {
                "outcome_id": outcome.id,
                "action": "action_grant",
                "reason": "Kept the customer",
            }
        ).action_confirm()
        self.assertEqual(outcome.state, "effective")
        self.assertTrue(outcome.has_certificate)
        given = self.env["gamification.badge.user"].search(
            [("user_id", "=", self.anna_user.id), ("badge_id", "=", badge.id)]
        )
        self.assertEqual(given.comment, "Kept the customer")
        self.assertEqual(
            outcome.action_print_certificate()["report_name"],
            "aftersales_kpi.outcome_certificate",
        )
        # what is revoked takes the badge and the certificate back
        outcome.with_user(self.manager).action_revoke("It was somebody else")
        self.assertFalse(given.exists())
        self.assertFalse(outcome.has_certificate)

    def test_r36_what_hurts_needs_notice_answer_and_two_people(self):
        outcome = self.proposed_harm()
        with self.assertRaisesRegex(UserError, "takes something"):
            outcome.action_grant("At once")
        outcome.action_notify()
        # five working days from Monday, November 2
        self.assertEqual(str(outcome.answer_until), "2026-11-09")
        with self.assertRaises(AccessError):
            outcome.with_user(self.ben_user).action_answer("Not me")
        outcome.with_user(self.anna_user).action_answer("It was the power")
        self.assertEqual(
            (outcome.state, outcome.answer), ("answered", "It was the power")
        )
        outcome.with_user(self.manager).action_decide("Three times")
        with self.assertRaisesRegex(UserError, "other than who decided"):
            outcome.with_user(self.manager).action_countersign()
        with self.assertRaises(AccessError):
            outcome.with_user(self.officer).action_countersign()
        outcome.with_user(self.second).action_countersign()
        self.assertEqual(outcome.state, "effective")

    def test_r36_who_does_not_answer_in_time(self):
        outcome = self.proposed_harm()
        outcome.action_notify()
        with self.enter_registry_test_mode():
            cron = self.env.ref("aftersales_kpi.outcome_cron_deadlines")
            cron.method_direct_trigger()
            self.assertEqual(outcome.state, "notified")
            with freeze_time("2026-11-10 09:00:00"):
                cron.method_direct_trigger()
        self.assertEqual(outcome.state, "answered")

    def test_nobody_decides_about_oneself(self):
        rule = self.make_rule(measure="hand", effect="award")
        own = self._make_employee("Officer", self.officer)
        with self.assertRaisesRegex(UserError, "oneself"):
            self.propose(rule=rule, employee_id=own.id)
        outcome = self.propose(user=self.manager, rule=rule, employee_id=own.id)
        with self.assertRaisesRegex(UserError, "oneself"):
            outcome.with_user(self.officer).action_grant("I deserve it")

    def test_every_state_action_and_role(self):
        """Conformance: each button works from its states, for its role, only."""
        harmless = self.make_rule(measure="hand", effect="award")
        harmful = self.make_rule(measure="hand", effect="warning")
        award, harm = (self.propose(rule=rule) for rule in (harmless, harmful))
        harm.sudo()._set({"notified_on": "2026-11-02 09:00:00"})
        states = award._fields["state"].get_values(self.env)
        may = {
            "aftersales_kpi.group_officer": (self.officer, self.manager, self.second),
            "aftersales_kpi.group_manager": (self.manager, self.second),
            "person": (self.anna_user,),
            "system": (),
        }
        users = (
            self.anna_user,
            self.ben_user,
            self.leader,
            self.officer,
            self.manager,  # who decided, and so does not countersign
            self.second,
        )
        texts = {"action_notify": [], "action_countersign": []}
        cases = product((award, harm), TRANSITIONS.items(), states, users)
        for outcome, (action, move), state, user in cases:
            allowed = (
                user in may[move.role]
                and state in move.sources
                and outcome.is_harmful in move.harm
                and (action, user) != ("action_countersign", self.manager)
            )
            case = {"action": action, "state": state, "user": user.login}
            with self.subTest(**case, harm=outcome.is_harmful):
                outcome.sudo()._set({"state": state, "decided_by_id": self.manager.id})
                call = getattr(outcome.with_user(user), action)
                arguments = [] if action[0] == "_" else texts.get(action, ["Because"])
                if allowed:
                    call(*arguments)
                    self.assertEqual(outcome.sudo().state, move.target)
                else:
                    with self.assertRaises(UserError):
                        call(*arguments)
                    self.assertEqual(outcome.sudo().state, state)

    def test_the_deadline_moves_what_waits_for_an_answer_only(self):
        rules = [
            self.make_rule(measure="hand", effect=effect)
            for effect in ("award", "warning")
        ]
        states = self.env["aftersales.outcome"]._fields["state"].get_values(self.env)
        for rule, state in product(rules, states):
            outcome = self.propose(rule=rule).sudo()
            outcome._set({"state": state})
            root = outcome.with_user(self.env.ref("base.user_root"))
            with self.subTest(state=state, harm=outcome.is_harmful):
                if state == "notified" and outcome.is_harmful:
                    root._end_answer()
                    self.assertEqual(outcome.state, "answered")
                else:
                    with self.assertRaises(UserError):
                        root._end_answer()
                    self.assertEqual(outcome.state, state)

    def test_what_somebody_has_to_carry_out_is_a_task(self):
        """A raise or a training does not happen by itself, an award's money does."""
        for effect, tasks in (("raise", 1), ("training", 1), ("award", 0)):
            rule = self.make_rule(measure="hand", effect=effect, title=False)
            outcome = self.propose(rule=rule)
            outcome.action_grant("Well done")
            with self.subTest(effect=effect):
                self.assertEqual(len(outcome.activity_ids), tasks)
                self.assertEqual(
                    outcome.activity_ids.user_id.ids, tasks * self.officer.ids
                )

    def test_every_state_is_reached(self):
        reached = {move.target for move in TRANSITIONS.values()} | {"proposed"}
        states = self.env["aftersales.outcome"]._fields["state"].get_values(self.env)
        self.assertEqual(reached, set(states))

    def test_nobody_writes_one_by_hand(self):
        outcome = self.propose()
        for user in (self.officer, self.manager, self.leader, self.anna_user):
            with self.assertRaises(UserError):
                outcome.with_user(user).write({"state": "effective"})
        with self.assertRaises(UserError):
            outcome.sudo().unlink()
        # amount, state and evidence of a proposal by hand are the rule's
        made = self.propose(amount=99999, state="effective", title="King")
        self.assertEqual((made.state, made.title), ("proposed", "Star"))
        self.assertEqual(made.sudo().amount, 500)
        own = self.make_rule(measure="streak")
        with self.assertRaisesRegex(UserError, "by itself only"):
            self.propose(rule=own)

    def test_leaders_propose_for_their_people_and_see_no_amounts(self):
        self.leader.group_ids += self.env.ref("base.group_allow_export")
        outcome = self.propose(user=self.leader)
        self.assertEqual(outcome.subject, "Anna")
        for record in (
            outcome,
            outcome.rule_id,
            self.env["aftersales.incentive"].with_user(self.leader).search([]),
        ):
            self.assertTrue(record.read(["display_name"]))
            with self.assertRaises(AccessError):
                record.read(["amount"])
            with self.assertRaises(AccessError):
                record.export_data(["amount"])
            with self.assertRaises(AccessError):
                record.search([("amount", ">", 0)])
            with self.assertRaises(AccessError):
                record._read_group([], [], ["amount:sum"])
        carl = self._make_employee("Carl")
        with self.assertRaises(AccessError):
            self.propose(user=self.leader, employee_id=carl.id)
        with self.assertRaises(AccessError):
            self.propose(user=self.anna_user, employee_id=self.ben.id)

    def test_r74_the_person_chooses(self):
        incentives = self.env["aftersales.incentive"].create(
            [{"name": "Two days", "kind": "days_off"}, {"name": "Course"}]
        )
        other = self.env["aftersales.incentive"].create({"name": "Car"})
        rule = self.make_rule(
            measure="hand",
            effect="award",
            incentive_ids=[Command.set(incentives.ids)],
        )
        outcome = self.propose(rule=rule)
        outcome.action_grant("Well done")
        self.assertTrue(outcome.must_choose)
        anna = outcome.with_user(self.anna_user)
        with self.assertRaises(AccessError):
            outcome.with_user(self.ben_user).action_choose(incentives[0].id)
        with self.assertRaisesRegex(UserError, "cannot be chosen"):
            anna.action_choose(other.id)
        anna.action_choose(incentives[1].id)
        self.assertEqual(outcome.incentive_id, incentives[1])
        # somebody has to give it: who granted it is asked to
        task = outcome.activity_ids
        self.assertEqual(task.user_id, self.officer)
        self.assertIn("Course", task.summary)
        with self.assertRaisesRegex(UserError, "cannot be chosen"):
            anna.action_choose(incentives[0].id)

    def test_r37_voiding_leaves_a_disciplinary_record(self):
        self.env.ref("aftersales_kpi.outcome_rule_cheating").active = True
        cycle = self.close_month(7, anna=5)
        card = self.card(cycle, self.anna)
        card._revise("Closed tickets of others", void=True)
        found = self.outcomes(employee_id=self.anna.id)
        self.assertEqual(
            (found.effect, found.proposal), ("warning", "Closed tickets of others")
        )

    def test_corrected_evidence_is_shown(self):
        self.make_rule(periods=1, limit=85)
        cycle = self.close_month(7, anna=5)
        found = self.outcomes(employee_id=self.anna.id)
        self.card(cycle, self.anna)._revise("Wrong", points={})
        self.assertTrue(found.is_outdated)

    # --- Rights -----------------------------------------------------------------------

    def test_the_person_sees_what_he_or_she_was_told(self):
        outcome, harm = self.propose(), self.proposed_harm()
        anna = self.env["aftersales.outcome"].with_user(self.anna_user)
        self.assertFalse(anna.search([]))
        outcome.action_grant("Well done")
        harm.action_notify()
        self.assertEqual(anna.search([]), outcome | harm)
        with self.assertRaises(AccessError):
            outcome.with_user(self.anna_user).read(["amount"])
        self.assertFalse(anna.with_user(self.ben_user).search([]))

    def test_other_companies_see_nothing(self):
        self.propose()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._make_user("stranger", "aftersales_kpi.group_manager")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        outcomes = self.env["aftersales.outcome"].with_user(stranger)
        found = outcomes.with_context(allowed_company_ids=other.ids).search([])
        self.assertFalse(found)
