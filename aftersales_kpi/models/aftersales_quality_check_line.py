from odoo import api, fields, models
from odoo.exceptions import AccessError

# What a checker enters; the question is as it was drawn.
ENTERED = {"answer", "note"}


class AftersalesQualityCheckLine(models.Model):
    """The answer to one question; the question's weight is as it was when drawn."""

    _name = "aftersales.quality.check.line"
    _description = "Answer of a Quality Check"
    _order = "check_id, sequence, id"

    check_id = fields.Many2one(
        "aftersales.quality.check", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True)
    item_id = fields.Many2one(
        "aftersales.quality.item", required=True, readonly=True, ondelete="restrict"
    )
    name = fields.Char(related="item_id.name", string="Question")
    how = fields.Char(related="item_id.note", string="How to Judge")
    sequence = fields.Integer(readonly=True)
    weight = fields.Float(
        compute="_compute_frozen", store=True, precompute=True, digits=(16, 2)
    )
    critical = fields.Boolean(compute="_compute_frozen", store=True, precompute=True)
    answer = fields.Selection(
        [("yes", "Yes"), ("no", "No"), ("na", "Does not apply")],
    )
    note = fields.Char("What Was Wrong")

    @api.depends("item_id")
    def _compute_frozen(self):
        for line in self:
            line.weight = line.item_id.weight
            line.critical = line.item_id.critical

    def write(self, vals):
        if not self.env.su:
            self._check_may_answer(vals)
        return super().write(vals)

    def _check_may_answer(self, vals):
        if set(vals) - ENTERED or any(
            check.state != "to_do" or check.checker_id != self.env.user
            for check in self.sudo().check_id
        ):
            raise AccessError(
                self.env._("Only the checker answers, until the check is submitted.")
            )
