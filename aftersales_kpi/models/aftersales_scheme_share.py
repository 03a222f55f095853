from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class AftersalesSchemeShare(models.Model):
    """What a scheme counts for a person who is evaluated by several: one for a post.

    Schemes without a share divide what is left, see
    ``AftersalesCycle._share_out``.
    """

    _name = "aftersales.scheme.share"
    _description = "Share of a Scheme"
    _order = "employee_id, date_from desc, id desc"
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee",
        string="Person",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    scheme_id = fields.Many2one(
        "aftersales.scheme",
        required=True,
        ondelete="cascade",
        check_company=True,
        domain="[('subject_type', '=', 'employee'), ('state', '!=', 'retired')]",
        help="In any of its versions.",
    )
    code = fields.Char(related="scheme_id.code", store=True)
    share = fields.Float(
        string="Share (%)",
        required=True,
        digits=(16, 4),
        help="How much of the person's total and bonus hangs on the scheme.",
    )
    date_from = fields.Date(
        string="First Day", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        string="Last Day", help="Leave empty if it holds until further notice."
    )

    _share_range = models.Constraint(
        "CHECK(share >= 0 AND share <= 100)", "A share lies between 0 and 100 %."
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A share cannot end before it starts.",
    )

    @api.constrains("employee_id", "scheme_id", "date_from", "date_to")
    def _check_no_overlap(self):
        for share in self:
            same = Domain(
                [
                    ("id", "!=", share.id),
                    ("employee_id", "=", share.employee_id.id),
                    ("company_id", "=", share.company_id.id),
                    ("code", "=", share.code),
                ]
            )
            same &= Domain("date_to", "=", False) | Domain(
                "date_to", ">=", share.date_from
            )
            if share.date_to:
                same &= Domain("date_from", "<=", share.date_to)
            if self.search_count(same, limit=1):
                raise ValidationError(
                    self.env._(
                        "%(name)s has a share of %(scheme)s for these days already. "
                        "End it first.",
                        name=share.employee_id.name,
                        scheme=share.scheme_id.name,
                    )
                )

    @api.depends("employee_id", "scheme_id", "share")
    def _compute_display_name(self):
        for share in self:
            known = share.employee_id and share.scheme_id
            share.display_name = (
                f"{share.employee_id.name} · {share.scheme_id.name} · {share.share:g} %"
                if known
                else False
            )
