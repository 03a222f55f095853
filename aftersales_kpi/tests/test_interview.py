"""Performance interviews: agenda, meeting, minutes, and who may do what (R61)."""

from itertools import product

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..models.aftersales_interview_workflow import HOST, PERSON, TRANSITIONS
from .interview_common import MEETING, InterviewCase

# What a move is called with.
ARGUMENTS = {
    "action_plan": [MEETING],
    "action_cancel": ["Ill"],
    "action_disagree": ["It was the line."],
}


@tagged("post_install", "-at_install")
class TestInterviewWorkflow(InterviewCase):
    def actors(self):
        """Everybody, with the roles in which he or she stands to the interview."""
        return {
            self.anna_user: {PERSON},
            self.leader: {HOST},
            self.head: {HOST},  # HR takes part
            self.officer: {HOST},
            self.manager: {HOST},
            self.ben_user: set(),
            self.portal_user: set(),
        }

    def states(self):
        field = self.env["aftersales.interview"]._fields["state"]
        return [value for value, _label in field.selection]

    def test_every_state_action_and_role(self):
        """R61: exactly the moves of the table are possible, by exactly those people."""
        interview = self.interview(
            start=MEETING, hr_user_id=self.head.id, notes="<p>We talked.</p>"
        )
        for state in self.states():
            interview._set({"state": state})
            for action, (user, roles) in product(TRANSITIONS, self.actors().items()):
                move = TRANSITIONS[action]
                allowed = state in move.moves and move.role in roles
                with self.subTest(state=state, action=action, user=user.login):
                    self.assert_move(interview.with_user(user), action, allowed)

    def assert_move(self, interview, action, allowed):
        self.assertEqual(action in interview._allowed_actions(), allowed)
        arguments = ARGUMENTS.get(action, [])
        if not allowed:
            self.assert_refused(getattr(interview, action), *arguments)
            return
        with self.env.cr.savepoint() as savepoint:
            before = interview.sudo().state
            getattr(interview, action)(*arguments)
            self.assertEqual(interview.sudo().state, TRANSITIONS[action].moves[before])
            savepoint.rollback()
            self.env.invalidate_all()

    def test_every_state_is_reached(self):
        reached = {
            state for move in TRANSITIONS.values() for state in move.moves.values()
        }
        self.assertEqual(reached | {"requested"}, set(self.states()))

    def test_buttons_follow_the_table(self):
        interview = self.held()
        self.assertTrue(interview.can_reopen and not interview.can_confirm)
        own = interview.with_user(self.anna_user)
        self.assertTrue(own.can_confirm and own.can_disagree and not own.can_reopen)

    def test_nobody_answers_for_the_other_side(self):
        interview = self.held()
        for user in (self.leader, self.officer, self.manager):
            self.assert_refused(interview.with_user(user).action_confirm)
            for values in (
                {"state": "confirmed"},
                {"comment": "All is well"},
                {"objection": "No"},
                {"answered_on": MEETING},
            ):
                self.assert_refused(interview.with_user(user).write, values)
        for values in ({"notes": "Better"}, {"agreement": "Else"}, {"start": MEETING}):
            self.assert_refused(interview.with_user(self.anna_user).write, values)

    def test_an_officer_answers_for_who_has_no_login(self):
        interview = self.held()
        self.anna.user_id = False
        interview.with_user(self.officer).action_confirm()
        self.assertEqual(interview.state, "confirmed")

    def test_the_minutes_are_closed_with_the_talk(self):
        interview = self.held()
        topic = interview.topic_ids[0]
        for forbidden in (
            lambda: interview.write({"notes": "Later"}),
            lambda: topic.write({"note": "Later"}),
            topic.unlink,
            lambda: topic.copy(),
        ):
            self.assert_refused(forbidden)
        interview.action_reopen()
        interview.notes = "<p>Corrected</p>"
        interview.action_hold()

    def test_answering_other_minutes_than_shown(self):
        interview = self.held()
        seen = interview._version()
        interview.action_reopen()
        with freeze_time("2026-11-05 09:00:00"):
            interview.action_hold()
        own = interview.with_user(self.anna_user)
        with self.assertRaisesRegex(UserError, "were corrected"):
            own.action_confirm(version=seen)
        own.action_confirm(version=interview._version())

    def test_nothing_written_is_not_held(self):
        with self.assertRaisesRegex(UserError, "First write down"):
            self.interview(start=MEETING).action_hold()

    def test_not_agreeing_needs_a_reason_and_may_lead_to_an_appeal(self):
        """R62: the objection may start in the interview."""
        own = self.held().with_user(self.anna_user)
        self.assertEqual(own.action_disagree()["res_model"], "aftersales.reason")
        with self.assertRaises(UserError):
            own.action_disagree("  ")
        own.action_disagree("The line was down.")
        self.assertEqual(
            (own.state, own.objection), ("not_agreed", "The line was down.")
        )
        self.assertTrue(own.can_appeal)
        context = own.action_appeal()["context"]
        appeal = Form(
            self.env["aftersales.appeal"]
            .with_user(self.anna_user)
            .with_context(**context)
        ).save()
        self.assertEqual(appeal.reason, "The line was down.")
        self.assertFalse(own.with_user(self.leader).can_appeal)

    def test_the_reason_window_does_only_moves(self):
        own = self.held().with_user(self.anna_user)
        asked = own.action_disagree()["context"]
        window = Form(own.env["aftersales.reason"].with_context(**asked))
        window.reason = "The line was down."
        window.save().action_apply()
        self.assertEqual(own.state, "not_agreed")
        for model, action in (
            ("aftersales.interview", "unlink"),
            ("aftersales.interview", "_set"),
            ("res.users", "write"),
        ):
            window = own.env["aftersales.reason"].create(
                {"res_model": model, "res_ids": own.ids, "move": action, "reason": "x"}
            )
            self.assert_refused(window.action_apply)

    # --- What it is about -----------------------------------------------------------

    def test_only_published_cards_of_persons(self):
        cycle = self.score(self.make_scheme({}))
        card = self.card(cycle, self.anna)
        with self.assertRaisesRegex(ValidationError, "publish"):
            self.interview(user=self.officer, card=card)

    def test_one_interview_a_person_and_period(self):
        interview = self.interview()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.interview()
        interview.action_cancel("Ill")
        self.assertTrue(self.interview())

    def test_nobody_talks_with_oneself(self):
        with self.assertRaisesRegex(ValidationError, "own scorecard"):
            self.interview(user=self.officer, interviewer_id=self.anna_user.id)

    def test_a_colleague_cannot_start_one(self):
        """Not even as the host, who would see the card by it."""
        for host in (self.leader, self.ben_user):
            with self.assertRaises(AccessError):
                self.interview(user=self.ben_user, interviewer_id=host.id)
        with self.assertRaises(UserError):
            self.interview(user=self.anna_user)

    def test_never_deleted(self):
        self.assert_refused(self.interview().with_user(self.manager).unlink)

    def test_html_is_sanitised(self):
        interview = self.interview(notes="<p onclick='x()'>Hi<script>x()</script></p>")
        self.assertEqual(interview.notes, "<p>Hi</p>")

    def test_agenda_from_weak_and_strong_lines(self):
        """Response 30 of 60 points after 60, satisfaction 32 of 40 as before."""
        before = self.published_month("2026-08-01", minutes=5, rating=4)
        self.assertEqual(before.score, 92)
        card = self.published_month("2026-09-01", minutes=20, rating=4)
        interview = self.interview(card=card)
        self.assertEqual(
            [
                (one.kind, one.title, one.points_text, one.value_text, one.before_text)
                for one in interview.topic_ids
            ],
            [
                ("weak", "Average response time", "30 / 60", "20 min", "5 min"),
                ("strong", "Customer satisfaction", "32 / 40", "80", "80"),
            ],
        )

    def published_month(self, date_from, minutes, rating):
        """Anna's published card of a month with a scheme of two criteria."""
        if not hasattr(self, "two"):
            self.two = self.make_scheme(
                {
                    "indicator": "response_time",
                    "max_points": 60,
                    "bands": [(10, 60), (None, 30)],
                },
                {
                    "indicator": "satisfaction",
                    "max_points": 40,
                    "curve": "linear",
                    "zero_value": 0,
                    "full_value": 100,
                },
            )
            self.ledger.search([])._void("For this test")
        day = f"{date_from[:8]}05 10:00:00"
        self.minutes(self.anna, minutes, event_date=day)
        self.observe("rating", self.anna, rating, denominator=5, event_date=day)
        cycle = self.make_cycle(self.two, date_from)
        cycle.action_open()
        cycle.action_score()
        cycle.action_approve()
        cycle.action_publish()
        return self.card(cycle, self.anna)


