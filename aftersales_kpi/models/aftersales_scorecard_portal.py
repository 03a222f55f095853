from babel.dates import format_date, format_skeleton

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import babel_locale_parse

# What only the person's own word may change.
OWN_WORD_FIELDS = {"confirmed_on", "interview_asked_on"}
TREND_PERIODS = 12
# Cycles themselves are ordered by their periods, the newest first.
NEWEST_FIRST = "cycle_id, revision desc, id"
DAYS_TO_ANSWER = 5


class AftersalesScorecard(models.Model):
    """What the person scored sees of the own scorecard, and says about it."""

    _inherit = "aftersales.scorecard"

    team_median = fields.Float(
        digits=0,
        readonly=True,
        aggregator=None,
        help="The middle total of the team, where it has enough people to hide "
        "each of them.",
    )
    confirmed_on = fields.Datetime(
        "Read On", readonly=True, copy=False, help="When the person confirmed it."
    )
    interview_asked_on = fields.Datetime(
        "Interview Asked For On", readonly=True, copy=False
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for card in self:
            card.is_mine = card.user_id == self.env.user

    @api.model
    def _own_domain(self):
        """The user's own published scorecards, whatever else the user may read.

        One that was voided after publication stays among them.
        """
        voided = Domain("state", "=", "voided") & Domain("published_on", "!=", False)
        published = Domain("state", "in", ("published", "final"))
        return Domain("user_id", "=", self.env.uid) & (published | voided)

    # --- What the person says -------------------------------------------------------

    def write(self, vals):
        if OWN_WORD_FIELDS & set(vals):
            raise UserError(
                self.env._("Only the person scored says so, with the buttons for it.")
            )
        return super().write(vals)

    def action_confirm(self):
        """Say that one has read the own scorecard; saying it again changes nothing."""
        for card in self._own_published():
            if not card.confirmed_on:
                card._say_once("confirmed_on", self.env._("I have read my scorecard."))

    def action_ask_interview(self):
        """Ask the superior for a talk about the own card, unless one is planned."""
        for card in self._own_published():
            if not card.interview_id:
                card._say_once(
                    "interview_asked_on", self.env._("I ask for an interview.")
                )
                card._schedule_interview()

    def _own_published(self):
        """These scorecards, or a refusal where one is not the user's own."""
        self.check_access("read")
        if self != self.filtered_domain(self._own_domain()):
            raise AccessError(
                self.env._("This is possible only with your own published scorecard.")
            )
        return self

    def _say_once(self, stamp, words):
        """Stamp the moment and keep the person's words with the scorecard."""
        card = self.sudo()
        # Past the guard of write(), which keeps these stamps out of other hands.
        super(AftersalesScorecard, card).write({stamp: fields.Datetime.now()})
        return card.message_post(
            body=words,
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )

    def _schedule_interview(self):
        """Leave the request with whoever talks with the person."""
        card = self.sudo()
        deadline = fields.Date.add(fields.Date.context_today(self), days=DAYS_TO_ANSWER)
        for user in card._interviewers()[:1]:
            asked = card.with_context(lang=user.lang)
            asked.activity_schedule(
                "mail.mail_activity_data_meeting",
                date_deadline=deadline,
                summary=asked.env._("%(name)s asks for an interview", name=card.name),
                user_id=user.id,
            )

    def _interviewers(self):
        """Who may talk with the person, first the superior, then leader and officers.

        Add-ons that know better whom to ask put their users in front.
        """
        officers = self.env.ref("aftersales_kpi.group_officer").all_user_ids
        candidates = self.manager_id.user_id | self.team_id.user_id | officers.sorted()
        return (candidates - self.user_id).filtered(self._is_readable_by)

    def _is_readable_by(self, user):
        if not user.active or self.company_id not in user.company_ids:
            return False
        companies = {"allowed_company_ids": self.company_id.ids}
        return self.with_user(user).with_context(**companies).has_access("read")

    # --- What the person sees -------------------------------------------------------

    def _readings(self):
        """The lines in the reader's words, weakest share of its points first."""
        self.ensure_one()
        readings = self.line_ids.sudo()._readings()
        return sorted(readings, key=lambda reading: reading.order)

    def _trend(self):
        """The own scorecards of the scheme up to this one, oldest first."""
        self.ensure_one()
        scheme = self.cycle_id.sudo().scheme_id
        domain = self._own_domain() & Domain(
            [
                ("is_current", "=", True),
                ("company_id", "=", self.company_id.id),
                ("cycle_id.scheme_id.code", "=", scheme.code),
                ("cycle_id.date_from", "<=", self.cycle_id.sudo().date_from),
            ]
        )
        return self.sudo().search(domain, order=NEWEST_FIRST, limit=TREND_PERIODS)[::-1]

    def _short_period(self):
        """The period on the axis of a chart: Oct, 10月."""
        cycle = self.cycle_id.sudo()
        locale = babel_locale_parse(self.env.lang or "en_US")
        if cycle.period_type == "quarter":  # no locale has a skeleton for it alone
            return format_date(cycle.date_from, "QQQ", locale=locale)
        skeleton = {"month": "MMM", "year": "y"}[cycle.period_type]
        return format_skeleton(skeleton, cycle.date_from, locale=locale)

    def _people_ranked(self):
        """How many people the rank is among."""
        return self.sudo().search_count(
            [
                ("cycle_id", "=", self.cycle_id.id),
                ("is_current", "=", True),
                ("result", "=", "scored"),
            ]
        )
