from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# What a payslip in these states carries was not paid yet.
OPEN_STATES = ("draft", "verify")


class HrPayslip(models.Model):
    """Payslips fill themselves with approved bonuses, exactly once (R70)."""

    _inherit = "hr.payslip"

    kpi_posting_ids = fields.One2many(
        "aftersales.bonus.posting",
        "payslip_id",
        "Bonuses",
        domain=[("released_on", "=", False)],
        readonly=True,
        copy=False,
    )
    kpi_bonus_total = fields.Monetary(
        "KPI Bonus", currency_field="kpi_currency_id", compute="_compute_kpi_total"
    )
    kpi_currency_id = fields.Many2one(related="company_id.currency_id")
    kpi_warning = fields.Text("Bonuses Not Paid Here", compute="_compute_kpi_warning")

    @api.depends("kpi_posting_ids.amount")
    def _compute_kpi_total(self):
        for slip in self:
            slip.kpi_bonus_total = sum(slip.sudo().kpi_posting_ids.mapped("amount"))

    @api.depends("employee_id", "date_to", "struct_id", "state", "kpi_posting_ids")
    @api.depends_context("lang")
    def _compute_kpi_warning(self):
        for slip in self:
            saved = slip._origin.sudo()
            texts = saved._kpi_warnings() if saved and saved._kpi_is_open() else []
            slip.kpi_warning = "\n".join(texts) or False

    def _kpi_warnings(self):
        """Why an approved bonus of this person does not come with this payslip."""
        waiting = self.env["aftersales.bonus"].search(
            [
                ("employee_id", "=", self.employee_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "approved"),
            ]
        )
        for bonus in waiting.filtered(lambda one: one._fits(self)):
            amount = bonus.company_currency_id.format(bonus.pay_amount)
            if bonus._code() not in self._kpi_codes():
                yield self.env._(
                    "%(amount)s (%(bonus)s) cannot be paid: the salary structure has "
                    "no rule with the code %(code)s. Add the After-sales KPI rules to "
                    "the structure, then compute the sheet.",
                    amount=amount,
                    bonus=bonus.display_name,
                    code=bonus._code(),
                )
                continue
            first = bonus._first_slip(
                self._kpi_open_slips(self.employee_id)[self.employee_id]
            )
            if first and first != self:
                yield self.env._(
                    "%(amount)s (%(bonus)s) comes with the earlier payslip that ends "
                    "on %(day)s.",
                    amount=amount,
                    bonus=bonus.display_name,
                    day=format_date(self.env, first.date_to),
                )
            else:
                yield self.env._(
                    "%(amount)s (%(bonus)s) is approved; compute the sheet to pay it.",
                    amount=amount,
                    bonus=bonus.display_name,
                )

    # --- The life of a payslip ----------------------------------------------------

    def compute_sheet(self):
        """Fill in the bonuses first; a confirmed payslip is never computed again."""
        self._kpi_check_open()
        self._kpi_fill()
        result = super().compute_sheet()
        self._kpi_check_computed()
        return result

    def _kpi_check_open(self):
        for slip in self:
            if slip.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "%(slip)s is confirmed or cancelled and stays as it is. Refund "
                        "it, or set it to draft, and make a new one.",
                        slip=slip.name or slip.number,
                    )
                )

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        before = {slip: slip.state for slip in self}
        if vals["state"] == "done":
            self._kpi_check_confirmed()
        result = super().write(vals)
        for slip, state in before.items():
            slip.sudo()._kpi_follow(state, vals["state"])
        return result

    def _kpi_follow(self, before, after):
        """What a payslip's new state means for the bonuses on it."""
        if after == before or (before in OPEN_STATES and after in OPEN_STATES):
            return
        if self.credit_note:
            self._kpi_follow_credit_note(before, after)
        elif after == "done":
            self.kpi_posting_ids.bonus_id._move("_pay")
            self.kpi_posting_ids.bonus_id._follow_payment()
        else:  # cancelled, or a confirmed one that was opened again
            self.kpi_posting_ids._release()

    def _kpi_follow_credit_note(self, before, after):
        """A refund that is cancelled: the payslip that it refunded has paid again."""
        if before != "done":
            return
        postings = self.env["aftersales.bonus.posting"].search(
            [("refund_id", "=", self.id)]
        )
        elsewhere = postings.bonus_id.filtered(lambda one: one.state != "approved")
        if elsewhere:
            raise UserError(
                self.env._(
                    "This refund stays: what it took back is on another payslip "
                    "already (%s). Take it off there first.",
                    ", ".join(elsewhere.mapped("display_name")),
                )
            )
        postings._restore()

    def refund_sheet(self):
        """What a refund takes back is payable again, with the next payslip."""
        self._kpi_check_refundable()
        result = super().refund_sheet()
        for slip in self:
            slip.sudo().kpi_posting_ids._release(refund=slip.refunded_id)
        return result

    def _kpi_check_refundable(self):
        paying = {slip for slip, _code in self.sudo()._kpi_paid()}
        for slip in self.filtered(lambda one: one.sudo() in paying):
            refund = slip.refunded_id
            if slip.credit_note or (refund and refund.state != "cancel"):
                raise UserError(
                    self.env._(
                        "%(slip)s is refunded already; its bonus was taken back once.",
                        slip=slip.name or slip.number,
                    )
                )

    def unlink(self):
        """Bonuses of a deleted draft are payable again."""
        self.sudo().kpi_posting_ids._release()
        return super().unlink()

    # --- Buttons ------------------------------------------------------------------

    def action_view_kpi_bonuses(self):
        """Open the bonuses on this payslip."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi_payroll.aftersales_bonus_action"
        )
        ids = self.sudo().kpi_posting_ids.bonus_id.ids
        return {**action, "domain": [("id", "in", ids)], "context": {}}
