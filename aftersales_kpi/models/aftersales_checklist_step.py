from odoo import fields, models


class AftersalesChecklistStep(models.Model):
    """One step of a checklist, required or only recommended."""

    _name = "aftersales.checklist.step"
    _description = "Step of a Checklist"
    _order = "checklist_id, sequence, id"

    checklist_id = fields.Many2one(
        "aftersales.checklist", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="checklist_id.company_id", store=True)
    name = fields.Char("Step", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    required = fields.Boolean(
        default=True, help="Only required steps count for process compliance."
    )
    note = fields.Char(translate=True, help="How to do it, shown beside the step.")
