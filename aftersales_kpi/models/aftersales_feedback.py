from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..sources import directory


class AftersalesFeedback(models.Model):
    """A word to a person while the period runs, so that nobody is surprised (R65).

    Everything here is for the person: there are no notes behind the back.
    """

    _name = "aftersales.feedback"
    _description = "Feedback"
    _inherit = ["aftersales.guarded", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "date desc, id desc"
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee",
        string="To",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index=True, string="Login"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        compute="_compute_team_id",
        store=True,
        compute_sudo=True,
        help="The person's team, whose leader sees the feedback too.",
    )
    kind = fields.Selection(
        [("praise", "Praise"), ("note", "Note"), ("alert", "Alert")],
        required=True,
        default="praise",
    )
    text = fields.Text(required=True)
    indicator_id = fields.Many2one("aftersales.indicator", string="About")
    author_id = fields.Many2one("res.users", string="From", readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    alert_key = fields.Char(readonly=True, help="What an alert is about, given once.")

    _alert_unique = models.UniqueIndex(
        "(employee_id, alert_key) WHERE alert_key IS NOT NULL",
        "This alert was given already.",
    )

    @api.depends("employee_id")
    def _compute_team_id(self):
        teams = dict(
            self.env.execute_query(
                SQL(
                    "SELECT user_id, MIN(team_id) FROM (%s) AS member GROUP BY user_id",
                    directory.members(),
                )
            )
        )
        for feedback in self:
            feedback.team_id = teams.get(feedback.employee_id.user_id.id)

    @api.depends("kind", "employee_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for feedback in self.sudo():
            feedback.display_name = " · ".join(
                filter(None, (labels.get(feedback.kind), feedback.employee_id.name))
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            if "alert" in self._first_given(vals_list, "kind"):
                raise UserError(self.env._("Alerts come from the figures alone."))
            vals_list = [self._typed_vals(vals) for vals in vals_list]
        feedback = super().create(vals_list)
        feedback._tell()
        return feedback

    def _typed_vals(self, vals):
        """Who says it and when is not for the author to choose."""
        own = {"author_id": self.env.uid, "alert_key": False}
        return {**vals, **own, "date": fields.Datetime.now()}

    @api.constrains("author_id", "employee_id")
    def _check_not_own(self):
        for feedback in self.sudo():
            if feedback.author_id and feedback.author_id == feedback.user_id:
                raise UserError(self.env._("Feedback is for others, not for oneself."))

    def write(self, vals):
        if not self.env.su:
            raise UserError(
                self.env._("What was said to somebody stays. Give another feedback.")
            )
        return super().write(vals)

    def _tell(self):
        """Notify the person once, in the own language."""
        for feedback in self.sudo():
            if not feedback.user_id:
                continue
            told = feedback.with_context(lang=feedback.user_id.lang)
            told.message_notify(
                partner_ids=feedback.user_id.partner_id.ids,
                author_id=feedback.author_id.partner_id.id or None,
                subject=told._subject(),
                body=feedback.text,
            )

    def _subject(self):
        match self.kind:
            case "praise":
                return self.env._("Praise for you")
            case "note":
                return self.env._("A note for you")
            case "alert":
                return self.env._("%(name)s has slipped", name=self.indicator_id.name)
        raise ValueError(f"Unknown kind {self.kind!r}")
