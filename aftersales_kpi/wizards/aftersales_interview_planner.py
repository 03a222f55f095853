from datetime import timedelta
from typing import NamedTuple

import pytz

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.company_day import zone_of

# A free slot is looked for within so many days.
SEARCH_DAYS = 60
# Dates begin at full quarters of an hour.
STEP = timedelta(minutes=15)


class Talk(NamedTuple):
    """One interview to find a date for."""

    scorecard_id: int
    host_id: int
    partner_ids: frozenset  # everybody who has to be free


class AftersalesInterviewPlanner(models.TransientModel):
    """Spreads interviews over the free working hours of those who hold them (R61)."""

    _name = "aftersales.interview.planner"
    _description = "Plan Interviews"

    scorecard_ids = fields.Many2many(
        "aftersales.scorecard",
        string="Scorecards",
        domain="[('state', 'in', ['published', 'final', 'voided']),"
        " ('is_current', '=', True), ('employee_id', '!=', False)]",
    )
    start = fields.Datetime(
        "Not Before", required=True, default=lambda self: self._default_start()
    )
    duration = fields.Float("Hours", required=True, default=0.5)
    pause = fields.Float("Pause Between (Hours)", default=0.25)
    interviewer_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False)]",
        help="Leave empty: each person's superior, or the team's leader.",
    )
    hr_user_id = fields.Many2one(
        "res.users", string="HR", domain="[('share', '=', False)]"
    )
    location = fields.Char("Where")
    line_ids = fields.One2many("aftersales.interview.planner.line", "planner_id")

    _duration_positive = models.Constraint(
        "CHECK(duration > 0 AND pause >= 0)", "An interview takes some time."
    )

    @api.model
    def _default_start(self):
        now = fields.Datetime.now()
        return (now + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)

    # --- Finding dates --------------------------------------------------------------

    def action_suggest(self):
        """Look for dates, and show them before anybody is invited."""
        self.ensure_one()
        cards = self.scorecard_ids.filtered(lambda card: not card.interview_id)
        if not cards:
            raise UserError(self.env._("There is an interview with everybody already."))
        if self.duration <= 0:
            raise UserError(self.env._("An interview takes some time."))
        self.line_ids = [Command.clear()] + [
            Command.create(vals) for vals in self._suggest(cards)
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan Interviews"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _suggest(self, cards):
        """Who meets whom when: the first slots in which everybody is free."""
        talks = [self._talk(card) for card in cards.sudo().sorted("name")]
        partners = self.env["res.partner"].browse(
            {partner for talk in talks for partner in talk.partner_ids}
        )
        until = self.start + timedelta(days=SEARCH_DAYS)
        busy = self.env["aftersales.interview"]._busy(partners, self.start, until)
        slots = {
            company: list(self._slots(company, until))
            for company in cards.sudo().company_id
        }
        for card, talk in zip(cards.sudo().sorted("name"), talks, strict=True):
            yield {
                "scorecard_id": talk.scorecard_id,
                "interviewer_id": talk.host_id,
                "start": self._take_slot(slots[card.company_id], talk, busy),
            }

    def _talk(self, card):
        host = self.interviewer_id - card.user_id or card._usual_interviewer()
        if not host:
            raise UserError(
                self.env._(
                    "Nobody is known who could talk with %(name)s: choose who holds "
                    "the interviews.",
                    name=card.name,
                )
            )
        person = card.user_id.partner_id or card.employee_id.work_contact_id
        partners = host.partner_id | self.hr_user_id.partner_id | person
        return Talk(card.id, host.id, frozenset(partners.ids))

    def _slots(self, company, until):
        """Starts (naive UTC) within the working hours of the company."""
        zone = pytz.timezone(zone_of(company))
        first, last = (
            pytz.utc.localize(moment).astimezone(zone) for moment in (self.start, until)
        )
        calendar = company.resource_calendar_id
        length = timedelta(hours=self.duration)
        for begin, end, _meta in calendar._work_intervals_batch(first, last)[False]:
            slot = begin.astimezone(pytz.utc).replace(tzinfo=None)
            end = end.astimezone(pytz.utc).replace(tzinfo=None)
            slot = slot + (-(slot - slot.min) % STEP)
            while slot + length <= end:
                yield slot
                slot += STEP

    def _take_slot(self, slots, talk, busy):
        """The first start at which all are free; they are busy then."""
        length = timedelta(hours=self.duration)
        pause = timedelta(hours=self.pause)
        for slot in slots:
            stop = slot + length
            if not any(
                begin < stop and slot < end
                for partner in talk.partner_ids
                for begin, end in busy.get(partner, ())
            ):
                for partner in talk.partner_ids:
                    taken = busy.setdefault(partner, [])
                    taken.append((slot - pause, stop + pause))
                return slot
        raise UserError(
            self.env._(
                "No free time was found within %(days)s days. Choose a later start or "
                "a shorter talk.",
                days=SEARCH_DAYS,
            )
        )

    # --- Inviting -------------------------------------------------------------------

    def action_apply(self):
        """Invite everybody to the dates that are shown."""
        self.ensure_one()
        if not self.line_ids:
            return self.action_suggest()
        if any(not line.start or not line.interviewer_id for line in self.line_ids):
            raise UserError(self.env._("Each interview needs a date and who holds it."))
        interviews = self.env["aftersales.interview"].create(
            [
                {
                    "scorecard_id": line.scorecard_id.id,
                    "interviewer_id": line.interviewer_id.id,
                    "hr_user_id": self.hr_user_id.id,
                    "start": line.start,
                    "duration": self.duration,
                    "location": self.location,
                }
                for line in self.line_ids
            ]
        )
        return interviews._get_records_action(name=self.env._("Interviews"))


class AftersalesInterviewPlannerLine(models.TransientModel):
    """A date that is suggested, and may still be changed."""

    _name = "aftersales.interview.planner.line"
    _description = "Suggested Date of an Interview"
    _order = "start, id"

    planner_id = fields.Many2one(
        "aftersales.interview.planner", required=True, ondelete="cascade"
    )
    scorecard_id = fields.Many2one("aftersales.scorecard", required=True)
    name = fields.Char(related="scorecard_id.name", string="Person")
    interviewer_id = fields.Many2one("res.users", domain="[('share', '=', False)]")
    start = fields.Datetime("When")