@tagged("post_install", "-at_install")
class TestInterviewMeeting(InterviewCase):
    """The calendar and the interview stay in step."""

    def test_a_date_makes_a_private_meeting_with_both(self):
        interview = self.interview(start=MEETING, hr_user_id=self.head.id)
        event = interview.sudo().event_id
        self.assertEqual(interview.state, "planned")
        self.assertEqual(
            event.partner_ids, (self.leader | self.head | self.anna_user).partner_id
        )
        self.assertEqual((event.privacy, event.user_id), ("private", self.leader))
        self.assertEqual(event.start, interview.start)
        activity = interview.activity_ids
        self.assertEqual(activity.user_id, self.leader)
        self.assertEqual(activity.calendar_event_id, event)

    def test_a_portal_employee_is_invited_by_mail_with_the_date(self):
        self.anna.user_id = self.portal_user
        self.portal_user.partner_id.email = "paula@example.com"
        interview = self.interview(start=MEETING)
        self.assertIn(
            self.portal_user.partner_id, interview.sudo().event_id.partner_ids
        )
        mail = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.portal_user.partner_id.ids)], limit=1
        )
        self.assertIn("invitation.ics", mail.attachment_ids.mapped("name"))

    def test_rescheduling_here_moves_the_meeting(self):
        interview = self.interview(start=MEETING)
        interview.write({"start": "2026-11-05 13:00:00", "duration": 1})
        event = interview.sudo().event_id
        self.assertEqual(str(event.start), "2026-11-05 13:00:00")
        self.assertEqual(str(event.stop), "2026-11-05 14:00:00")
        self.assertEqual(str(interview.activity_ids.date_deadline), "2026-11-05")

    def test_rescheduling_in_the_calendar_moves_the_interview(self):
        interview = self.interview(start=MEETING)
        event = interview.sudo().event_id.with_user(self.leader)
        event.write(
            {
                "start": "2026-11-06 08:00:00",
                "stop": "2026-11-06 09:30:00",
                "duration": 1.5,
            }
        )
        self.assertEqual(str(interview.start), "2026-11-06 08:00:00")
        self.assertEqual((interview.duration, interview.state), (1.5, "planned"))

    def test_the_person_does_not_move_the_meeting(self):
        """Who holds the talk decides when; the person says what does not suit."""
        event = self.interview(start=MEETING).sudo().event_id
        own = event.with_user(self.anna_user)
        for move in (
            lambda: own.write({"start": "2026-11-06 08:00:00"}),
            lambda: own.write({"active": False}),
            own.unlink,
        ):
            with self.assertRaisesRegex(UserError, "Only who holds"):
                move()

    def test_others_cannot_touch_the_meeting(self):
        event = self.interview(start=MEETING).sudo().event_id.with_user(self.ben_user)
        with self.assertRaises(UserError):
            event.write({"start": "2026-11-06 08:00:00"})

    def test_deleting_or_archiving_the_meeting_takes_the_date_back(self):
        interview = self.interview(start=MEETING)
        interview.sudo().event_id.with_user(self.leader).unlink()
        self.assertEqual((interview.state, interview.start), ("requested", False))
        self.assertEqual(
            interview.activity_ids.summary, "Choose a date for the interview"
        )
        interview.start = MEETING
        interview.sudo().event_id.with_user(self.leader).active = False
        self.assertEqual(interview.state, "requested")

    def test_cancelling_and_postponing_remove_the_meeting(self):
        interview = self.interview(start=MEETING)
        event = interview.sudo().event_id
        interview.action_postpone()
        self.assertFalse(event.exists())
        interview.start = MEETING
        event = interview.sudo().event_id
        interview.action_cancel("Ill")
        self.assertFalse(event.exists() or interview.activity_ids)
        self.assertEqual(interview.state, "cancelled")

    def test_another_host_is_invited(self):
        interview = self.interview(user=self.officer, start=MEETING)
        interview.interviewer_id = self.head
        event = interview.sudo().event_id
        self.assertEqual(event.partner_ids, (self.head | self.anna_user).partner_id)
        self.assertEqual(event.user_id, self.head)

    def test_busy_people_are_shown(self):
        self.env["calendar.event"].with_user(self.anna_user).create(
            {
                "name": "Doctor",
                "start": "2026-11-04 08:45:00",
                "stop": "2026-11-04 09:15:00",
            }
        )
        interview = self.interview(start=MEETING)
        self.assertEqual(
            interview.conflict,
            "Busy then: anna (base.group_user,aftersales_kpi.group_user)",
        )
        interview.start = "2026-11-04 10:00:00"
        self.assertFalse(interview.conflict)


