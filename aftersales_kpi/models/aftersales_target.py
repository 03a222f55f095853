from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# Whose target goes first: the person's before the post's, and so on.
TARGET_OWNERS = ("employee_id", "job_id", "team_id", "department_id")


class AftersalesTarget(models.Model):
    """The value that somebody shall reach on an indicator, for a time."""

    _name = "aftersales.target"
    _description = "Target"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    indicator_id = fields.Many2one(
        "aftersales.indicator", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    employee_id = fields.Many2one("hr.employee", check_company=True)
    job_id = fields.Many2one("hr.job", string="Post", check_company=True)
    team_id = fields.Many2one("helpdesk.ticket.team", check_company=True)
    department_id = fields.Many2one("hr.department", check_company=True)
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    date_to = fields.Date(help="Leave empty if it holds until further notice.")
    value = fields.Float(digits=(16, 6), required=True)
    unit = fields.Selection(related="indicator_id.unit")

    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A target cannot end before it starts.",
    )

    @api.constrains(*TARGET_OWNERS)
    def _check_one_owner(self):
        for target in self:
            if sum(bool(target[owner]) for owner in TARGET_OWNERS) > 1:
                raise ValidationError(
                    self.env._(
                        "A target is one person's, one post's, one team's "
                        "or one department's. Leave all empty for the whole company."
                    )
                )

    @api.model
    def _effective(self, company, indicators, day):
        """Targets in force on `day`: {(indicator id, owner field, owner id): target}.

        The owner field is None for a target of the whole company.
        """
        domain = Domain(
            [
                ("company_id", "=", company.id),
                ("indicator_id", "in", indicators.ids),
                ("date_from", "<=", day),
            ]
        ) & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        found = {}
        for target in self.search(domain, order="date_from, id"):
            owner = next((name for name in TARGET_OWNERS if target[name]), None)
            owner_id = target[owner].id if owner else None
            found[target.indicator_id.id, owner, owner_id] = target
        return found
