"""Outcomes in a browser: two decide, the person answers and chooses (R36, R74)."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from .test_outcome import OutcomeCase


@tagged("post_install", "-at_install")
class TestOutcomeTour(HttpCase, OutcomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # forms show people, whom Odoo lets only members of HR open
        for user in cls.officer | cls.manager | cls.second:
            user.group_ids = [Command.link(cls.env.ref("hr.group_hr_user").id)]

    def walk(self, user, path, tour):
        user.password = user.login  # as the browser logs in
        self.start_tour(path, tour, login=user.login)
        self.env.invalidate_all()

    def test_r36_what_hurts_is_told_answered_decided_and_signed(self):
        rule = self.make_rule(measure="hand", effect="deduction", amount=200)
        outcome = self.propose(rule=rule, proposal="Three times without a call back")
        backend = "/odoo/kpi-outcomes"
        self.walk(self.officer, backend, "kpi_outcome_notify")
        self.walk(self.anna_user, "/my/kpi", "kpi_outcome_answer")
        self.assertEqual(outcome.answer, "The power was cut")
        self.walk(self.officer, backend, "kpi_outcome_decide")
        self.assertEqual(outcome.state, "decided")
        self.walk(self.manager, backend, "kpi_outcome_countersign")
        self.assertEqual(outcome.state, "effective")
        self.assertEqual(
            outcome.decided_by_id | outcome.countersigned_by_id,
            self.officer | self.manager,
        )

    def test_r74_an_award_is_granted_and_its_reward_chosen(self):
        incentives = self.env["aftersales.incentive"].create(
            [
                {"name": "Two days", "kind": "days_off", "days": 2},
                {"name": "Money", "amount": 300},
            ]
        )
        rule = self.make_rule(
            measure="hand",
            effect="award",
            title="Star",
            incentive_ids=[Command.set(incentives.ids)],
        )
        outcome = self.propose(rule=rule)
        self.walk(self.officer, "/odoo/kpi-outcomes", "kpi_outcome_grant")
        self.assertEqual(outcome.reason, "Kept the customer")
        self.walk(self.anna_user, "/my/kpi", "kpi_outcome_choose")
        self.assertEqual(outcome.incentive_id, incentives[0])
