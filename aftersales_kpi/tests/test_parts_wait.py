"""Waiting for parts (R15): spells by button and by stage, and solution time."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .records_common import RecordsCase


@tagged("post_install", "-at_install")
class TestPartsWait(RecordsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage_parts = cls.env["helpdesk.ticket.stage"].create(
            {"name": "Parts", "kpi_waits_for_parts": True, "sequence": 3}
        )

    def wait(self, ticket, moment, user=None, **values):
        with self.at(moment):
            return (
                self.env["aftersales.parts.wait"]
                .with_user(user or self.anna)
                .create({"ticket_id": ticket.id, **values})
            )

    def arrive(self, ticket, moment, user=None):
        with self.at(moment):
            ticket.with_user(user or self.anna).action_kpi_parts_arrived()

    def test_r15_a_wait_counts_when_it_ends(self):
        """Monday 15:00 to Tuesday 11:00 by 9 to 17: four working hours of twenty."""
        ticket = self.served_ticket()
        self.wait(ticket, "2026-03-02 15:00:00", part="Seal")
        self.assertTrue(ticket.kpi_waits_for_parts)
        self.assertIn("waits for parts", ticket.kpi_summary)
        self.assertFalse(self.facts(ticket, "parts_wait"))
        self.arrive(ticket, "2026-03-03 11:00:00")
        fact = self.the_fact(ticket, "parts_wait")
        self.assertEqual((fact.numerator, fact.elapsed), (4 * 3600, 20 * 3600))
        self.assertEqual(fact.employee_id, self.anna_employee)
        self.assertFalse(ticket.kpi_waits_for_parts)

    def test_r15_booked_on_who_held_it_when_it_began(self):
        ticket = self.served_ticket()
        self.wait(ticket, "2026-03-02 15:00:00")
        self.write(ticket, "2026-03-02 16:00:00", user_id=self.ben.id)
        self.arrive(ticket, "2026-03-03 11:00:00", self.ben)
        fact = self.the_fact(ticket, "parts_wait")
        self.assertEqual(fact.employee_id, self.anna_employee)

    def test_r15_the_stage_begins_and_ends_it(self):
        ticket = self.served_ticket()
        self.write(ticket, "2026-03-02 10:00:00", stage_id=self.stage_parts.id)
        self.assertTrue(ticket.kpi_waits_for_parts)
        self.write(ticket, "2026-03-02 12:00:00", stage_id=self.stage_work.id)
        self.assertEqual(self.the_fact(ticket, "parts_wait").numerator, 2 * 3600)
        self.write(ticket, "2026-03-02 13:00:00", stage_id=self.stage_parts.id)
        self.solve(ticket, "2026-03-02 14:00:00")
        self.assertEqual(
            self.facts(ticket, "parts_wait").mapped("numerator"), [2 * 3600, 3600]
        )

    def test_r15_a_click_outlasts_a_change_of_stage(self):
        ticket = self.served_ticket()
        self.wait(ticket, "2026-03-02 10:00:00")
        self.write(ticket, "2026-03-02 12:00:00", stage_id=self.stage_work.id)
        self.assertTrue(ticket.kpi_waits_for_parts)
        self.solve(ticket, "2026-03-02 14:00:00")
        self.assertFalse(ticket.kpi_waits_for_parts)

    def test_r15_one_wait_at_a_time_and_not_when_closed(self):
        ticket = self.served_ticket()
        self.wait(ticket, "2026-03-02 10:00:00")
        with self.assertRaises(UserError):
            self.wait(ticket, "2026-03-02 10:30:00")
        self.solve(ticket, "2026-03-02 14:00:00")
        with self.assertRaises(UserError):
            self.wait(ticket, "2026-03-02 15:00:00")
        with self.assertRaises(UserError):
            self.arrive(ticket, "2026-03-02 15:00:00")

    def test_r15_deducted_from_the_solution_where_the_company_says_so(self):
        """9:00 to 15:00 with two hours of waiting: six hours, or four."""
        for deduct, hours in ((False, 6), (True, 4)):
            self.company.kpi_deduct_parts_wait = deduct
            ticket = self.served_ticket()
            self.wait(ticket, "2026-03-02 10:00:00")
            self.arrive(ticket, "2026-03-02 12:00:00")
            self.solve(ticket, "2026-03-02 15:00:00")
            fact = self.the_fact(ticket, "resolution")
            self.assertEqual(fact.numerator, hours * 3600)
            self.assertEqual(fact.elapsed, 6 * 3600)
            self.assertIn("0.1 days of it waiting for parts", ticket.kpi_summary)

    def test_r15_times_are_recorded_not_typed(self):
        ticket = self.served_ticket()
        with self.assertRaises(AccessError):
            self.wait(ticket, "2026-03-02 10:00:00", date_from="2026-03-01 10:00:00")
        wait = self.wait(ticket, "2026-03-02 10:00:00")
        with self.assertRaises(AccessError):
            wait.with_user(self.anna).date_to = "2026-03-02 10:01:00"

    def test_waiting_tickets_are_found(self):
        ticket = self.served_ticket()
        tickets = self.env["helpdesk.ticket"].with_user(self.anna)
        self.wait(ticket, "2026-03-02 10:00:00")
        self.assertIn(ticket, tickets.search([("kpi_waits_for_parts", "=", True)]))
        self.assertNotIn(ticket, tickets.search([("kpi_waits_for_parts", "=", False)]))

    def test_who_may_not(self):
        ticket = self.served_ticket(partner_id=self.customer.id)
        wait = self.wait(ticket, "2026-03-02 10:00:00")
        with self.assertRaises(AccessError):
            wait.with_user(self.portal).read(["part"])
        with self.assertRaises(AccessError):
            self.wait(ticket, "2026-03-02 10:00:00", self.portal)
        with self.assertRaises(AccessError):
            wait.with_user(self.portal).action_arrived()
