from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..scoring import validation
from .wording import labelled

# What an approved scheme may still change: none of it changes a score.
OPEN_FIELDS = {"auto_cycle", "active", "message_follower_ids", "activity_ids"}


class AftersalesScheme(models.Model):
    """Weighted criteria with their rules, in versions; approved ones never change."""

    _name = "aftersales.scheme"
    _description = "Evaluation Scheme"
    _inherit = ["aftersales.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "code, version desc, id desc"

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(required=True)
    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved"), ("retired", "Retired")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", help="Leave empty to share it among all companies."
    )
    period_type = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        required=True,
        default="month",
    )
    subject_type = fields.Selection(
        [
            ("employee", "Person"),
            ("team", "Team"),
            ("department", "Department"),
            ("company", "Company"),
        ],
        string="Evaluates",
        required=True,
        default="employee",
    )
    team_ids = fields.Many2many("helpdesk.ticket.team", string="Teams")
    department_ids = fields.Many2many("hr.department", string="Departments")
    job_ids = fields.Many2many("hr.job", string="Posts")
    criterion_ids = fields.One2many(
        "aftersales.scheme.criterion", "scheme_id", string="Criteria", copy=True
    )
    points_total = fields.Float(
        compute="_compute_points_total",
        string="Sum of Points",
        digits=(16, 2),
    )
    issues = fields.Html(
        compute="_compute_issues", string="To Mend before Approval", sanitize=False
    )
    minimum_days = fields.Integer(
        string="Minimum Days Served",
        help="Who served fewer days of the period is listed, but not scored.",
    )
    show_rank = fields.Boolean(string="Rank People")
    appeal_days = fields.Integer(string="Days to Appeal", default=7)
    answer_days = fields.Integer(string="Days to Answer", default=5)
    auto_cycle = fields.Boolean(
        string="Start Cycles Automatically",
        help="A cycle of the past period is made and scored when it is over.",
    )
    description = fields.Text(translate=True)
    cycle_ids = fields.One2many("aftersales.cycle", "scheme_id", string="Cycles")
    cycle_count = fields.Integer(compute="_compute_cycle_count")

    _version_unique = models.UniqueIndex(
        "(code, version, COALESCE(company_id, 0))",
        "There is already a scheme of this code and version.",
    )

    @api.depends("name", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for scheme in self:
            scheme.display_name = (
                f"{scheme.name} v{scheme.version}" if scheme.name else False
            )

    @api.depends("criterion_ids.max_points")
    def _compute_points_total(self):
        for scheme in self:
            scheme.points_total = sum(scheme.criterion_ids.mapped("max_points"))

    @api.depends("criterion_ids", "criterion_ids.rule", "criterion_ids.indicator_id")
    @api.depends_context("lang")
    def _compute_issues(self):
        for scheme in self:
            texts = scheme._issue_texts()
            scheme.issues = (
                Markup("<ul class='mb-0'>%s</ul>")
                % Markup().join(Markup("<li>%s</li>") % text for text in texts)
                if texts
                else False
            )

    def _compute_cycle_count(self):
        counts = dict(
            self.env["aftersales.cycle"]._read_group(
                [("scheme_id", "in", self.ids)], ["scheme_id"], ["__count"]
            )
        )
        for scheme in self:
            scheme.cycle_count = counts.get(scheme, 0)

    # --- Versions: what was approved stays as it was -------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(self.env._("A scheme starts as a draft; then approve it."))
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals:
            raise UserError(
                self.env._("Use the buttons to approve or retire a scheme.")
            )
        if not set(vals) <= self._open_fields():
            self._refuse_unless_draft()
        return super().write(vals)

    def _open_fields(self):
        """What an approved scheme may still change: extend it."""
        return OPEN_FIELDS

    def _refuse_unless_draft(self):
        for scheme in self:
            if scheme.state != "draft":
                raise UserError(
                    self.env._(
                        "%(scheme)s is approved: people rely on its rules. "
                        "Make a new version to change it.",
                        scheme=scheme.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        self._refuse_unless_draft()

    def action_new_version(self):
        """Open a draft copy with the next version number."""
        self.ensure_one()
        self._check_manager()
        return self.copy()._get_records_action()

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for scheme, vals in zip(self, vals_list, strict=True):
            vals["version"] = scheme._next_version()
        return vals_list

    def _next_version(self):
        return max(self._same_code().mapped("version"), default=0) + 1

    def _same_code(self):
        return self.with_context(active_test=False).search(
            [("code", "=", self.code), ("company_id", "=", self.company_id.id)]
        )

    def _earlier_versions(self):
        return self._same_code().filtered(
            lambda other: other.state == "approved" and other.version < self.version
        )

    def _issue_texts(self):
        """What forbids approval, in the reader's language: all of it at once."""
        names = {
            criterion.indicator_id.code: criterion.name
            for criterion in self.criterion_ids
        }
        return [
            labelled(
                self.env,
                names.get(issue.criterion_code),
                issue.phrase.text(self.env._),
            )
            for issue in validation.issues(self._scheme_spec())
        ]

    def _scheme_spec(self):
        """This scheme as the scoring package validates it."""
        return validation.SchemeSpec(
            tuple(criterion._spec() for criterion in self.criterion_ids)
        )

    def _write_past_guard(self, vals):
        # write() keeps these out of other hands.
        return super().write(vals)

    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group(
            "aftersales_kpi.group_manager"
        ):
            raise UserError(
                self.env._("Only an administrator of the evaluation may do this.")
            )

    def action_view_cycles(self):
        """Open the cycles of the scheme."""
        return self.cycle_ids._get_records_action(
            name=self.env._("Cycles"), context={"default_scheme_id": self.id}
        )
