from odoo import api, fields, models
from odoo.fields import Domain

from .helpdesk_ticket import STAFF


class HelpdeskTicket(models.Model):
    """Steps, costs, parts and reopenings on the ticket; staff only, in own tables."""

    _inherit = "helpdesk.ticket"

    kpi_step_ids = fields.One2many(
        "aftersales.ticket.step", "ticket_id", string="Steps", groups=STAFF, copy=False
    )
    kpi_cost_ids = fields.One2many(
        "aftersales.service.cost", "ticket_id", groups=STAFF, copy=False
    )
    kpi_cost_text = fields.Char(
        "Service Cost", compute="_compute_kpi_cost_text", groups=STAFF
    )
    kpi_parts_wait_ids = fields.One2many(
        "aftersales.parts.wait", "ticket_id", groups=STAFF, copy=False
    )
    kpi_waits_for_parts = fields.Boolean(
        "Waits for Parts",
        compute="_compute_kpi_waits_for_parts",
        search="_search_kpi_waits_for_parts",
        groups=STAFF,
    )

    @api.depends("kpi_cost_ids.total_cost")
    def _compute_kpi_cost_text(self):
        for ticket in self:
            cost = ticket.kpi_cost_ids[:1]
            ticket.kpi_cost_text = cost._summary() if cost else False

    @api.depends("kpi_parts_wait_ids.date_to")
    def _compute_kpi_waits_for_parts(self):
        for ticket in self:
            ticket.kpi_waits_for_parts = bool(ticket._kpi_open_wait())

    def _search_kpi_waits_for_parts(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = Domain("kpi_parts_wait_ids", "any", [("date_to", "=", False)])
        return waiting if True in value else ~waiting

    def _kpi_open_wait(self):
        return self.kpi_parts_wait_ids.filtered(lambda wait: not wait.date_to)

    @api.depends("kpi_step_ids.done_on", "kpi_parts_wait_ids.date_to")
    def _compute_kpi_summary(self):
        return super()._compute_kpi_summary()

    def _kpi_summary_parts(self):
        yield from super()._kpi_summary_parts()
        required = self.kpi_step_ids.filtered("required")
        if required:
            done = len(required.filtered("done_on"))
            yield self.env._("steps %(done)d of %(all)d", done=done, all=len(required))
        waits = self.kpi_parts_wait_ids
        if self._kpi_open_wait():
            yield self.env._(
                "waits for parts, %.1f days so far", sum(waits.mapped("days"))
            )
        elif waits:
            yield self.env._(
                "%.1f days of it waiting for parts", sum(waits.mapped("days"))
            )

    # ------------------------------------------------------------------
    # What follows from a change
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets.sudo()._kpi_start_records()
        return tickets

    def write(self, vals):
        result = super().write(vals)
        if {"stage_id", "user_id", "team_id"} & vals.keys():
            self.sudo()._kpi_follow_records()
        if {"team_id", "category_id", "company_id"} & vals.keys():
            self.sudo()._kpi_sync_steps()
        return result

    def _kpi_start_records(self):
        """Nothing is recorded about a new ticket: there is nothing to look for."""
        for ticket in self.filtered(lambda one: one._kpi_stage_waits()):
            ticket._kpi_begin_wait()
        self._kpi_sync_steps()

    def _kpi_follow_records(self):
        """What is recorded may read differently now; mostly nothing is recorded."""
        ledger = self.env["aftersales.observation"]
        tables = ledger._recorded_tables(self.ids)
        self._kpi_follow_parts("aftersales_parts_wait" in tables)
        ledger._post_records(self.ids, tables)

    def _kpi_reopened(self, state, now, changed):
        rows = list(super()._kpi_reopened(state, now, changed))
        for row in rows:
            self.env["aftersales.reopening"].create(
                {
                    "ticket_id": self.id,
                    "reopened_on": now,
                    "user_id": row.get("user_id"),
                    "employee_id": row.get("employee_id")
                    or self._kpi_employee_of(row.get("user_id")),
                }
            )
        return rows

    def _kpi_employee_of(self, user_id):
        """The employee that the ledger books a user's facts of this ticket on."""
        employees = (
            self.env["hr.employee"].sudo().search([("user_id", "=", user_id)])
            if user_id
            else self.env["hr.employee"]
        )
        own = employees.filtered(lambda one: one.company_id == self.company_id)
        return (own or (employees if len(employees) == 1 else own))[:1].id

    # ------------------------------------------------------------------
    # Steps (R12)
    # ------------------------------------------------------------------

    def _kpi_sync_steps(self):
        """Put the steps of the checklists on open tickets; untouched ones may go."""
        checklists = self.env["aftersales.checklist"].sudo()
        if not checklists._are_used():
            return
        checklists = checklists.search([])
        added, gone = [], self.env["aftersales.ticket.step"]
        for ticket in self.filtered(lambda one: not one.closed):
            wanted = checklists._steps_for(ticket)
            known = ticket.kpi_step_ids
            gone |= known.filtered(
                lambda step, wanted=wanted: (
                    step.step_id not in wanted and not step.done_on
                )
            )
            added += [
                {
                    "ticket_id": ticket.id,
                    "step_id": step.id,
                    "required": step.required,
                    "sequence": number,
                }
                for number, step in enumerate(wanted)
                if step not in known.step_id
            ]
        gone.unlink()
        self.env["aftersales.ticket.step"].create(added)

    # ------------------------------------------------------------------
    # Parts (R15)
    # ------------------------------------------------------------------

    def _kpi_follow_parts(self, any_waits):
        """Begin and end waiting as the stage says; a closed ticket waits no more."""
        waits = self.env["aftersales.parts.wait"]
        still = Domain("ticket_id", "in", self.ids) & Domain("date_to", "=", False)
        running = {
            wait.ticket_id: wait for wait in (waits.search(still) if any_waits else ())
        }
        for ticket in self:
            wait = running.get(ticket)
            stage_waits = ticket._kpi_stage_waits()
            if stage_waits and not wait:
                ticket._kpi_begin_wait()
            elif wait and not stage_waits and (wait.by_stage or ticket.closed):
                wait._end()

    def _kpi_stage_waits(self):
        return self.stage_id.kpi_waits_for_parts and not self.closed

    def _kpi_begin_wait(self):
        self.env["aftersales.parts.wait"].create(
            {"ticket_id": self.id, "by_stage": True}
        )

    def _kpi_resolved(self, who, now, changed):
        """Where the company says so, waiting for parts is no time of the solution."""
        for row in super()._kpi_resolved(who, now, changed):
            if row["kind"] == "resolution" and self.company_id.kpi_deduct_parts_wait:
                row = {
                    **row,
                    "numerator": max(row["numerator"] - self._kpi_waited(), 0),
                }
            yield row

    def _kpi_waited(self):
        """Working seconds that the ticket waited for parts until now."""
        worktime = self.env["aftersales.worktime"]
        now = self.env["aftersales.observation"]._now()
        return sum(
            worktime._between(self._kpi_calendar(), wait.date_from, wait.date_to or now)
            for wait in self.kpi_parts_wait_ids
        )

    # ------------------------------------------------------------------
    # What a quality check reads (R11)
    # ------------------------------------------------------------------

    def _kpi_conversation(self):
        """(moment, whether staff said it, body), the request first, in public only."""
        self.ensure_one()
        messages = self.message_ids.filtered(
            lambda message: (
                message.message_type in ("comment", "email")
                and message.subtype_id.id == self._kpi_comment_id()
                and not message.is_internal
            )
        )
        authors = messages.author_id.with_context(active_test=False)
        staff = authors.user_ids._kpi_staff().partner_id
        yield self.create_date, False, self.description
        for message in messages.sorted("id"):
            yield message.create_date, message.author_id in staff, message.body

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    def action_kpi_cost(self):
        """The cost of the ticket; a new sheet where there is none yet."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Service Cost"),
            "res_model": "aftersales.service.cost",
            "res_id": self.kpi_cost_ids.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"default_ticket_id": self.id},
        }

    def action_kpi_wait_for_parts(self):
        """Ask which part is missing; the wait begins when that is saved."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Waiting for Parts"),
            "res_model": "aftersales.parts.wait",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }

    def action_kpi_parts_arrived(self):
        """The parts are there: work goes on."""
        self._kpi_open_wait().action_arrived()

    def action_kpi_parts(self):
        """All waits of the ticket."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_parts_wait_action"
        )
        return {
            **action,
            "domain": [("ticket_id", "=", self.id)],
            "context": {"default_ticket_id": self.id},
        }
