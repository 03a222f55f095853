from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .aftersales_indicator import PERSPECTIVES

# From the whole to its parts; a goal serves one of the same level or above.
LEVELS = ("company", "department", "job", "employee")
# What a goal of each level is of, beside the company.
LEVEL_FIELDS = {
    "company": "company_id",
    "department": "department_id",
    "job": "job_id",
    "employee": "employee_id",
}


class AftersalesGoal(models.Model):
    """What a company, a department, a post or a person is to reach in a time (R23).

    The company's goals are broken down level by level; each one is agreed by the
    person who answers for it and by the superior. The workflow stands in a file of its
    own, and so does how far the goal is reached.
    """

    _name = "aftersales.goal"
    _description = "Goal"
    _inherit = ["aftersales.guarded", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _parent_store = True
    _order = "level_order, date_from desc, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    description = fields.Text(help="What reaching it means, in words.")
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )

    # Whose goal it is, and what it serves.
    level = fields.Selection(
        [
            ("company", "Company"),
            ("department", "Department"),
            ("job", "Post"),
            ("employee", "Person"),
        ],
        string="Goal Of",
        required=True,
        default="employee",
        help="Whose goal it is. Figures are those of the company, the department, "
        "the people of the post, or the person.",
    )
    level_order = fields.Integer(compute="_compute_level_order", store=True)
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        check_company=True,
    )
    job_id = fields.Many2one("hr.job", string="Post", check_company=True)
    employee_id = fields.Many2one(
        "hr.employee",
        string="Answers for It",
        required=True,
        index=True,
        check_company=True,
        help="The person whose goal it is, or who leads those whose goal it is.",
    )
    user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index=True, string="Login"
    )
    superior_id = fields.Many2one(
        "res.users",
        compute="_compute_superior_id",
        store=True,
        index=True,
        compute_sudo=True,
        string="Agreed With",
        help="The superior; evaluation officers where there is none.",
    )
    parent_id = fields.Many2one(
        "aftersales.goal",
        string="Serves",
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('id', '!=', id)]",
        help="The goal of the level above that this one is a part of.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("aftersales.goal", "parent_id", string="Broken Down To")
    perspective = fields.Selection(
        PERSPECTIVES,
        compute="_compute_perspective",
        store=True,
        readonly=False,
        recursive=True,
        group_expand=True,  # a perspective without a goal is something to see
        help="Of the balanced scorecard; a goal is in the one of the goal it serves.",
    )
    weight = fields.Float(
        default=1,
        required=True,
        digits=(16, 2),
        tracking=True,
        help="Among the goals of the same person, and of the goal above.",
    )
    date_from = fields.Date(
        string="First Day",
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(day=1),
    )
    date_to = fields.Date(
        string="Last Day",
        required=True,
        tracking=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(day=31),
    )

    # How it is measured.
    measure = fields.Selection(
        [
            ("indicator", "Value of an indicator"),
            ("kind", "Sum of imported measures"),
            ("milestones", "Milestones"),
            ("yes_no", "Done or not"),
            ("children", "Goals it is broken down to"),
        ],
        string="Measured By",
        required=True,
        default="indicator",
    )
    indicator_id = fields.Many2one("aftersales.indicator", ondelete="restrict")
    kind_id = fields.Many2one(
        "aftersales.kind",
        string="Measure",
        ondelete="restrict",
        domain="[('importable', '=', True)]",
    )
    unit = fields.Selection(related="indicator_id.unit")
    target_value = fields.Float(string="Target", digits=(16, 4), tracking=True)
    has_start = fields.Boolean(
        string="Counted From a Start",
        help="Reaching half of the way from the start to the target is 50 %. Otherwise "
        "it is the share of the target that counts.",
    )
    start_value = fields.Float(string="Start", digits=(16, 4))
    milestone_ids = fields.One2many(
        "aftersales.goal.milestone", "goal_id", string="Milestones", copy=True
    )
    is_done = fields.Boolean(string="Done", readonly=True, copy=False, tracking=True)
    checkin_ids = fields.One2many(
        "aftersales.goal.checkin", "goal_id", string="Check-ins", readonly=True
    )
    change_ids = fields.One2many(
        "aftersales.goal.change", "goal_id", string="Changes", readonly=True
    )

    _weight_positive = models.Constraint(
        "CHECK(weight > 0)", "A goal weighs more than zero."
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_to >= date_from)", "A goal cannot end before it starts."
    )

    # --- Where it stands --------------------------------------------------------------

    @api.depends("level")
    def _compute_level_order(self):
        for goal in self:
            goal.level_order = LEVELS.index(goal.level) if goal.level else 0

    @api.depends("employee_id", "level")
    def _compute_department_id(self):
        for goal in self:
            if goal.level != "department" or not goal.department_id:
                goal.department_id = goal.employee_id.department_id

    @api.depends("employee_id.parent_id.user_id", "employee_id.user_id")
    def _compute_superior_id(self):
        for goal in self:
            above = goal.employee_id.parent_id.user_id
            goal.superior_id = above if above != goal.employee_id.user_id else False

    @api.depends("parent_id.perspective")
    def _compute_perspective(self):
        for goal in self:
            goal.perspective = goal.parent_id.perspective or goal.perspective

    # --- What a goal must be ----------------------------------------------------------

    @api.constrains("level", "department_id", "job_id")
    def _check_subject(self):
        for goal in self:
            if not goal[LEVEL_FIELDS[goal.level]]:
                goal._refuse(self.env._("say which department or post it is of"))

    @api.constrains("parent_id", "level", "date_from", "date_to")
    def _check_parent(self):
        for goal in self:
            if goal.parent_id.level_order > goal.level_order:
                goal._refuse(
                    self.env._("it can serve a goal of its own level or above only")
                )

    @api.constrains(
        "measure", "indicator_id", "kind_id", "target_value", "has_start", "start_value"
    )
    def _check_measure(self):
        for goal in self:
            if goal.measure == "indicator" and not goal.indicator_id:
                goal._refuse(self.env._("choose its indicator"))
            if goal.measure == "kind" and not goal.kind_id:
                goal._refuse(self.env._("choose the measures that it adds up"))
            if not goal._is_measured():
                continue
            if goal.target_value < 0:
                goal._refuse(self.env._("the target cannot be below 0"))
            if goal.target_value == 0 and not goal._lower_is_better():
                goal._refuse(self.env._("the target must be above 0"))
            if goal.has_start and goal.start_value == goal.target_value:
                goal._refuse(self.env._("start and target are the same"))

    def _refuse(self, what):
        raise ValidationError(
            self.env._("%(goal)s: %(problem)s.", goal=self.name, problem=what)
        )

    def _is_measured(self):
        """Whether a figure is compared with a target."""
        return self.measure in ("indicator", "kind")

    def _lower_is_better(self):
        return self.measure == "indicator" and self.indicator_id.direction == "lower"

    # --- Pages ------------------------------------------------------------------------

    def action_view_tree(self):
        """Open the goal with all that it is broken down to."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_goal_action"
        )
        return {
            **action,
            "display_name": self.name,
            "views": [(False, "hierarchy"), (False, "list"), (False, "form")],
            "domain": [("id", "child_of", self.ids)],
            "context": {"hierarchy_res_id": self.id},
        }

    def _get_access_action(self, access_uid=None, force_website=False):
        """Lead the person from a mail to the own page, others to the form."""
        user = self.env["res.users"].sudo().browse(access_uid or self.env.uid)
        if self.sudo().user_id == user and (user.share or force_website):
            return {
                "type": "ir.actions.act_url",
                "url": self._url(),
                "target": "self",
                "res_id": self.id,
            }
        return super()._get_access_action(access_uid, force_website)

    def _url(self):
        """The page of the goal for the person who answers for it."""
        self.ensure_one()
        return f"/my/kpi/goals/{self.id}"
