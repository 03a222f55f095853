from odoo import api, fields, models


class AftersalesStandardCost(models.Model):
    """What a ticket of a category should cost, take and be charged (R14)."""

    _name = "aftersales.standard.cost"
    _description = "Standard Cost"
    _rec_name = "category_id"
    _order = "company_id, category_id"
    _check_company_auto = True

    category_id = fields.Many2one(
        "helpdesk.ticket.category",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
        help="Stands for the categories below it too, unless they have their own.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary(required=True, help="Labour and parts of a usual ticket.")
    minutes = fields.Integer(help="Labour of a usual ticket.", string="Labour (min)")
    fee = fields.Monetary(
        help="What the customer is usually charged where the service is not free."
    )

    _category_unique = models.Constraint(
        "UNIQUE(category_id, company_id)", "This category has a standard already."
    )
    _positive = models.Constraint(
        "CHECK(cost > 0 AND minutes >= 0 AND fee >= 0)",
        "A standard cost must be above zero, minutes and fee must not be below it.",
    )

    @api.model
    def _of(self, company, category):
        """The standard of the category, else of the nearest one above; or none."""
        standards = {
            standard.category_id: standard
            for standard in self.sudo().search([("company_id", "=", company.id)])
        }
        while category and category not in standards:
            category = category.parent_id
        return standards.get(category, self.browse())
