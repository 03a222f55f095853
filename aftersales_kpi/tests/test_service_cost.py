"""Cost of tickets against the standard, and fees (R14)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .records_common import RecordsCase


@tagged("post_install", "-at_install")
class TestServiceCost(RecordsCase):
    def amounts(self, ticket, kind):
        fact = self.the_fact(ticket, kind)
        return fact.numerator, fact.denominator

    def test_r14_cost_against_the_standard(self):
        """30 min at 60 an hour and a part of 45: 75 of a standard of 100."""
        self.make_standard(cost=100, minutes=60)
        ticket = self.served_ticket()
        sheet = self.enter_cost(ticket, minutes=30, rate=60, part=45)
        self.assertEqual((sheet.labour_cost, sheet.parts_cost), (30, 45))
        self.assertEqual(sheet.ratio, 0.75)
        self.assertFalse(self.facts(ticket, "cost"))
        self.solve(ticket, "2026-03-02 11:00:00")
        self.assertEqual(self.amounts(ticket, "cost"), (7500, 10000))
        self.assertEqual(self.the_fact(ticket, "cost").amount, "75.00 / 100.00")
        self.assertEqual(self.amounts(ticket, "labour_use"), (1800, 3600))
        self.assertFalse(self.facts(ticket, "fee"))
        self.assertFalse(self.facts(ticket, "cost_recovery"))

    def test_r14_reasonable_fee_and_cost_benefit(self):
        """Usually 200, tolerance 10 %: 220 is reasonable, 221 is not."""
        self.make_standard(fee=200)
        for fee, reasonable in ((220, 1), (180, 1), (221, 0), (179, 0)):
            ticket = self.served_ticket()
            self.enter_cost(ticket, part=110, chargeable=True, fee_charged=fee)
            self.solve(ticket, "2026-03-02 11:00:00")
            self.assertEqual(self.amounts(ticket, "fee"), (reasonable, 1))
            self.assertEqual(self.amounts(ticket, "cost_recovery"), (fee * 100, 11000))

    def test_r14_the_labour_rate_is_the_companys(self):
        self.company.kpi_labour_rate = 90
        ticket = self.served_ticket()
        with Form(
            self.env["aftersales.service.cost"]
            .with_user(self.anna)
            .with_context(default_ticket_id=ticket.id)
        ) as form:
            with form.line_ids.new() as line:
                line.minutes = 20
        self.assertEqual(ticket.kpi_cost_ids.total_cost, 30)
        self.assertIn("30", ticket.kpi_cost_text)

    def test_r14_standard_of_the_category_above(self):
        self.make_standard(cost=80)
        below = self.env["helpdesk.ticket.category"].create(
            {"name": "Small pump", "parent_id": self.category.id}
        )
        sheet = self.enter_cost(self.served_ticket(category_id=below.id), part=40)
        self.assertEqual(sheet.ratio, 0.5)

    def test_r14_a_new_standard_changes_no_old_ticket(self):
        standard = self.make_standard(cost=100)
        sheet = self.enter_cost(self.served_ticket(), part=100)
        standard.cost = 200
        sheet.invalidate_recordset()
        self.assertEqual(sheet.ratio, 1)

    def test_no_standard_counts_nowhere(self):
        ticket = self.served_ticket()
        self.enter_cost(ticket, part=100)
        self.solve(ticket, "2026-03-02 11:00:00")
        self.assertFalse(self.facts(ticket, "cost"))

    def test_r14_after_closing_only_the_leader_corrects(self):
        """A later invoice is entered by the leader and takes the next revision."""
        self.make_standard()
        ticket = self.served_ticket()
        sheet = self.enter_cost(ticket, part=50)
        self.solve(ticket, "2026-03-02 11:00:00")
        part = sheet.line_ids.filtered(lambda line: line.sort == "part")
        with self.assertRaises(UserError):
            part.with_user(self.anna).unit_cost = 1
        with self.assertRaises(UserError):
            sheet.with_user(self.anna).fee_charged = 1
        part.with_user(self.lea).unit_cost = 80
        fact = self.the_fact(ticket, "cost")
        self.assertEqual((fact.numerator, fact.revision), (8000, 1))
        part.with_user(self.lea).unlink()
        self.assertEqual(self.the_fact(ticket, "cost").numerator, 0)

    def test_totals_are_not_typed(self):
        sheet = self.enter_cost(self.served_ticket(), part=50)
        for name in ("total_cost", "standard_cost", "ratio"):
            with self.assertRaises(AccessError):
                sheet.with_user(self.anna).write({name: 1})

    def test_a_sheet_of_a_solved_ticket_is_not_deleted(self):
        ticket = self.served_ticket()
        sheet = self.enter_cost(ticket, part=50)
        self.solve(ticket, "2026-03-02 11:00:00")
        with self.assertRaises(UserError):
            sheet.with_user(self.lea).unlink()

    def test_r14_a_sheet_stays_with_its_ticket_and_a_line_on_its_sheet(self):
        self.make_standard()
        mine, closed = self.served_ticket(), self.served_ticket()
        sheet = self.enter_cost(mine, part=45)
        other = self.enter_cost(closed, part=10)
        self.solve(closed, "2026-03-02 11:00:00")
        for user in (self.anna, self.lea):
            with self.assertRaisesRegex(UserError, "stays with its ticket"):
                sheet.with_user(user).ticket_id = self.served_ticket()
            with self.assertRaisesRegex(UserError, "stays on its cost sheet"):
                sheet.line_ids[0].with_user(user).cost_id = other
        sheet.with_user(self.anna).write({"ticket_id": mine.id, "fee_note": "Same"})
        self.assertEqual(self.the_fact(closed, "cost").numerator, 1000)
        self.assertFalse(self.facts(mine, "cost"))

    def test_who_may_not(self):
        ticket = self.served_ticket(partner_id=self.customer.id)
        sheet = self.enter_cost(ticket, part=50)
        for model in ("aftersales.service.cost", "aftersales.service.cost.line"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.portal).search([])
        with self.assertRaises(AccessError):
            self.env["aftersales.standard.cost"].with_user(self.portal).search([])
        with self.assertRaises(AccessError):
            self.env["aftersales.standard.cost"].with_user(self.lea).create(
                {"category_id": self.category.id, "cost": 1}
            )
        stranger, _employee = self._make_agent("carl")
        stranger.group_ids = self.env.ref("base.group_user") | self.env.ref(
            "helpdesk_mgmt.group_helpdesk_user_own"
        )
        costs = self.env["aftersales.service.cost"].with_user(stranger)
        self.assertFalse(costs.search([("id", "=", sheet.id)]))
        with self.assertRaises(AccessError):
            costs.create({"ticket_id": self.served_ticket(user=self.ben).id})
