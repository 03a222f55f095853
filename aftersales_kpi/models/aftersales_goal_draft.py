from odoo import api, fields, models
from odoo.exceptions import UserError

from .aftersales_goal_workflow import RUNNING_STATES

# How a person measures the own goal; the others are for who breaks goals down.
OWN_MEASURES = ("yes_no", "milestones", "indicator")


class AftersalesGoal(models.Model):
    """A goal that a person drafts for him- or herself, and then proposes (R23)."""

    _inherit = "aftersales.goal"

    employee_id = fields.Many2one(default=lambda self: self._default_employee_id())

    @api.model
    def _default_employee_id(self):
        """Oneself, for who makes goals of nobody else."""
        if self.env.user.has_group("aftersales_kpi.group_leader"):
            return False
        return self.env.user.employee_id.id

    @api.model
    def _draft_own(self, vals, milestones=(), draft=None):
        """Make or mend the user's own draft, also for portal users; returns it.

        ``vals`` are name, description, dates, parent_id, measure and what it needs;
        ``milestones`` their names in order.
        """
        self._check_own_draft(vals, milestones)
        vals = {**vals, "milestone_ids": self._milestone_commands(milestones, draft)}
        if draft:
            draft.sudo().write(vals)
            return draft
        vals.update(level="employee", employee_id=self._own_employee().id)
        return self.sudo().create({**vals, "company_id": self.env.company.id})

    @api.model
    def _own_employee(self):
        employee = self.env.user.employee_id
        if not employee:
            raise UserError(
                self.env._(
                    "Your login belongs to no employee of %(company)s. Ask an "
                    "evaluation officer to link it.",
                    company=self.env.company.name,
                )
            )
        return employee

    @api.model
    def _check_own_draft(self, vals, milestones):
        if not vals["name"]:
            raise UserError(self.env._("Say what you want to reach."))
        if vals["date_to"] < vals["date_from"]:
            raise UserError(self.env._("A goal cannot end before it starts."))
        if vals["measure"] not in OWN_MEASURES:
            raise UserError(self.env._("Say how one sees that it is reached."))
        if vals["measure"] == "milestones" and not milestones:
            raise UserError(self.env._("Name the milestones, one a line."))
        if vals["parent_id"] and vals["parent_id"] not in self._own_parents().ids:
            raise UserError(self.env._("Choose one of the goals that are offered."))
        indicator_id = vals.get("indicator_id")
        if indicator_id and indicator_id not in self._own_indicators().ids:
            raise UserError(self.env._("Choose one of the figures that are offered."))

    @api.model
    def _milestone_commands(self, milestones, draft):
        names = list(milestones)
        if draft and draft.milestone_ids.mapped("name") == names:
            return []
        return [
            fields.Command.clear(),
            *(
                fields.Command.create({"name": name, "sequence": place})
                for place, name in enumerate(names)
            ),
        ]

    @api.model
    def _own_parents(self):
        """Goals that one's own may serve: the company's, one's department's, post's."""
        employee = self._own_employee()
        above = [("level", "=", "company")]
        if employee.department_id:
            above += [("department_id", "parent_of", employee.department_id.id)]
        if employee.job_id:
            above += [("job_id", "=", employee.job_id.id)]
        return self.sudo().search(
            fields.Domain("company_id", "=", self.env.company.id)
            & fields.Domain("state", "in", RUNNING_STATES)
            & fields.Domain("level", "!=", "employee")
            & fields.Domain.OR(fields.Domain(*term) for term in above)
        )

    @api.model
    def _own_indicators(self):
        """Indicators whose value one may see while the period runs."""
        kinds = self.env["aftersales.kind"].sudo()
        hidden = kinds.search([("visibility", "!=", "own")]).ids
        return (
            self.env["aftersales.indicator"]
            .sudo()
            .search(
                [
                    ("company_id", "in", (False, self.env.company.id)),
                    ("numerator_kind_id", "not in", hidden),
                    ("denominator_kind_id", "not in", hidden),
                ]
            )
        )
