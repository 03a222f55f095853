from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .wording import listed


class AftersalesSchemeApproval(models.Model):
    """One level of approval: who has to agree before results are published."""

    _name = "aftersales.scheme.approval"
    _description = "Approval Level"
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one(
        "aftersales.scheme", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="scheme_id.company_id")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("team_leader", "Team leader"),
            ("department_manager", "Department manager"),
            ("users", "Chosen people"),
            ("officer", "Evaluation officers"),
            ("manager", "Administrators of the evaluation"),
        ],
        string="Approved By",
        required=True,
        default="team_leader",
        help="Team leaders and department managers approve the scorecards of their own "
        "people, the others all scorecards of the cycle.",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="People",
        domain="[('share', '=', False)]",
        help="Who approves, where people are chosen by name.",
    )
    rule = fields.Selection(
        [("any", "One of them"), ("all", "All of them")],
        string="Must Agree",
        required=True,
        default="any",
    )

    @api.constrains("kind", "user_ids")
    def _check_users(self):
        for level in self:
            if level.kind == "users" and not level.user_ids:
                raise ValidationError(
                    self.env._("Name at least one person who approves on this level.")
                )
            if level.user_ids.filtered("share"):
                raise ValidationError(
                    self.env._("Only internal users can approve; choose other people.")
                )

    @api.depends("kind", "rule", "user_ids.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds, rules = (
            dict(self._fields[name]._description_selection(self.env))
            for name in ("kind", "rule")
        )
        for level in self:
            names = level.kind == "users" and listed(
                self.env, level.user_ids.mapped("name")
            )
            level.display_name = self.env._(
                "%(people)s (%(rule)s)",
                people=names or kinds.get(level.kind),
                rule=rules.get(level.rule, "").lower(),
            )
