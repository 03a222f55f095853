from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..scoring import brief
from .aftersales_scheme_criterion import exact

ROLES = [
    ("superior", "Superior"),
    ("colleague", "Colleague"),
    ("subordinate", "Subordinate"),
    ("self", "Self"),
    ("other", "Chosen people"),
]


class AftersalesSchemeRater(models.Model):
    """Who grades a criterion, and what their grades weigh (R22, R46)."""

    _name = "aftersales.scheme.rater"
    _description = "Raters of a Criterion"
    _order = "criterion_id, sequence, id"
    _rec_name = "role"

    criterion_id = fields.Many2one(
        "aftersales.scheme.criterion", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    role = fields.Selection(
        ROLES,
        required=True,
        default="superior",
        help="Colleagues share a helpdesk team; without a team, the department.",
    )
    weight = fields.Float(
        digits=(16, 2),
        default=100,
        required=True,
        help="Only the proportion matters. A role without enough grades leaves its "
        "weight to the other roles. With 0 its grades are shown, but do not count.",
    )
    minimum_raters = fields.Integer(
        string="At Least",
        default=1,
        required=True,
        help="With fewer grades than this the role is neither shown nor counted.",
    )
    maximum_raters = fields.Integer(
        string="At Most",
        help="Ask no more people than this for each person graded; 0 asks all.",
    )
    is_anonymous = fields.Boolean(
        string="Anonymous", help="Nobody but the rater ever sees the single grades."
    )
    employee_ids = fields.Many2many("hr.employee", string="Chosen People")

    _role_unique = models.Constraint(
        "UNIQUE(criterion_id, role)", "A role can grade a criterion only once."
    )
    _weight_positive = models.Constraint(
        "CHECK(weight >= 0)", "The weight of a role cannot be below zero."
    )
    _numbers = models.Constraint(
        "CHECK(minimum_raters >= 1 AND (maximum_raters = 0 OR "
        "maximum_raters >= minimum_raters))",
        "At least one rater is needed, and not fewer may be asked than are needed.",
    )

    @api.onchange("role")
    def _onchange_role(self):
        self.is_anonymous = self.role in ("colleague", "subordinate")
        self.minimum_raters = 3 if self.is_anonymous else 1

    @api.constrains("is_anonymous", "minimum_raters")
    def _check_anonymity(self):
        for rater in self:
            if rater.is_anonymous and rater.minimum_raters < 2:
                raise ValidationError(
                    self.env._("One grade alone cannot be anonymous: ask for more.")
                )

    @api.constrains("role", "weight")
    def _check_weight(self):
        for rater in self:
            if not rater.weight and rater.role != "self":
                raise ValidationError(
                    self.env._("Only the own view may weigh nothing.")
                )

    @api.constrains("criterion_id")
    def _check_indicator(self):
        for indicator in self.criterion_id.indicator_id:
            if indicator.aggregate != "ratio_of_sums" or indicator.denominator_kind_id:
                raise ValidationError(
                    self.env._(
                        "Grades cannot be combined for “%(indicator)s”: it must be a "
                        "ratio of sums of one kind of record.",
                        indicator=indicator.name,
                    )
                )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for rater, vals in zip(self, vals_list, strict=True):
            if not rater.sudo().employee_ids:
                # Writing nobody asks for the right to read employees all the same.
                vals.pop("employee_ids", None)
        return vals_list

    # --- Part of the scheme, so fixed with it ---------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        raters = super().create(vals_list)
        raters._refuse_unless_draft()
        return raters

    def write(self, vals):
        self._refuse_unless_draft()
        result = super().write(vals)
        self._refuse_unless_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_of_drafts_only(self):
        self._refuse_unless_draft()

    def _refuse_unless_draft(self):
        # What the add-on itself ships belongs to a scheme that is approved already.
        if not (self.env.su and self.env.context.get("install_mode")):
            self.criterion_id.scheme_id._refuse_unless_draft()

    # --- Who that is ----------------------------------------------------------------

    def _weight(self):
        return exact(self.weight)

    def _in_words(self):
        """The rule as those read it who are told of a new version."""
        roles = dict(self._fields["role"]._description_selection(self.env))
        parts = [
            self.env._("weight %(weight)s", weight=brief(self._weight())),
            self.env._("at least %(count)s", count=self.minimum_raters),
        ]
        if self.maximum_raters:
            parts.append(self.env._("at most %(count)s", count=self.maximum_raters))
        if self.is_anonymous:
            parts.append(self.env._("anonymous"))
        parts += self.sudo().employee_ids.mapped("name")
        return f"{roles[self.role]} ({', '.join(parts)})"

    @api.model
    def _relations_sql(self, subjects, members):
        """(role, subject_id, rater_id): how people stand to those who are scored.

        ``subjects`` is a SELECT of (subject_id, manager_id, department_id), ``members``
        one of (team_id, user_id). Who is more than one of these to somebody is the
        first of: self, superior, subordinate, colleague.
        """
        return SQL(
            """
            WITH subject AS (%(subjects)s),
            member AS (
                SELECT employee.id AS employee_id, team.team_id
                  FROM (%(members)s) AS team
                  JOIN hr_employee AS employee ON employee.user_id = team.user_id
            ),
            relation AS (
                SELECT 1 AS place, 'self' AS role, subject_id, subject_id AS rater_id
                  FROM subject
                UNION ALL
                SELECT 2, 'superior', subject.subject_id,
                       COALESCE(subject.manager_id, department.manager_id)
                  FROM subject
                  LEFT JOIN hr_department AS department
                    ON department.id = subject.department_id
                UNION ALL
                SELECT 3, 'subordinate', subject.subject_id, employee.id
                  FROM subject
                  JOIN hr_employee AS employee
                    ON employee.parent_id = subject.subject_id
                UNION ALL
                SELECT 4, 'colleague', subject.subject_id, theirs.employee_id
                  FROM subject
                  JOIN member AS own ON own.employee_id = subject.subject_id
                  JOIN member AS theirs ON theirs.team_id = own.team_id
                UNION ALL
                SELECT 4, 'colleague', subject.subject_id, employee.id
                  FROM subject
                  JOIN hr_version AS version
                    ON version.department_id = subject.department_id
                  JOIN hr_employee AS employee
                    ON employee.current_version_id = version.id
                 WHERE subject.subject_id NOT IN (SELECT employee_id FROM member)
            )
            SELECT DISTINCT ON (subject_id, rater_id) role, subject_id, rater_id
              FROM relation
             WHERE rater_id IS NOT NULL
             ORDER BY subject_id, rater_id, place
            """,
            subjects=subjects,
            members=members,
        )
