"""A round of approval: who has to agree on each level, and what follows from it."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import groupby

from .company_day import plan_working_days, today_of
from .guards import MANAGER, OFFICER, claim
from .wording import listed

RETURNED = "aftersales_kpi.mail_activity_returned"


class AftersalesCycle(models.Model):
    _inherit = "aftersales.cycle"

    approval_round = fields.Integer(readonly=True, copy=False)
    approval_state = fields.Selection(
        [("running", "Under way"), ("returned", "Returned"), ("done", "Approved")],
        string="Approval",
        readonly=True,
        copy=False,
    )
    approval_level = fields.Integer(readonly=True, copy=False)
    approval_moved_on = fields.Datetime(readonly=True, copy=False)
    approval_asked_by_id = fields.Many2one(
        "res.users", string="Approval Asked For By", readonly=True, copy=False
    )
    all_approval_ids = fields.One2many(
        "aftersales.cycle.approval", "cycle_id", string="All Approvals"
    )
    approval_ids = fields.One2many(
        "aftersales.cycle.approval",
        compute="_compute_approval_ids",
        string="Approvals",
        help="Those of the present round.",
    )
    has_levels = fields.Boolean(compute="_compute_has_levels", compute_sudo=True)

    @api.depends("all_approval_ids.round", "approval_round")
    def _compute_approval_ids(self):
        for cycle in self:
            cycle.approval_ids = cycle.all_approval_ids.filtered(
                lambda part, cycle=cycle: part.round == cycle.approval_round
            )

    @api.depends("scheme_id.approval_ids")
    def _compute_has_levels(self):
        for cycle in self:
            cycle.has_levels = bool(cycle.scheme_id.approval_ids)

    # --- Moves of the cycle ---------------------------------------------------------

    def action_request_approval(self):
        """Ask the approvers of the first level; the others follow."""
        self._check_move("action_request_approval")
        self._check_ready()
        for cycle in self:
            cycle._check_can_request()
            cycle.sudo()._start_round(self.env.user)
        self._move("action_request_approval")

    def _check_can_request(self):
        claim(self)
        if not self.has_levels:
            raise UserError(
                self.env._(
                    "The scheme names no levels of approval; an administrator approves."
                )
            )
        if self.approval_state == "running":
            raise UserError(
                self.env._(
                    "%(cycle)s waits for approval already.", cycle=self.display_name
                )
            )
        if not self._approvable_cards():
            raise UserError(
                self.env._("There is nothing to approve: nobody was scored.")
            )

    def action_approve(self):
        """Accept the results; where the scheme names levels, they do it."""
        if any(cycle.has_levels and cycle.state == "scored" for cycle in self):
            self._check_move("action_approve")
            raise UserError(
                self.env._(
                    "The scheme names who approves, level by level: ask them with "
                    "“Ask for approval”."
                )
            )
        return super().action_approve()

    def _move(self, action, reason=None):
        if action in ("action_reopen", "action_withdraw_approval", "action_cancel"):
            self._check_move(action)
            self._end_round()
        return super()._move(action, reason)

    def _store_results(self, results, everybody=None):
        """Results that change are approved anew."""
        self.sudo()._end_round()
        return super()._store_results(results, everybody)

    def _end_round(self):
        """What was asked about the earlier results lapses; decisions stay logged."""
        for cycle in self.sudo():
            if cycle.approval_state == "running":
                cycle.message_post(
                    body=self.env._("The results changed: approval begins anew.")
                )
            cycle.approval_ids._lapse()
            cycle.activity_unlink([RETURNED])
            if cycle.approval_state:
                cycle.write({"approval_state": False, "approval_level": 0})

    # --- A round --------------------------------------------------------------------

    def _start_round(self, asked_by):
        self.activity_unlink([RETURNED])
        self.write(
            {
                "approval_round": self.approval_round + 1,
                "approval_state": "running",
                "approval_asked_by_id": asked_by.id,
            }
        )
        self.env["aftersales.cycle.approval"].create([*self._prepare_parts()])
        self.invalidate_recordset(["approval_ids", "all_approval_ids"])
        self._look_again_at_exceptions()
        self._start_level(1)

    def _start_level(self, level):
        self.write({"approval_level": level})
        parts = self.approval_ids.filtered(lambda part: part.level == level)
        today = today_of(self.company_id)
        parts._start(
            plan_working_days(self.company_id, today, self.scheme_id.approval_days)
        )
        self.message_post(
            body=self.env._(
                "%(step)s waits for: %(names)s.",
                step=parts[:1].step,
                names=listed(self.env, parts.approver_ids.mapped("name"))
                or self.env._("nobody yet"),
            )
        )

    def _after_decision(self, part, note):
        """Go on to the next level, end the round, or wait for the others."""
        # Written in any case: two who decide in two transactions meet here.
        self.write({"approval_moved_on": fields.Datetime.now()})
        if part.state == "returned":
            self._return_round(note)
        elif not self._waiting_parts():
            self._finish_level()

    def _waiting_parts(self):
        return self.approval_ids.filtered(lambda part: part.state == "waiting")

    def _finish_level(self):
        if any(part.state == "queued" for part in self.approval_ids):
            self._start_level(self.approval_level + 1)
            return
        self.write({"approval_state": "done"})
        self._check_ready()
        self._move("action_approve")

    def _return_round(self, reason):
        self.write({"approval_state": "returned", "approval_level": 0})
        self.approval_ids._lapse()
        asked_by = self.approval_asked_by_id
        self.with_context(lang=asked_by.lang).activity_schedule(
            RETURNED, note=reason, user_id=asked_by.id
        )

    # --- Who approves what ----------------------------------------------------------

    def _approvable_cards(self):
        return self.scorecard_ids.filtered(
            lambda card: card.is_current and card.state != "voided"
        )

    def _prepare_parts(self):
        """Values of the parts of all levels: the cards that the same people approve."""
        cards = self._approvable_cards()
        members = {group: self._members(group) for group in (OFFICER, MANAGER)}
        for number, level in enumerate(self.scheme_id.approval_ids, 1):
            parts = groupby(
                cards,
                lambda card, level=level: (
                    card._approval_unit(level.kind),
                    *card._approvers(level, members),
                ),
            )
            for key, of_part in parts:
                yield self._prepare_part(number, level, key, of_part)

    def _prepare_part(self, number, level, key, cards):
        unit, users, is_stand_in = key
        unit_field = {
            "team_leader": "team_id",
            "department_manager": "department_id",
        }.get(level.kind)
        return {
            "cycle_id": self.id,
            "round": self.approval_round,
            "level": number,
            "kind": level.kind,
            "rule": level.rule,
            **({unit_field: unit} if unit_field else {}),
            "approver_ids": [Command.set(users)],
            "pending_ids": [Command.set(users)],
            "is_stand_in": is_stand_in,
            "card_ids": [Command.set([card.id for card in cards])],
        }

    def _members(self, group):
        """Active users of the company in a group."""
        return self.env["res.users"].search(
            [
                ("all_group_ids", "in", self.env.ref(group).id),
                ("company_ids", "in", self.company_id.ids),
                ("share", "=", False),
            ]
        )

    def action_view_approvals(self):
        """Open the approvals of all rounds."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_cycle_approval_action"
        )
        return {**action, "domain": [("cycle_id", "=", self.id)], "context": {}}
