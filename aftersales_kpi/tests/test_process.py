"""Step checklists on tickets and process compliance (R12)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .records_common import RecordsCase


@tagged("post_install", "-at_install")
class TestProcess(RecordsCase):
    def steps(self, ticket):
        return ticket.with_user(self.anna).kpi_step_ids

    def tick(self, ticket, *numbers):
        for number in numbers:
            self.steps(ticket)[number].done = True

    def test_r12_share_of_required_steps_done(self):
        """Two of three required steps; the optional one does not count."""
        self.make_checklist(True, True, True, False)
        ticket = self.served_ticket()
        self.assertEqual(len(ticket.kpi_step_ids), 4)
        self.tick(ticket, 0, 1, 3)
        self.assertFalse(self.facts(ticket, "process"))
        self.solve(ticket, "2026-03-02 11:00:00")
        fact = self.the_fact(ticket, "process")
        self.assertEqual((fact.numerator, fact.denominator), (2, 3))
        self.assertEqual(fact.amount, "2 / 3")
        solution = self.the_fact(ticket, "resolution")
        self.assertEqual(fact.employee_id, self.anna_employee)
        self.assertEqual(fact.event_date, solution.event_date)

    def test_r12_who_and_when_is_recorded(self):
        self.make_checklist(True)
        ticket = self.served_ticket()
        with self.at("2026-03-02 10:00:00"):
            self.tick(ticket, 0)
        step = ticket.kpi_step_ids
        self.assertEqual(step.done_by_id, self.anna)
        self.assertEqual(str(step.done_on), "2026-03-02 10:00:00")
        with self.assertRaises(AccessError):
            self.steps(ticket).write({"done_on": "2026-03-01 10:00:00"})
        with self.assertRaises(AccessError):
            self.steps(ticket).write({"required": False})

    def test_r12_only_the_teams_and_categories_meant(self):
        other = self.env["helpdesk.ticket.category"].create({"name": "Valve"})
        below = self.env["helpdesk.ticket.category"].create(
            {"name": "Small pump", "parent_id": self.category.id}
        )
        self.make_checklist(True, category_ids=self.category.ids)
        self.assertTrue(self.served_ticket(category_id=below.id).kpi_step_ids)
        ticket = self.served_ticket(category_id=other.id)
        self.assertFalse(ticket.kpi_step_ids)
        ticket.category_id = self.category
        self.assertTrue(ticket.kpi_step_ids)
        ticket.category_id = other
        self.assertFalse(ticket.kpi_step_ids)

    def test_r12_a_step_done_stays_when_the_category_changes(self):
        other = self.env["helpdesk.ticket.category"].create({"name": "Valve"})
        self.make_checklist(True, True, category_ids=self.category.ids)
        ticket = self.served_ticket()
        self.tick(ticket, 0)
        ticket.category_id = other
        self.assertEqual(len(ticket.kpi_step_ids), 1)

    def test_r12_solved_again_replaces_the_fact(self):
        self.make_checklist(True, True)
        ticket = self.served_ticket()
        self.solve(ticket, "2026-03-02 11:00:00")
        self.assertEqual(self.the_fact(ticket, "process").numerator, 0)
        self.write(ticket, "2026-03-02 12:00:00", stage_id=self.stage_work.id)
        self.tick(ticket, 0)
        self.solve(ticket, "2026-03-02 13:00:00")
        fact = self.the_fact(ticket, "process")
        self.assertEqual((fact.numerator, fact.revision), (1, 1))

    def test_r12_a_closed_ticket_keeps_its_steps(self):
        """Nobody improves the own figures afterwards; an officer may correct."""
        self.make_checklist(True)
        ticket = self.served_ticket()
        self.solve(ticket, "2026-03-02 11:00:00")
        with self.assertRaises(UserError):
            self.steps(ticket).done = True
        ticket.kpi_step_ids.with_user(self.olga).done = True
        self.assertEqual(self.the_fact(ticket, "process").numerator, 1)

    def test_r12_closed_without_solution_needs_no_steps(self):
        self.make_checklist(True)
        ticket = self.served_ticket()
        self.write(ticket, "2026-03-02 11:00:00", stage_id=self.stage_cancelled.id)
        self.assertFalse(self.facts(ticket, "process"))

    def test_r12_open_tickets_get_the_steps_by_a_button(self):
        ticket = self.served_ticket()
        checklist = self.make_checklist(True, True)
        self.assertFalse(ticket.kpi_step_ids)
        checklist.with_user(self.olga).action_apply()
        self.assertEqual(len(ticket.kpi_step_ids), 2)
        with self.assertRaises(AccessError):
            checklist.with_user(self.anna).action_apply()

    def test_what_live_posting_missed_is_found_later(self):
        """Posted once, also by the scheduled action; a correction is not undone."""
        self.make_checklist(True)
        ticket = self.served_ticket()
        self.solve(ticket, "2026-03-02 11:00:00")
        self.env.cr.execute(
            "DELETE FROM aftersales_observation WHERE ticket_id = %s"
            " AND kind_id = (SELECT id FROM aftersales_kind WHERE code = 'process')",
            [ticket.id],
        )
        self.env.invalidate_all()
        self.due("2026-03-03 00:00:00")
        self.due("2026-03-03 01:00:00")
        self.assertEqual(self.the_fact(ticket, "process").numerator, 0)
        self.the_fact(ticket, "process")._correct(numerator=1)
        self.due("2026-03-03 02:00:00")
        self.assertEqual(self.the_fact(ticket, "process").numerator, 1)

    def test_customers_and_strangers_see_no_steps(self):
        self.make_checklist(True)
        ticket = self.served_ticket(partner_id=self.customer.id)
        of_customer = ticket.with_user(self.portal)
        self.assertTrue(of_customer.has_access("read"))
        for name in (
            "kpi_step_ids",
            "kpi_cost_ids",
            "kpi_cost_text",
            "kpi_parts_wait_ids",
            "kpi_waits_for_parts",
        ):
            with self.assertRaises(AccessError):
                of_customer.read([name])
            with self.assertRaises(AccessError):
                of_customer.search([(name, "!=", False)])
        with self.assertRaises(AccessError):
            of_customer.env["aftersales.ticket.step"].search([])

    def test_staff_of_other_tickets_tick_nothing(self):
        self.make_checklist(True)
        ticket = self.served_ticket()
        own = self._make_agent_of_own_tickets("carl")
        steps = self.env["aftersales.ticket.step"].with_user(own)
        self.assertFalse(steps.search([("ticket_id", "=", ticket.id)]))
        with self.assertRaises(AccessError):
            steps.browse(ticket.kpi_step_ids.ids).done = True

    def _make_agent_of_own_tickets(self, login):
        user, _employee = self._make_agent(login)
        user.group_ids = self.env.ref("base.group_user") | self.env.ref(
            "helpdesk_mgmt.group_helpdesk_user_own"
        )
        return user

    def test_ticked_on_the_form(self):
        self.make_checklist(True, True)
        ticket = self.served_ticket()
        with Form(ticket.with_user(self.anna)) as form:
            with form.kpi_step_ids.edit(1) as line:
                line.done = True
        self.assertEqual(ticket.kpi_step_ids.mapped("done"), [False, True])
        self.assertIn("steps 1 of 2", ticket.kpi_summary)
