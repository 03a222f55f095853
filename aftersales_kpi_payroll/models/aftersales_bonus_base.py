from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesBonusBase(models.Model):
    """The base of one person or of one post in a plan; the person's comes first."""

    _name = "aftersales.bonus.base"
    _description = "Bonus Base"
    _order = "plan_id, employee_id, job_id"
    _check_company_auto = True

    plan_id = fields.Many2one(
        "aftersales.bonus.plan", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee", "Person", check_company=True, ondelete="cascade", index=True
    )
    job_id = fields.Many2one("hr.job", "Post", check_company=True, ondelete="cascade")
    amount = fields.Monetary("Base", required=True)

    _one_each = models.UniqueIndex(
        "(plan_id, COALESCE(employee_id, 0), COALESCE(job_id, 0))",
        "This person or post already has a base in the plan.",
    )
    _positive = models.Constraint("CHECK (amount >= 0)", "A base cannot be below zero.")

    @api.constrains("employee_id", "job_id", "amount")
    def _check_subject(self):
        for base in self:
            if bool(base.employee_id) == bool(base.job_id):
                raise ValidationError(
                    self.env._("Give a base to either a person or a post.")
                )

    @api.depends("employee_id", "job_id")
    def _compute_display_name(self):
        for base in self:
            subject = base.employee_id or base.job_id
            base.display_name = subject.display_name
