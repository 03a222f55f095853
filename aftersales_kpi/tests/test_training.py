"""Training proposals and offers from rules (R35)."""

from itertools import product

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models.aftersales_training_proposal import TRANSITIONS
from .interview_common import InterviewCase


@tagged("post_install", "-at_install")
class TestTraining(InterviewCase):
    """Anna has 50 % of the points with 20 minutes, Ben 0 % with 40."""

    def rule(self, **values):
        return self.env["aftersales.training.rule"].create(
            {
                "name": "Typing course",
                "company_id": self.company.id,
                "indicator_id": self.indicator("response_time").id,
                "limit": 60,
                "url": "https://example.com/typing",
                **values,
            }
        )

    def propose(self, cycle=None):
        """Match the rules of the cycle; who got something."""
        proposals = (cycle or self.cycle).sudo()._propose_trainings()
        return sorted(proposals.mapped("employee_id.name"))

    def proposal(self):
        self.rule()
        self.propose()
        return self.anna_card.proposal_ids

    def test_weak_share_of_points(self):
        self.rule(limit=50)
        self.assertEqual(self.propose(), ["Ben"])
        proposal = self.env["aftersales.training.proposal"].search([])
        self.assertEqual(
            proposal.reason, "Average response time: below 50 % of the points"
        )

    def test_strong_lines_get_offers(self):
        """R35: the other direction."""
        self.rule(kind="development", direction="above", limit=50, name="Mentor")
        self.assertEqual(self.propose(), ["Anna"])

    def test_by_value(self):
        self.rule(measure="value", direction="above", limit=40)
        self.assertEqual(self.propose(), ["Ben"])

    def test_periods_in_a_row(self):
        self.rule(periods=2)
        self.assertEqual(self.propose(), [])
        day = {"event_date": "2026-11-01 10:00:00"}
        self.minutes(self.anna, 25, **day)
        cycle = self.make_cycle(self.scheme, "2026-11-01")
        for move in ("open", "score", "approve", "publish"):
            getattr(cycle, f"action_{move}")()
        proposal = self.card(cycle, self.anna).proposal_ids
        self.assertEqual(
            proposal.reason,
            "Average response time: below 60 % of the points, 2 periods in a row",
        )

    def test_nothing_comes_twice(self):
        self.rule()
        self.assertEqual(self.propose(), ["Anna", "Ben"])
        self.assertEqual(self.propose(), [])

    def test_publication_proposes(self):
        self.rule()
        cycle = self.publish(self.make_scheme({"bands": [(10, 100), (None, 0)]}))
        self.assertTrue(cycle.proposal_count)

    def test_other_companies_and_archived_rules(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.rule(company_id=other.id)
        self.rule(active=False)
        self.assertEqual(self.propose(), [])
        self.rule(company_id=False)
        self.assertEqual(self.propose(), ["Anna", "Ben"])

    def test_matching_is_one_statement(self):
        self.rule()
        self.rule(direction="above")
        rules = self.env["aftersales.training.rule"]
        self.env.flush_all()
        with self.assertQueryCount(1):
            rules._matches(self.cycle)

    def test_accepting_puts_it_into_the_plan(self):
        proposal = self.proposal()
        plan = self.plan()
        plan.action_countersign()
        proposal.with_user(self.anna_user).action_accept()
        self.assertEqual(
            (proposal.state, proposal.action_id.plan_id), ("accepted", plan)
        )
        self.assertEqual(proposal.action_id.name, "Typing course")
        self.assertEqual(plan.state, "proposed")

    def test_accepting_without_a_plan_starts_one(self):
        proposal = self.proposal()
        proposal.with_user(self.anna_user).action_accept()
        plan = proposal.action_id.plan_id
        self.assertEqual((plan.leader_id, plan.state), (self.leader, "proposed"))

    def test_every_state_action_and_role(self):
        proposal = self.proposal()
        actors = {
            self.anna_user: True,
            self.leader: True,
            self.officer: True,
            self.ben_user: False,
            self.portal_user: False,
        }
        for state, action, (user, may) in product(
            ("open", "accepted", "dismissed"), TRANSITIONS, actors.items()
        ):
            proposal._set({"state": state})
            own = proposal.with_user(user)
            allowed = may and state == "open"
            with self.subTest(state=state, action=action, user=user.login):
                self.assertEqual(action in own._allowed_actions(), allowed)
                arguments = ["No time"] if action == "action_dismiss" else []
                if not allowed:
                    self.assert_refused(getattr(own, action), *arguments)
                    continue
                with self.env.cr.savepoint() as savepoint:
                    getattr(own, action)(*arguments)
                    self.assertEqual(proposal.state, TRANSITIONS[action].moves["open"])
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_dismissing_needs_a_reason(self):
        proposal = self.proposal().with_user(self.anna_user)
        with self.assertRaises(UserError):
            proposal.action_dismiss(" ")
        self.assert_refused(proposal.sudo().write, {"state": "accepted"})
        self.assert_refused(proposal.write, {"dismiss_reason": "x"})

    def test_only_officers_make_rules(self):
        with self.assertRaises(AccessError):
            self.rule().with_user(self.leader).write({"limit": 1})
        with self.assertRaises(ValidationError):
            self.rule(url="javascript:alert(1)")
        self.assert_refused(self.cycle.with_user(self.leader).action_propose_trainings)
