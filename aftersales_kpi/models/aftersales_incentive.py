from odoo import fields, models


class AftersalesIncentive(models.Model):
    """Something a person may be rewarded with, and may choose where a rule says so."""

    _name = "aftersales.incentive"
    _description = "Incentive"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", help="Leave empty to share it among all companies."
    )
    kind = fields.Selection(
        [
            ("money", "Money"),
            ("days_off", "Days off"),
            ("training", "Training"),
            ("course", "Course"),
            ("title", "Title of honour"),
            ("promotion", "Promotion entitlement"),
            ("share_option", "Share option (note)"),
            ("other", "Other"),
        ],
        required=True,
        default="money",
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    amount = fields.Monetary(
        groups="aftersales_kpi.group_officer",
        help="Paid with the payslip where the pay add-on is used.",
    )
    days = fields.Float(help="Days off that HR grants.")
    description = fields.Text(translate=True)

    _positive = models.Constraint(
        "CHECK (amount >= 0 AND days >= 0)",
        "An incentive's amount and days cannot be below zero.",
    )
    _money_only = models.Constraint(
        "CHECK (kind = 'money' OR COALESCE(amount, 0) = 0)",
        "Only money has an amount: take it out, or choose another kind.",
    )
