from odoo import fields, models


class AftersalesQualityItem(models.Model):
    """One question of a quality checklist, with its weight."""

    _name = "aftersales.quality.item"
    _description = "Item of a Quality Checklist"
    _order = "checklist_id, sequence, id"

    checklist_id = fields.Many2one(
        "aftersales.quality.checklist", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="checklist_id.company_id", store=True)
    name = fields.Char("Question", required=True, translate=True)
    note = fields.Char("How to Judge", translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    weight = fields.Float(default=1, required=True, digits=(16, 2))
    critical = fields.Boolean(help="A “no” makes the whole check worth nothing.")

    _weight_positive = models.Constraint(
        "CHECK(weight > 0)", "The weight of a question must be above zero."
    )
