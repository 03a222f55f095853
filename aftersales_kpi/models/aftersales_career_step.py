from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesCareerStep(models.Model):
    """From one post to the next, with what the next one asks (R35)."""

    _name = "aftersales.career.step"
    _description = "Career Step"
    _order = "job_id, sequence, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    job_id = fields.Many2one(
        "hr.job", string="From Post", required=True, check_company=True, index=True
    )
    next_job_id = fields.Many2one(
        "hr.job", string="To Post", required=True, check_company=True
    )
    note = fields.Text(translate=True, help="What the next post is like.")
    requirement_ids = fields.One2many(
        "aftersales.career.requirement", "step_id", string="What It Asks", copy=True
    )
    standing = fields.Html(
        compute="_compute_standing",
        compute_sudo=True,
        sanitize=False,
        groups="aftersales_kpi.group_officer",
        string="Who Stands Where",
    )

    _step_unique = models.Constraint(
        "UNIQUE(company_id, job_id, next_job_id)", "This step is described already."
    )

    @api.depends("job_id", "next_job_id")
    def _compute_display_name(self):
        for step in self:
            names = step.job_id.name or "", step.next_job_id.name or ""
            step.display_name = " → ".join(names)

    @api.constrains("job_id", "next_job_id")
    def _check_leads_on(self):
        for step in self:
            if step.job_id == step.next_job_id:
                raise ValidationError(
                    self.env._("A step leads from one post to another one.")
                )

    @api.depends("job_id", "requirement_ids")
    def _compute_standing(self):
        """Everybody of the post, those who meet most first; for HR."""
        for step in self:
            people = self.env["hr.employee"].search(
                [
                    ("job_id", "=", step.job_id.id),
                    ("company_id", "=", step.company_id.id),
                ]
            )
            step.standing = step._standing_table(people) if people else False

    def _standing_table(self, people):
        standings = self._standings(people)
        rows = [
            (
                sum(bool(one["met"]) for one in standings[person]),
                person.name,
                standings[person],
            )
            for person in people
        ]
        rows.sort(key=lambda row: (-row[0], row[1]))
        return self.env["ir.qweb"]._render(
            "aftersales_kpi.career_standing",
            {"step": self, "rows": rows, "count": len(self.requirement_ids)},
        )

    def _standings(self, people):
        """{employee: [{"requirement", "met", "text"}]} of one step, in its order.

        One statement for each requirement, whatever the number of people.
        """
        self.ensure_one()
        found = {person: [] for person in people}
        for requirement in self.requirement_ids:
            counts = requirement._reached(people)
            for person in people:
                found[person].append(requirement._standing(counts.get(person.id, 0)))
        return found

    @api.model
    def _of(self, employee):
        """The steps from the post of an employee (sudo)."""
        if not employee.job_id:
            return self.browse()
        return self.sudo().search(
            [
                ("job_id", "=", employee.job_id.id),
                ("company_id", "=", employee.company_id.id),
            ]
        )
