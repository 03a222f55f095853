from odoo import fields, models


class AftersalesBonusPosting(models.Model):
    """A bonus on a payslip. A bonus is on one payslip at a time, by a unique index.

    When a payslip is cancelled or refunded the posting is released, not deleted: the
    list says when and where a bonus was paid, given back, and paid again.
    """

    _name = "aftersales.bonus.posting"
    _description = "Bonus on a Payslip"
    _order = "id desc"

    bonus_id = fields.Many2one(
        "aftersales.bonus", required=True, readonly=True, ondelete="restrict"
    )
    payslip_id = fields.Many2one(
        "hr.payslip", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="bonus_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True, readonly=True)
    slip_state = fields.Selection(related="payslip_id.state", string="Payslip Is")
    released_on = fields.Datetime(readonly=True)
    refund_id = fields.Many2one(
        "hr.payslip",
        "Refunded By",
        readonly=True,
        ondelete="cascade",
        help="The credit note that took the payment back.",
    )

    _one_slip = models.UniqueIndex(
        "(bonus_id) WHERE released_on IS NULL",
        "This bonus is on another payslip already.",
    )
    _by_bonus = models.Index("(bonus_id)")

    def _release(self, refund=None):
        """Take the bonuses off their payslips; they may go to another one."""
        paid = self.bonus_id.filtered(lambda one: one.state in ("paid", "reversed"))
        self.write(
            {
                "released_on": fields.Datetime.now(),
                "refund_id": refund.id if refund else False,
            }
        )
        self.flush_recordset()  # a unique index reads it in the next INSERT
        posted = self.bonus_id.filtered(lambda one: one.state == "on_slip")
        paid._follow_refund()
        posted._move("_unpost")

    def _restore(self):
        """The credit note was cancelled: what it took back counts as paid again."""
        self.write({"released_on": False, "refund_id": False})
        self.bonus_id._move("_repay")
        self.bonus_id._follow_payment()
