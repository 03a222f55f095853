"""The client's own rules about real tickets (R34)."""

from odoo.tests import tagged

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestOutcomeEvent(LedgerCase):
    def test_r34_who_solves_a_major_complaint_may_become_the_star(self):
        """From the ticket to the proposal, with the ticket as its evidence."""
        major = self.make_ticket(
            "2026-03-03 10:00:00",
            user_id=self.anna.id,
            priority="3",
            kpi_is_complaint=True,
        )
        minor = self.make_ticket(
            "2026-03-03 10:00:00", user_id=self.ben.id, kpi_is_complaint=True
        )
        for ticket, user in ((major, self.anna), (minor, self.ben)):
            self.write(ticket, "2026-03-04 10:00:00", user, stage_id=self.stage_done.id)
        cycle = self.env["aftersales.cycle"].create(
            {
                "scheme_id": self.env.ref("aftersales_kpi.scheme_client").id,
                "company_id": self.company.id,
                "date_from": "2026-03-01",
            }
        )
        cycle.action_open()
        cycle.action_score()
        cycle._propose_outcomes()
        star = self.env.ref("aftersales_kpi.outcome_rule_star")
        found = cycle.outcome_ids.filtered(lambda one: one.rule_id == star)
        self.assertEqual(found.employee_id, self.anna_employee)
        self.assertEqual(found.observation_ids.ticket_id, major)
        self.assertIn(major.number, found.finding_text)
        self.assertEqual(found.scorecard_ids, cycle.scorecard_ids & found.scorecard_ids)
        self.assertEqual(found.scorecard_ids.employee_id, self.anna_employee)
