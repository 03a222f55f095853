"""What the demo company's people recorded: steps, costs, parts and quality checks.

The tickets themselves are history (see company.py); these records are made about them
as they would stand today, from a fixed seed.
"""

import random
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.fields import Date

#: login: share of the steps done, of the quality questions right, cost factor
CARE = {
    "lina": (0.99, 0.98, 0.9),
    "zhangwei": (0.95, 0.93, 1.0),
    "wangfang": (0.92, 0.9, 1.0),
    "zhaomin": (0.75, 0.7, 1.3),
    "chenjie": (0.97, 0.97, 0.85),
    "liuyang": (0.82, 0.8, 1.25),
    "huangqi": (0.94, 0.92, 1.0),
}
PARTS = (("Seal ring 12 mm", 8), ("Control board", 140), ("Bearing set", 46))
WAITING_FOR = ("Control board", "Impeller", "Valve body")
REMARKS = ("The old display was meant", "No safety hint was given", "Asked only once")
CHECKS_A_PERSON = 3


class DemoRecords:
    """Writes the records of the solved demo tickets and posts them."""

    def __init__(self, env):
        self.env = env
        self.chance = random.Random(2027)
        self.now = env.cr.now().replace(microsecond=0)
        teams = self._ref("demo_team_hotline") | self._ref("demo_team_repair")
        self.repair = self._ref("demo_team_repair")
        self.tickets = env["helpdesk.ticket"].search(
            [("team_id", "in", teams.ids), ("kpi_resolved_date", "!=", False)],
            order="id",
        )

    def _ref(self, name):
        return self.env.ref(f"aftersales_kpi.{name}")

    def load(self):
        """Make everything; the caller's transaction decides whether it stays."""
        self._tick_steps()
        self._enter_costs()
        self._wait_for_parts()
        self._note_reopenings()
        self.env["aftersales.observation"]._post_records(self.tickets.ids)
        self._check_quality()

    def _care(self, ticket):
        return CARE.get(ticket.kpi_resolved_by_id.login, (0.9, 0.9, 1.0))

    # --- Steps ------------------------------------------------------------------------

    def _tick_steps(self):
        checklists = self.env["aftersales.checklist"].search([])
        rows = []
        for ticket in self.tickets:
            share = self._care(ticket)[0]
            for number, step in enumerate(checklists._steps_for(ticket)):
                done = self.chance.random() < share
                rows.append(
                    {
                        "ticket_id": ticket.id,
                        "step_id": step.id,
                        "required": step.required,
                        "sequence": number,
                        "done_on": done and ticket.kpi_resolved_date,
                        "done_by_id": done and ticket.kpi_resolved_by_id.id,
                    }
                )
        self.env["aftersales.ticket.step"].create(rows)
        still_open = self.env["helpdesk.ticket"].search([("closed", "=", False)])
        still_open._kpi_sync_steps()

    # --- Costs ------------------------------------------------------------------------

    def _enter_costs(self):
        self.env["aftersales.service.cost"].with_context(tracking_disable=True).create(
            [
                self._cost_of(ticket)
                for ticket in self.tickets
                if ticket.team_id == self.repair
            ]
        )

    def _cost_of(self, ticket):
        minutes = round(self.chance.gauss(55, 15) * self._care(ticket)[2])
        lines = [Command.create({"sort": "labour", "minutes": max(minutes, 10)})]
        if self.chance.random() < 0.4:
            name, price = self.chance.choice(PARTS)
            lines.append(
                Command.create({"sort": "part", "name": name, "unit_cost": price})
            )
        pays = self.chance.random() < 0.6
        fee = self.chance.choice((120, 120, 120, 125, 90, 160)) if pays else 0
        return {
            "ticket_id": ticket.id,
            "line_ids": lines,
            "chargeable": pays,
            "fee_charged": fee,
        }

    # --- Parts ------------------------------------------------------------------------

    def _wait_for_parts(self):
        repairs = self.tickets.filtered(lambda one: one.team_id == self.repair)
        self.env["aftersales.parts.wait"].create(
            [
                self._wait_of(ticket)
                for ticket in repairs
                if self.chance.random() < 0.12 and ticket.kpi_resolution_hours > 6
            ]
        )
        waiting = self.env["helpdesk.ticket"].search(
            [("team_id", "=", self.repair.id), ("closed", "=", False)], limit=2
        )
        for ticket in waiting:
            wait = self.env["aftersales.parts.wait"].create(
                {"ticket_id": ticket.id, "part": WAITING_FOR[0], "note": "Friday"}
            )
            wait.date_from = self.now - timedelta(days=2, hours=ticket.id % 5)

    def _wait_of(self, ticket):
        begin = ticket.create_date.replace(microsecond=0) + timedelta(hours=1)
        room = ticket.kpi_resolved_date - begin
        return {
            "ticket_id": ticket.id,
            "part": self.chance.choice(WAITING_FOR),
            "date_from": begin,
            "date_to": begin + room * self.chance.uniform(0.4, 0.9),
            "user_id": ticket.kpi_resolved_by_id.id,
        }

    # --- What came back ---------------------------------------------------------------

    def _note_reopenings(self):
        facts = self.env["aftersales.observation"].search(
            [("kind_id.code", "=", "reopen"), ("ticket_id", "in", self.tickets.ids)],
            order="event_date",
        )
        reasons = ("wrong_answer", "incomplete", "new_question", False)
        self.env["aftersales.reopening"].with_context(tracking_disable=True).create(
            [
                {
                    "ticket_id": fact.ticket_id.id,
                    "reopened_on": fact.event_date,
                    "user_id": fact.user_id.id,
                    "employee_id": fact.employee_id.id,
                    "reason": reason,
                    "judged_on": reason and fact.event_date,
                    "judged_by_id": reason and self._ref("demo_user_sunli").id,
                }
                for fact, reason in (
                    (fact, reasons[number % len(reasons)])
                    for number, fact in enumerate(facts)
                )
            ]
        )

    # --- Quality checks ---------------------------------------------------------------

    def _check_quality(self):
        """Each past month is drawn; of the last one some checks are still to do."""
        first = Date.start_of(Date.to_date(self.now), "month")
        for back in (3, 2, 1):
            month = first - relativedelta(months=back)
            draw = self.env["aftersales.quality.draw"].create(
                {
                    "checklist_id": self._ref("demo_quality_checklist").id,
                    "date_from": month,
                    "date_to": Date.end_of(month, "month"),
                    "per_person": CHECKS_A_PERSON,
                    "seed": 100 + back,
                    "deadline": month + relativedelta(months=1, day=10),
                    "checker_ids": [
                        Command.set(
                            [
                                self._ref(f"demo_user_{login}").id
                                for login in ("sunli", "lina", "chenjie")
                            ]
                        )
                    ],
                }
            )
            draw.action_draw()
            for number, check in enumerate(draw.check_ids):
                if back > 1 or number % 4:
                    self._answer(check)

    def _answer(self, check):
        right = self._care(check.ticket_id)[1]
        for line in check.line_ids:
            fine = self.chance.random() < right
            line.write(
                {
                    "answer": "yes" if fine else "no",
                    "note": not fine and self.chance.choice(REMARKS),
                }
            )
        check.with_user(check.checker_id).action_submit()
