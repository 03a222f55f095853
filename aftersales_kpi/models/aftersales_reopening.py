from odoo import api, fields, models
from odoo.exceptions import AccessError

WRONG_ANSWER = "wrong_answer"


class AftersalesReopening(models.Model):
    """Why a ticket came back; a wrong answer counts against accuracy (R11).

    The system notes each reopening. Somebody else than who had closed the ticket says
    why; until then it counts for nothing but the reopen rate.
    """

    _name = "aftersales.reopening"
    _description = "Reopening"
    _inherit = ["aftersales.ticket.record", "mail.thread"]
    _mail_post_access = "read"
    _order = "reopened_on desc, id desc"

    reopened_on = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Had Closed It", readonly=True, ondelete="restrict"
    )
    employee_id = fields.Many2one("hr.employee", readonly=True, ondelete="restrict")
    reason = fields.Selection(
        [
            (WRONG_ANSWER, "The answer or solution was wrong"),
            ("incomplete", "It was right, but not all of it"),
            ("new_question", "The customer asks something new"),
            ("no_fault", "Nobody's fault"),
        ],
        tracking=True,
        help="Only a wrong answer counts against accuracy.",
    )
    note = fields.Char("What Was Wrong", tracking=True)
    judged_on = fields.Datetime(readonly=True)
    judged_by_id = fields.Many2one("res.users", string="Judged By", readonly=True)

    @api.depends("ticket_id", "reopened_on")
    def _compute_display_name(self):
        for reopening in self:
            reopening.display_name = self.env._(
                "%s came back", reopening.ticket_id.sudo().number
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Reopenings are noted by the system."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_may_judge(vals)
        if "reason" not in vals:
            return super().write(vals)
        result = super().write(
            {
                **vals,
                "judged_on": vals["reason"] and fields.Datetime.now(),
                "judged_by_id": vals["reason"] and self.env.uid,
            }
        )
        self.sudo()._follow()
        return result

    def _check_may_judge(self, vals):
        if set(vals) - {"reason", "note"}:
            raise AccessError(self.env._("Reopenings are noted by the system."))
        if not self._is_leader():
            raise AccessError(
                self.env._("A team leader or an evaluation officer says why.")
            )
        if any(one.sudo()._person_user() == self.env.user for one in self):
            raise AccessError(
                self.env._("Somebody else has to judge what you had closed.")
            )

    def _person_user(self):
        return self.employee_id.user_id or self.user_id

    def _follow(self):
        """Keep the fact true: posted for a wrong answer, voided for anything else."""
        ledger = self.env["aftersales.observation"].sudo()
        for reopening in self:
            known = ledger._latest("accuracy", f"b{reopening.id}", reopening.company_id)
            wrong = reopening.reason == WRONG_ANSWER
            if not wrong and known and not known.voided_on:
                known._void(self.env._("The answer was found not to be wrong."))
            elif wrong and known.voided_on:
                known._correct(voided_on=None, voided_by_id=None, void_reason=None)
            elif wrong:
                reopening._post_records()
