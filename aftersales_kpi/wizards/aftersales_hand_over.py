from odoo import fields, models


class AftersalesHandOver(models.TransientModel):
    """Asks who grades instead of somebody who cannot."""

    _name = "aftersales.hand.over"
    _description = "Hand Over Gradings"

    grading_id = fields.Many2one(
        "aftersales.grading",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    company_id = fields.Many2one(related="grading_id.company_id")
    rater_id = fields.Many2one("hr.employee", required=True, string="Grades Instead")

    def action_apply(self):
        """Hand over, and tell the new rater."""
        self.ensure_one()
        self.grading_id._hand_over(self.rater_id.sudo())
        return {"type": "ir.actions.client", "tag": "soft_reload"}
