"""Anna's published October, and the talk about it."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .revision_common import RevisionCase

MEETING = "2026-11-04 09:00:00"


class InterviewCase(RevisionCase):
    """Anna has 50 of 100 points; her superior talks with her on November 4, 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # one calendar for all: people meet at the company's hours
        cls.company.resource_calendar_id.tz = "UTC"
        cls.portal_user = new_test_user(
            cls.env,
            "paula",
            groups="base.group_portal",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def interview(self, user=None, card=None, **values):
        """The superior's interview with Anna, without a date; `values` change it."""
        return (
            self.env["aftersales.interview"]
            .with_user(user or self.leader)
            .create(
                {
                    "scorecard_id": (card or self.anna_card).id,
                    "interviewer_id": self.leader.id,
                    **values,
                }
            )
        )

    def held(self, **values):
        """An interview whose minutes wait for Anna."""
        interview = self.interview(start=MEETING, **values)
        interview.agreement = "<p>Answer within ten minutes.</p>"
        interview.action_hold()
        return interview

    def plan(self, agreed=False, **values):
        """A plan from Anna's weak line; `agreed` by both."""
        plans = self.env["aftersales.improvement.plan"].with_user(self.leader)
        plan = plans._start(self.anna_card.with_user(self.leader))
        if values:
            plan.action_ids.write(values)
        if agreed:
            plan.action_countersign()
            plan.with_user(self.anna_user).action_agree()
        return plan

    def assert_refused(self, move, *arguments):
        """Refused before anything is written, so it needs no savepoint."""
        try:
            move(*arguments)
        except UserError:  # AccessError and ValidationError are ones
            return
        self.fail("This should have been refused.")