@tagged("post_install", "-at_install")
class TestInterviewNotices(InterviewCase):
    def test_asking_makes_an_interview_without_a_date(self):
        card = self.anna_card.with_user(self.anna_user)
        card.action_ask_interview()
        card.action_ask_interview()
        interview = self.anna_card.interview_ids
        self.assertEqual(
            (interview.state, interview.interviewer_id), ("requested", self.leader)
        )
        self.assertTrue(interview.asked_by_person and interview.topic_ids)
        self.assertEqual(
            interview.activity_ids.mapped("summary"), ["Anna asks for an interview"]
        )
        interview.with_user(self.anna_user).action_withdraw()
        self.assertEqual(interview.state, "cancelled")
        self.assertFalse(interview.activity_ids)

    def test_the_person_is_asked_to_confirm_and_reminded_once(self):
        interview = self.held()
        activity = interview.activity_ids
        self.assertEqual(activity.user_id, self.anna_user)
        template = self.env.ref("aftersales_kpi.mail_template_interview_confirm")
        mails = self.env["mail.mail"].search([], limit=1, order="id desc")
        self.assertIn("minutes of your interview", mails.subject)
        self.assertTrue(template)
        with self.enter_registry_test_mode():
            cron = self.env.ref("aftersales_kpi.interview_cron_remind")
            for day, reminded in (("06", False), ("09", True)):
                with freeze_time(f"2026-11-{day} 09:00:00"):
                    cron.method_direct_trigger()
                interview.invalidate_recordset()
                self.assertEqual(interview.is_reminded, reminded)
        interview.with_user(self.anna_user).action_confirm()
        self.assertFalse(interview.activity_ids)

    def test_the_persons_own_words(self):
        interview = self.interview(start=MEETING)
        own = interview.with_user(self.anna_user)
        own.action_comment("  I want to talk about the line.  ")
        self.assertEqual(interview.comment, "I want to talk about the line.")
        for user in (self.leader, self.officer, self.ben_user):
            self.assert_refused(interview.with_user(user).action_comment, "No")
        interview.agreement = "Yes"
        interview.action_hold()
        own.action_confirm()
        self.assert_refused(own.action_comment, "Too late")

    # --- Who sees it ----------------------------------------------------------------

    def test_who_reads_it(self):
        interview = self.interview(start=MEETING)
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        for user, sees in (
            (self.anna_user, True),
            (self.leader, True),
            (self.officer, True),
            (self.manager, True),
            (self.ben_user, False),
            (self.head, False),
            (self.portal_user, False),
            (stranger, False),
            (self.env.ref("base.public_user"), False),
        ):
            for record in (interview, interview.topic_ids):
                with self.subTest(user=user.login, model=record._name):
                    self.assertEqual(record.with_user(user).has_access("read"), sees)

    def test_who_holds_it_sees_the_card_without_any_role(self):
        self.assertFalse(self.anna_card.with_user(self.head).has_access("read"))
        self.interview(user=self.officer, interviewer_id=self.head.id)
        self.assertTrue(self.anna_card.with_user(self.head).has_access("read"))
        self.assertTrue(self.anna_line.with_user(self.head).has_access("read"))

    def test_a_leader_reads_but_does_not_write_what_others_hold(self):
        interview = self.interview(user=self.officer, interviewer_id=self.head.id)
        seen = interview.with_user(self.leader)
        self.assertTrue(seen.has_access("read"))
        self.assert_refused(seen.write, {"notes": "Mine"})

    def test_other_company(self):
        interview = self.interview()
        other = self.env["res.company"].create({"name": "Other"})
        officer = new_test_user(
            self.env,
            "other",
            groups="aftersales_kpi.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(
            interview.with_user(officer)
            .with_context(allowed_company_ids=other.ids)
            .has_access("read")
        )


