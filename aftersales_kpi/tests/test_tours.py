"""What people click, in a real browser."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestTours(HttpCase, LedgerCase):
    def test_an_officer_scores_a_month_and_sees_the_records_behind(self):
        """R52: from the cycle to the card to the tickets, without typing."""
        officer = new_test_user(
            self.env,
            "kpi_officer",
            password="kpi_officer",
            groups="aftersales_kpi.group_officer,helpdesk_mgmt.group_helpdesk_user,"
            "hr.group_hr_user",
        )
        ticket = self.make_ticket("2026-03-06 16:30:00", user_id=self.anna.id)
        self.reply(ticket, "2026-03-09 09:15:00", self.anna)
        cycle = self.env["aftersales.cycle"].create(
            {
                "scheme_id": self.env.ref("aftersales_kpi.scheme_client").id,
                "company_id": self.company.id,
                "date_from": "2026-03-01",
            }
        )
        self.start_tour("/odoo/kpi-cycles", "kpi_month", login=officer.login)
        self.assertEqual(cycle.state, "scored")
        card = cycle.scorecard_ids.filtered(
            lambda card: card.employee_id == self.anna_employee
        )
        self.assertTrue(card.line_ids.filtered(lambda line: line.sample_size))
