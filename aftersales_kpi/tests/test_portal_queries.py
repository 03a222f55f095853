"""Pages of appeals, interviews, plans and gradings cost the same for more on them."""

from odoo import Command
from odoo.tests import tagged

from .test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestPortalQueries(PortalCase):
    """Paula has a month with little, and one with much."""

    def setUp(self):
        super().setUp()
        self.few = self.card(self.publish("2026-10-01"), self.paula)
        september = {"event_date": "2026-09-06 10:00:00"}
        self.minutes(self.paula, *[15] * 40, **september)
        self.observe("rating", self.paula, *[5] * 20, denominator=5, **september)
        self.many = self.card(self.publish("2026-09-01"), self.paula)

    def assert_as_cheap(self, few, many):
        """Opening the page `many` costs no more queries than `few`, both known."""
        counts = []
        for path in (few, many, few, many):
            with self.counting(counts):
                self.open_page("paula", path)
        self.assertLessEqual(counts[3], counts[2], many)

    def line_of(self, card):
        return card.line_ids.filtered(
            lambda one: one.indicator_id.code == "response_time"
        )

    def test_appeal_form(self):
        self.assert_as_cheap(
            *(
                f"/my/kpi/{card.id}/appeal?line={self.line_of(card).id}"
                for card in (self.few, self.many)
            )
        )

    def appeal(self, card, lines, facts):
        appeal = (
            self.env["aftersales.appeal"]
            .with_user(self.paula_user)
            .sudo()
            .create(
                {
                    "scorecard_id": card.id,
                    "line_id": lines.id if len(lines) == 1 else False,
                    "observation_ids": [Command.set(facts)],
                    "kind": "wrong_data",
                    "reason": "The line was down.",
                }
            )
        )
        appeal.action_submit()
        return f"/my/kpi/appeal/{appeal.id}"

    def test_appeal_page(self):
        few, many = self.line_of(self.few), self.line_of(self.many)
        self.assert_as_cheap(
            self.appeal(self.few, few, few.sudo().evidence["id"][:1]),
            self.appeal(self.many, many, many.sudo().evidence["id"]),
        )

    def interview(self, card, topics):
        talk = (
            self.env["aftersales.interview"]
            .with_user(self.leader)
            .create({"scorecard_id": card.id, "interviewer_id": self.leader.id})
        )
        for number in range(topics):
            line = card.line_ids[number % 2]
            talk.topic_ids.create({"interview_id": talk.id, "line_id": line.id})
        return talk

    def test_interview_page(self):
        self.assert_as_cheap(
            self.interview(self.few, 1)._portal_path(),
            self.interview(self.many, 12)._portal_path(),
        )

    def plan(self, card, actions):
        plans = self.env["aftersales.improvement.plan"].with_user(self.leader)
        return plans.create(
            {
                "scorecard_id": card.id,
                "leader_id": self.leader.id,
                "action_ids": [
                    Command.create({"name": f"Measure {number}"})
                    for number in range(actions)
                ],
            }
        )

    def test_plan_page(self):
        """One plan with one measure, then three with ten each."""
        path, counts = "/my/kpi/plan", []
        self.plan(self.few, 1)
        for _turn in range(2):
            with self.counting(counts):
                self.open_page("paula", path)
        self.plan(self.many, 10)
        self.plan(self.few, 10)
        for _turn in range(2):
            with self.counting(counts):
                page = self.open_page("paula", path)
        self.assertIn("Measure 9", self.text(page))
        self.assertLessEqual(counts[3], counts[1])
