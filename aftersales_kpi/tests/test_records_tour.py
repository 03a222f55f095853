"""R11, R12, R14, R15: what people click to record their work, in a browser."""

from odoo.tests import HttpCase, tagged

from .records_common import RecordsCase


@tagged("post_install", "-at_install")
class TestRecordsByHand(HttpCase, RecordsCase):
    def test_steps_parts_and_cost_on_a_ticket(self):
        self.make_checklist(True, False)
        self.make_standard(cost=40)
        ticket = self.served_ticket(category_id=self.category.id)
        action = self.env.ref("helpdesk_mgmt.helpdesk_ticket_action")
        self.start_tour(
            f"/odoo/action-{action.id}/{ticket.id}", "kpi_records", login="anna"
        )
        self.env.invalidate_all()
        step = ticket.kpi_step_ids[0]
        self.assertEqual((step.done, step.done_by_id), (True, self.anna))
        wait = self.env["aftersales.parts.wait"].search([("ticket_id", "=", ticket.id)])
        self.assertTrue(wait.date_to)
        self.assertEqual(ticket.kpi_cost_ids.line_ids.minutes, 30)

    def test_a_drawn_ticket_is_checked(self):
        ticket = self.served_ticket()
        self.solve(ticket, "2026-03-02 11:00:00", self.anna)
        draw = (
            self.env["aftersales.quality.draw"]
            .with_user(self.olga)
            .create(
                {
                    "checklist_id": self.make_questions(False).id,
                    "date_from": "2026-03-01",
                    "date_to": "2026-03-31",
                    "checker_ids": [(6, 0, self.ben.ids)],
                }
            )
        )
        draw.action_draw()
        self.start_tour("/odoo/kpi-checks", "kpi_check", login="ben")
        self.env.invalidate_all()
        self.assertEqual(
            (draw.check_ids.state, draw.check_ids.score), ("submitted", 100)
        )
