"""What people record about tickets: a leader, an officer, a customer with a login."""

from odoo import Command
from odoo.tests import new_test_user

from .common import LedgerCase


class RecordsCase(LedgerCase):
    """Anna and Ben serve; Lea leads their team; Olga runs the evaluation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lea, cls.lea_employee = cls._make_agent("lea")
        cls.lea.group_ids += cls.env.ref("aftersales_kpi.group_leader")
        cls.team.user_id = cls.lea
        cls.olga = new_test_user(
            cls.env, "olga", groups="base.group_user,aftersales_kpi.group_officer"
        )
        cls.portal = new_test_user(
            cls.env, "caller", groups="base.group_portal", email="caller@example.com"
        )
        cls.customer = cls.portal.partner_id

    def solve(self, ticket, moment, user=None):
        self.write(ticket, moment, user, stage_id=self.stage_done.id)

    def served_ticket(self, user=None, **values):
        """A ticket opened at 9:00 on Monday and in somebody's hands since."""
        ticket = self.make_ticket("2026-03-02 09:00:00", **values)
        self.write(ticket, "2026-03-02 09:00:00", user_id=(user or self.anna).id)
        return ticket

    def the_fact(self, ticket, kind):
        """The one effective fact of a kind."""
        fact = self.facts(ticket, kind)
        self.assertEqual(len(fact), 1, kind)
        return fact

    # --- Set-ups ----------------------------------------------------------------------

    def make_checklist(self, *required, **values):
        """A checklist with one step for each of ``required`` (True or False)."""
        return self.env["aftersales.checklist"].create(
            {
                "name": "Repair",
                "step_ids": [
                    Command.create({"name": f"Step {number}", "required": needed})
                    for number, needed in enumerate(required)
                ],
                **values,
            }
        )

    def make_standard(self, cost=100, minutes=60, fee=200):
        return self.env["aftersales.standard.cost"].create(
            {
                "category_id": self.category.id,
                "cost": cost,
                "minutes": minutes,
                "fee": fee,
            }
        )

    def enter_cost(self, ticket, minutes=0, rate=60, part=0, user=None, **values):
        """A cost sheet with labour and one part."""
        return (
            self.env["aftersales.service.cost"]
            .with_user(user or self.anna)
            .create(
                {
                    "ticket_id": ticket.id,
                    "line_ids": [
                        Command.create(
                            {"sort": "labour", "minutes": minutes, "unit_cost": rate}
                        ),
                        Command.create({"sort": "part", "unit_cost": part}),
                    ],
                    **values,
                }
            )
        )

    def make_questions(self, *critical):
        return self.env["aftersales.quality.checklist"].create(
            {
                "name": "Answer",
                "item_ids": [
                    Command.create({"name": f"Right {number}?", "critical": fatal})
                    for number, fatal in enumerate(critical)
                ],
            }
        )
