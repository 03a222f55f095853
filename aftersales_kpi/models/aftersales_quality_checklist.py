from odoo import fields, models


class AftersalesQualityChecklist(models.Model):
    """What is looked at when a solved ticket is checked (R11)."""

    _name = "aftersales.quality.checklist"
    _description = "Quality Checklist"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    item_ids = fields.One2many("aftersales.quality.item", "checklist_id", copy=True)
