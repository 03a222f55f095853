from datetime import datetime, time, timedelta

from odoo import Command, api, fields, models
from odoo.tools import clean_context, format_list

from .aftersales_interview_workflow import HOST

# What makes the meeting in the calendar another one.
MEETING_FIELDS = {"start", "stop", "duration", "start_date", "stop_date", "allday"}


class AftersalesInterview(models.Model):
    """The meeting in everybody's calendar, in step with the interview.

    Its privacy is "private": a talk about somebody's result is nobody else's business.
    Attendees, portal users too, get the invitation by mail, with the date as a file.
    """

    _inherit = "aftersales.interview"

    event_id = fields.Many2one(
        "calendar.event",
        string="Meeting",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    # --- From here into the calendar ------------------------------------------------

    def _make_meeting(self):
        """Invite both, and HR; whoever holds the talk is reminded by an activity."""
        for interview in self:
            events = interview._calendar()
            interview._set({"event_id": events.create(interview._meeting_vals()).id})

    def _calendar(self):
        """Calendar events as the host writes them; others may not see private ones."""
        # what this form defaults is not meant for the meeting; and as the interview is
        # written already, nothing has to follow it
        context = {**clean_context(self.env.context), "interview_in_step": True}
        host = self.sudo().interviewer_id or self.env.user
        return self.env(user=host.id, su=True, context=context)["calendar.event"]

    def _meeting_vals(self):
        interview = self.sudo()
        return {
            "name": self.env._("Performance interview: %(who)s", who=self.display_name),
            "user_id": interview.interviewer_id.id,
            "partner_ids": [Command.set(interview._attendees().ids)],
            "start": interview.start,
            "stop": interview.stop,
            "duration": interview.duration,
            "location": interview.location,
            "privacy": "private",
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
        }

    def _attendees(self):
        """The partners who meet: hosts, and the person if an address is known."""
        person = self.user_id.partner_id or self.employee_id.work_contact_id
        return self._hosts().partner_id | person

    def _update_meeting(self):
        """Move the meetings in the calendar, and change who is invited."""
        for interview in self.filtered("event_id"):
            event = interview._calendar().browse(interview.sudo().event_id.id)
            vals = interview._meeting_vals()
            if set(event.partner_ids.ids) == set(interview.sudo()._attendees().ids):
                del vals["partner_ids"]
            if (event.start, event.stop) == (interview.start, interview.stop):
                del vals["start"], vals["stop"], vals["duration"]
            event.write(vals)

    def _cancel_meeting(self):
        """Take the meeting out of the calendars, with its activity."""
        for interview in self.filtered("event_id"):
            event_id = interview.sudo().event_id.id
            interview._set({"event_id": False})
            interview._calendar().browse(event_id).unlink()

    # --- From the calendar back to here ---------------------------------------------

    def _check_movable(self):
        """Who holds the talk decides when, in the calendar too."""
        for interview in self:
            if interview.state == "planned":
                interview._check_role(HOST)

    def _follow_meeting(self):
        """Take the date that somebody gave the meeting in the calendar."""
        for interview in self.sudo().filtered(lambda one: one.state == "planned"):
            event = interview.event_id
            if not event.active:
                interview._lose_meeting()
            elif (event.start, event.stop) != (interview.start, interview.stop):
                hours = (event.stop - event.start).total_seconds() / 3600
                interview._set({"start": event.start, "duration": hours})

    def _lose_meeting(self):
        """Somebody deleted the meeting: the talk is without a date again."""
        for interview in self.sudo().filtered(lambda one: one.state == "planned"):
            interview._move("action_postpone", start=False, event_id=False)
            interview.message_post(
                body=self.env._("The meeting was deleted from the calendar.")
            )
            interview._ask_for_date()

    # --- Double bookings ------------------------------------------------------------

    @api.depends("start", "stop", "interviewer_id", "hr_user_id", "user_id", "state")
    def _compute_conflict(self):
        for interview in self:
            interview.conflict = False
            if interview.state in ("requested", "planned") and interview.start:
                partners = interview.sudo()._attendees()
                busy = interview._busy(partners, interview.start, interview.stop)
                names = {
                    partner.name
                    for partner in partners
                    for start, stop in busy.get(partner.id, ())
                    if start < interview.stop and interview.start < stop
                }
                if names:
                    interview.conflict = self.env._(
                        "Busy then: %(names)s",
                        names=format_list(self.env, sorted(names)),
                    )

    def _busy(self, partners, start, stop):
        """{partner id: [(start, stop)]} of other meetings, in one query for all."""
        events = (
            self.env["calendar.event"]
            .sudo()
            .search(
                [
                    ("partner_ids", "in", partners.ids),
                    ("start", "<", stop),
                    ("stop", ">", start),
                    ("show_as", "=", "busy"),
                    ("id", "not in", self.sudo().event_id.ids),
                ]
            )
        )
        busy = {}
        for event in events:
            span = (event.start, event.stop)
            if event.allday:
                span = (
                    datetime.combine(event.start_date, time.min),
                    datetime.combine(event.stop_date, time.min) + timedelta(days=1),
                )
            for partner in event.partner_ids & partners:
                busy.setdefault(partner.id, []).append(span)
        return busy


class CalendarEvent(models.Model):
    """A meeting that is moved or deleted in the calendar moves its interview along."""

    _inherit = "calendar.event"

    def write(self, vals):
        interviews = self.env["aftersales.interview"]
        if {*MEETING_FIELDS, "active"} & set(vals):
            interviews = self._interviews()
            interviews._check_movable()
        result = super().write(vals)
        interviews._follow_meeting()
        return result

    def unlink(self):
        interviews = self._interviews()
        interviews._check_movable()
        result = super().unlink()
        interviews._lose_meeting()
        return result

    def _interviews(self):
        """The interviews (sudo) whose meetings these are."""
        interviews = self.env["aftersales.interview"].sudo()
        if self.env.context.get("interview_in_step"):
            return interviews
        return interviews.search([("event_id", "in", self.ids)])