@tagged("post_install", "-at_install")
class TestInterviewPlanner(InterviewCase):
    """Dates for several people at once, and how far the cycle is."""

    def planner(self, cards, **values):
        return (
            self.env["aftersales.interview.planner"]
            .with_user(self.officer)
            .create(
                {
                    "scorecard_ids": cards.ids,
                    "start": "2026-11-03 08:00:00",
                    "duration": 1,
                    "pause": 0.5,
                    **values,
                }
            )
        )

    def test_slots_in_working_hours_when_all_are_free(self):
        """Both with the leader, who is busy from 8 to 10 on Tuesday."""
        self.env["calendar.event"].with_user(self.leader).create(
            {
                "name": "Board",
                "start": "2026-11-03 08:00:00",
                "stop": "2026-11-03 10:00:00",
            }
        )
        planner = self.planner(self.cycle.scorecard_ids)
        planner.action_suggest()
        self.assertEqual(
            [(line.name, str(line.start)) for line in planner.line_ids],
            [("Anna", "2026-11-03 10:00:00"), ("Ben", "2026-11-03 13:00:00")],
        )
        planner.action_apply()
        interviews = self.cycle.scorecard_ids.interview_ids
        self.assertEqual(set(interviews.mapped("state")), {"planned"})
        self.assertEqual(interviews.interviewer_id, self.leader)
        self.assertTrue(all(interviews.sudo().mapped("event_id")))

    def test_nobody_is_planned_twice(self):
        self.interview()
        planner = self.planner(self.anna_card)
        with self.assertRaisesRegex(UserError, "everybody already"):
            planner.action_suggest()

    def test_the_cycle_counts_what_was_held(self):
        self.held()
        self.interview(card=self.card(self.cycle, self.ben))
        self.assertEqual(
            (self.cycle.interview_held_count, self.cycle.interview_count), (1, 2)
        )

    def test_a_low_result_without_an_interview_is_an_exception(self):
        """Anna has 50, Ben 0."""
        exception = self.cycle.exception_ids.filtered(
            lambda one: one.kind == "no_interview"
        )
        self.assertEqual((exception.people, exception.names), (2, "Anna, Ben"))
        cards = self.env["aftersales.scorecard"].search(
            exception.action_view()["domain"]
        )
        self.assertEqual(cards, self.cycle.scorecard_ids)
        asked = exception.action_plan_interviews()["context"]["default_scorecard_ids"]
        self.assertEqual(set(asked), set(cards.ids))
        self.interview()
        self.env.flush_all()
        self.env.invalidate_all()
        exception = self.cycle.exception_ids.filtered(
            lambda one: one.kind == "no_interview"
        )
        self.assertEqual(exception.names, "Ben")

    def test_nothing_to_talk_about_before_publication(self):
        cycle = self.score(self.make_scheme({}))
        self.assert_refused(cycle.with_user(self.officer).action_plan_interviews)
