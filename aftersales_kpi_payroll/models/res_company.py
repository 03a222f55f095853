from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_bonus_month = fields.Selection(
        [
            ("same", "The scored month's payslip, if it is still open"),
            ("next", "The following month's payslip"),
        ],
        string="Bonus Is Paid With",
        default="same",
        required=True,
        help="A bonus goes to the first open payslip that ends on or after the last "
        "day of the scored period, or in the month after it.",
    )
    kpi_bonus_hold = fields.Boolean(
        string="Hold Bonuses during Appeals",
        default=True,
        help="A bonus waits while an appeal against its scorecard is open. Otherwise "
        "it is paid, and the difference follows when the appeal is won.",
    )
