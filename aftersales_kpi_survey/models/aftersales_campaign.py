import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_kpi.models.company_day import zone_of
from odoo.addons.aftersales_kpi.scoring import midnight

from ..sampling import All, Fixed, Random, Stratified, Unit, draw
from ..sources import population
from .aftersales_survey_workflow import Transition

TRANSITIONS = {
    "action_draw": Transition(("draft",), "drawn", "officer"),
    "action_reset": Transition(("drawn",), "draft", "officer"),
    "action_start": Transition(("drawn",), "running", "officer"),
    "action_close": Transition(("running",), "closed", "officer"),
    "action_cancel": Transition(("draft", "drawn", "running"), "cancelled", "officer"),
}
#: What is fixed once the sample is drawn: changing it would change who is asked.
DRAWN_FIELDS = {
    "survey_id",
    "company_id",
    "date_from",
    "date_to",
    "employee_ids",
    "team_ids",
    "category_ids",
    "channel_ids",
    "design",
    "share",
    "size",
    "stratify_by",
    "stratum_minimum",
    "seed",
    # with another limit the sums would be others, and their differences single answers
    "answer_minimum",
}
#: Fewer answers than these about one person say little, or too much.
FEWEST_ANSWERS = 5


class AftersalesCampaign(models.Model):
    """Customers served in a period, of whom a sample is asked (R40, R41)."""

    _name = "aftersales.campaign"
    _description = "Survey Campaign"
    _inherit = [
        "aftersales.survey.workflow",
        "aftersales.survey.people",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _transitions = TRANSITIONS

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    survey_id = fields.Many2one(
        "survey.survey",
        string="Questionnaire",
        required=True,
        ondelete="restrict",
        domain=[
            ("survey_type", "=", "aftersales"),
            ("kpi_use", "in", ("service", "interview")),
        ],
        help="A customer questionnaire is sent by mail, an interview makes calls.",
    )
    kpi_use = fields.Selection(related="survey_id.kpi_use")
    kpi_privacy = fields.Selection(related="survey_id.kpi_privacy")
    date_from = fields.Date("Served From", required=True)
    date_to = fields.Date("Served Until", required=True)
    employee_ids = fields.Many2many(
        "hr.employee", string="Served By", check_company=True
    )
    team_ids = fields.Many2many(
        "helpdesk.ticket.team", string="Teams", check_company=True
    )
    category_ids = fields.Many2many("helpdesk.ticket.category", string="Categories")
    channel_ids = fields.Many2many("helpdesk.ticket.channel", string="Channels")
    design = fields.Selection(
        [
            ("all", "Everybody"),
            ("random", "Random share"),
            ("fixed", "Random, fixed number"),
            ("stratified", "Stratified by person or team"),
        ],
        string="Sample",
        required=True,
        default="stratified",
    )
    share = fields.Float("Share (%)", default=20)
    size = fields.Integer("Customers Asked", default=100)
    stratify_by = fields.Selection(
        [("employee", "Person"), ("team", "Team")],
        string="One Stratum for Each",
        default="employee",
        required=True,
    )
    stratum_minimum = fields.Integer(
        "At Least per Stratum",
        default=10,
        help="So many customers of each person or team, or all where there are fewer.",
    )
    seed = fields.Char(
        required=True,
        copy=False,
        default=lambda self: secrets.token_hex(4),
        help="Decides the draw. With the same seed anybody can repeat it and see that "
        "nobody chose who is asked.",
    )
    answer_minimum = fields.Integer(
        "Answers Needed",
        default=FEWEST_ANSWERS,
        required=True,
        help="A result about a person that rests on fewer is marked; anonymous answers "
        "are then not posted at all.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("drawn", "Sample drawn"),
            ("running", "Running"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    frame = fields.Json(
        readonly=True, copy=False, help="The population when the sample was drawn."
    )
    drawn_ids = fields.Json("Drawn Records", readonly=True, copy=False)
    drawn_on = fields.Datetime(readonly=True, copy=False)
    population_count = fields.Integer("Population", readonly=True, copy=False)
    sample_count = fields.Integer("Sample Size", readonly=True, copy=False)
    invitation_ids = fields.One2many("aftersales.invitation", "campaign_id")
    stratum_ids = fields.One2many(
        "aftersales.campaign.stratum", "campaign_id", string="Strata", copy=False
    )

    _days = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day is before the first."
    )
    _numbers = models.Constraint(
        "CHECK (share > 0 AND share <= 100 AND size > 0 AND stratum_minimum >= 0)",
        "The share lies above 0 and up to 100, the number above 0.",
    )
    _minimum = models.Constraint(
        "CHECK (answer_minimum >= 3)",
        "Fewer than three answers would show single ones.",
    )

    @api.constrains("survey_id")
    def _check_survey(self):
        for campaign in self:
            if campaign.survey_id.sudo().kpi_use not in ("service", "interview"):
                raise ValidationError(
                    self.env._("Choose a customer questionnaire or a phone interview.")
                )

    def write(self, vals):
        if DRAWN_FIELDS & vals.keys() and any(
            campaign.state != "draft" for campaign in self
        ):
            raise UserError(
                self.env._(
                    "The sample is drawn: population, design and seed are fixed. Set "
                    "the campaign back to draft first."
                )
            )
        return super().write(vals)

    # --- The draw ---------------------------------------------------------------------

    def action_draw(self):
        """Fix the population and draw the sample from it; nobody is asked yet."""
        for campaign in self._of_officer():
            frame = campaign._read_frame()
            if not frame:
                raise UserError(
                    self.env._(
                        "Nobody to ask: no customer was served in this period who "
                        "fits the filters and was not asked before."
                    )
                )
            drawn = campaign._draw(frame)
            campaign._move(
                "action_draw",
                frame=frame,
                drawn_ids=drawn,
                drawn_on=fields.Datetime.now(),
                population_count=len(frame),
                sample_count=len(drawn),
            )
            campaign._make_strata()
            campaign._log_draw()

    def _log_draw(self):
        """Each draw is told, so that drawing until a sample pleases would be seen."""
        self.message_post(
            body=self.env._(
                "%(sample)s of %(population)s customers drawn with the seed %(seed)s.",
                sample=self.sample_count,
                population=self.population_count,
                seed=self.seed,
            ),
            author_id=self.env.user.partner_id.id,
        )

    def action_reset(self):
        """Throw the sample away, to change the population or the design."""
        for campaign in self._of_officer():
            campaign._move(
                "action_reset",
                frame=False,
                drawn_ids=False,
                population_count=0,
                sample_count=0,
            )
            campaign.stratum_ids.unlink()

    def action_verify_draw(self):
        """Draw again from the kept population and compare: the same or not."""
        self.ensure_one()
        campaign = self._of_officer()
        is_same = campaign._draw(campaign.frame) == campaign.drawn_ids
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if is_same else "danger",
                "message": self.env._(
                    "Drawn again: the same %(count)s of %(population)s customers.",
                    count=campaign.sample_count,
                    population=campaign.population_count,
                )
                if is_same
                else self.env._("Drawn again: a different sample."),
            },
        }

    def _read_frame(self):
        """The population as [[record id, stratum], …]."""
        self.env.flush_all()
        return [
            list(row)
            for row in self.env.execute_query(population.frame(self._frame_values()))
        ]

    def _frame_values(self):
        timezone = zone_of(self.company_id)
        return {
            "company_id": self.company_id.id,
            "survey_id": self.survey_id.id,
            "seed": self.seed,
            "utc_from": midnight(self.date_from, timezone),
            "utc_to": midnight(fields.Date.add(self.date_to, days=1), timezone),
            "stratum": f"{self.stratify_by}_id",
            "employee_id": self.employee_ids.ids,
            "team_id": self.team_ids.ids,
            "category_id": self.category_ids.ids,
            "channel_id": self.channel_ids.ids,
        }

    def _draw(self, frame):
        units = [Unit(record, stratum) for record, stratum in frame]
        return draw(units, self._design(), self.seed)

    def _design(self):
        match self.design:
            case "all":
                return All()
            case "random":
                return Random(self.share / 100)
            case "fixed":
                return Fixed(self.size)
            case "stratified":
                return Stratified(self.size, self.stratum_minimum)
        raise ValueError(f"Unknown design {self.design!r}")

    def _make_strata(self):
        drawn = set(self.drawn_ids)
        counts = {}
        for record, stratum in self.frame:
            population_count, sample_count = counts.get(stratum, (0, 0))
            counts[stratum] = (population_count + 1, sample_count + (record in drawn))
        field_name = f"{self.stratify_by}_id"
        self.env["aftersales.campaign.stratum"].create(
            [
                {
                    "campaign_id": self.id,
                    field_name: int(stratum) if stratum else False,
                    "population": population_count,
                    "sample": sample_count,
                }
                for stratum, (population_count, sample_count) in counts.items()
            ]
        )

    # --- Asking -----------------------------------------------------------------------

    def action_start(self):
        """Ask the customers of the sample: by mail in batches, or by a call list."""
        for campaign in self._of_officer():
            campaign._move("action_start")
            records = (
                self.env["aftersales.observation"].sudo().browse(campaign.drawn_ids)
            )
            campaign._ask(records)

    def _ask(self, records):
        """Queue an invitation for each record; the scheduled action sends them."""
        if self.kpi_use == "service":
            invitations = self.env["aftersales.invitation"]
            now = self.env["aftersales.observation"]._now()
            invitations._insert(
                [self._prepare_invitation_vals(record, now) for record in records]
            )
            self.invalidate_recordset(["invitation_ids"])
            self.env.ref("aftersales_kpi_survey.invitation_cron_send")._trigger()

    def _prepare_invitation_vals(self, record, now):
        invitations = self.env["aftersales.invitation"]
        return {
            **invitations._prepare_customer_vals(record.ticket_id),
            "survey_id": self.survey_id.id,
            "company_id": self.company_id.id,
            "campaign_id": self.id,
            "ticket_id": record.ticket_id.id,
            "team_id": record.team_id.id or None,
            "employee_id": record.employee_id.id,
            "user_id": record.user_id.id or None,
            "access_token": invitations._new_token(),
            "queued_on": now,
            "send_on": now,
        }

    def action_close(self):
        """End the campaign; anonymous answers are posted as sums now."""
        for campaign in self._of_officer():
            campaign._move("action_close")
            campaign._stop_asking()
            if campaign.kpi_privacy == "anonymous":
                campaign._post_sums()

    def action_cancel(self):
        """Ask nobody any more; what was answered stays."""
        for campaign in self._of_officer():
            campaign._move("action_cancel")
            campaign._stop_asking()

    def _stop_asking(self):
        """What is being answered counts as far as it got; nobody else answers."""
        self.answer_ids.filtered(
            lambda one: one.survey_id.kpi_use in one._kpi_uses_finished()
        )._kpi_end()
        invitations = self.invitation_ids
        invitations.filtered(lambda one: one.state == "queued")._move("action_cancel")
        invitations.filtered(lambda one: one.state in ("sent", "started"))._move(
            "action_expire"
        )

    # --- Screens ----------------------------------------------------------------------

    def action_view_invitations(self):
        """Who is asked, and how far that is."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi_survey.aftersales_invitation_action"
        )
        return {**action, "domain": [("campaign_id", "=", self.id)], "context": {}}

    def action_view_answers(self):
        """What was answered, as far as it may be seen."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi_survey.survey_user_input_action"
        )
        return {**action, "domain": [("kpi_campaign_id", "=", self.id)], "context": {}}
