from odoo import fields, models


class AftersalesScheme(models.Model):
    """Who decides appeals against the scorecards of a scheme."""

    _inherit = "aftersales.scheme"

    appeal_first_level = fields.Selection(
        [
            ("superior", "Superior"),
            ("team_leader", "Team leader"),
            ("officer", "Evaluation officers"),
        ],
        string="Appeals Go To",
        required=True,
        default="superior",
    )
    appeal_second_level = fields.Selection(
        [
            ("department", "Head of the department above"),
            ("officer", "Evaluation officers"),
        ],
        string="Then To",
        required=True,
        default="department",
        help="The last instance. Whoever gave the score, or decided before, is left "
        "out of it.",
    )
