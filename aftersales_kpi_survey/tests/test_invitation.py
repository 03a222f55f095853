"""Whom a resolved ticket asks, when, and who is left in peace (R02, R40)."""

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SurveyCase

SENDING = "odoo.addons.aftersales_kpi_survey.models.aftersales_invitation_sending"


@tagged("post_install", "-at_install")
class TestInvitation(SurveyCase):
    def mails_of(self, invitations):
        return self.env["mail.mail"].search(
            [("model", "=", invitations._name), ("res_id", "in", invitations.ids)]
        )

    # --- Queue ------------------------------------------------------------------------

    def test_resolving_queues_and_sends_nothing(self):
        """The agent's click inserts one row; no mail, no questionnaire."""
        invitation = self.invitation_of(self.resolve())
        self.assertEqual(invitation.state, "queued")
        self.assertEqual(str(invitation.send_on), "2026-03-02 12:00:00")
        self.assertFalse(self.mails_of(invitation))
        self.assertFalse(invitation.answer_ids)

    def test_who_is_rated_is_fixed_at_the_solution(self):
        """Reassigning afterwards moves nothing."""
        ticket = self.resolve(user=self.anna)
        self.write(ticket, "2026-03-02 11:00:00", user_id=self.ben.id)
        answer = self.fill(self.send_now(self.invitation_of(ticket)), overall=1)
        self.assertEqual(answer.kpi_employee_id, self.anna_employee)

    def send_now(self, invitations):
        invitations._send()
        return invitations

    def test_the_person_without_login_is_rated(self):
        """A technician who served without being the assigned user."""
        technician = self.env["hr.employee"].create({"name": "Tom"})
        ticket = self.resolve(kpi_employee_id=technician.id)
        self.assertEqual(self.invitation_of(ticket).employee_id, technician)

    def test_a_ticket_asks_once(self):
        """Reopened and resolved again: still one invitation, in the database too."""
        ticket = self.resolve()
        self.write(ticket, "2026-03-02 14:00:00", stage_id=self.stage_work.id)
        self.write(ticket, "2026-03-02 15:00:00", stage_id=self.stage_done.id)
        self.assertEqual(len(self.invitation_of(ticket)), 1)

    def test_reopening_keeps_nobody_from_being_asked(self):
        """Solved, reopened and not sent; solved by Ben: asked, and about Ben."""
        ticket = self.resolve()
        self.write(ticket, "2026-03-02 11:00:00", stage_id=self.stage_work.id)
        invitation = self.send(self.invitation_of(ticket))
        self.assertEqual(invitation.skip_reason, "reopened")
        self.write(
            ticket,
            "2026-03-03 10:00:00",
            user=self.ben,
            user_id=self.ben.id,
            stage_id=self.stage_done.id,
        )
        self.assertEqual((invitation.state, invitation.skip_reason), ("queued", False))
        self.assertEqual(invitation.employee_id, self.ben_employee)
        self.assertEqual(str(invitation.send_on), "2026-03-03 12:00:00")
        self.send(invitation, "2026-03-03 13:00:00")
        self.assertEqual(invitation.state, "sent")
        self.write(ticket, "2026-03-04 10:00:00", stage_id=self.stage_work.id)
        self.write(ticket, "2026-03-04 11:00:00", stage_id=self.stage_done.id)
        self.assertEqual(invitation.state, "sent")

    def reopen(self, ticket, moment):
        self.write(ticket, moment, user=self.anna, stage_id=self.stage_work.id)

    def resolve_again(self, ticket, moment, user):
        self.write(
            ticket, moment, user=user, user_id=user.id, stage_id=self.stage_done.id
        )

    def test_a_queued_invitation_follows_the_new_solution(self):
        ticket = self.resolve()
        self.reopen(ticket, "2026-03-02 10:30:00")
        self.resolve_again(ticket, "2026-03-02 11:00:00", self.ben)
        invitation = self.invitation_of(ticket)
        self.assertEqual(invitation.employee_id, self.ben_employee)
        self.assertEqual(str(invitation.send_on), "2026-03-02 13:00:00")

    def test_who_was_asked_or_left_out_for_good_is_not_asked_again(self):
        """Sent, no address or cancelled: solving again changes nothing."""
        sent = self.resolve()
        self.send(self.invitation_of(sent), "2026-03-02 12:30:00")
        nobody = self.env["res.partner"].create({"name": "No Address"})
        silent = self.resolve(partner_id=nobody.id)
        self.send(self.invitation_of(silent), "2026-03-02 12:30:00")
        cancelled = self.resolve(partner_id=self.make_customer().id)
        self.invitation_of(cancelled).with_user(self.olga).action_cancel()
        states = {}
        for ticket in (sent, silent, cancelled):
            invitation = self.invitation_of(ticket)
            states[invitation] = invitation.state
            self.reopen(ticket, "2026-03-02 13:00:00")
            self.resolve_again(ticket, "2026-03-02 14:00:00", self.ben)
        for invitation, state in states.items():
            self.assertEqual(invitation.state, state)
            self.assertEqual(invitation.user_id, self.anna)

    def test_cancelled_tickets_and_other_teams_ask_nobody(self):
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        self.write(ticket, "2026-03-02 10:00:00", stage_id=self.stage_cancelled.id)
        self.assertFalse(self.invitation_of(ticket))
        self.team.kpi_survey_id = False
        self.assertFalse(self.invitation_of(self.resolve()))

    # --- Sending ----------------------------------------------------------------------

    def test_the_mail_asks_its_first_question(self):
        """R40: one click answers; the link is secret, the deadline is told."""
        invitation = self.send(self.invitation_of(self.resolve()))
        self.assertEqual(invitation.state, "sent")
        self.assertEqual(str(invitation.deadline), "2026-03-17 00:00:00")
        self.assertIn("03/16/2026", self.mails_of(invitation).body_html)
        mail = self.mails_of(invitation)
        self.assertEqual(mail.email_to, "customer@example.com")
        for choice in self.overall.suggested_answer_ids:
            link = f"/kpi/survey/{invitation.access_token}?choice={choice.id}"
            self.assertIn(link, mail.body_html)
        self.assertIn("/stop", mail.body_html)
        self.assertIn(self.company.name, mail.body_html)
        self.assertNotIn("Invitation to a Questionnaire", mail.body_html)
        self.assertNotIn("min-width: 590px", mail.body_html)

    def test_the_mail_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.overall.with_context(lang="fr_FR").title = "Êtes-vous satisfait ?"
        self.customer.lang = "fr_FR"
        mail = self.mails_of(self.send(self.invitation_of(self.resolve())))
        self.assertIn("Êtes-vous satisfait", mail.body_html)

    def test_sending_takes_few_statements(self):
        """A batch is judged and moved as one; only the mails are made one by one."""
        tickets = [
            self.resolve(partner_id=self.make_customer(f"C {number}").id)
            for number in range(20)
        ]
        invitations = self.invitations.browse(
            [self.invitation_of(ticket).id for ticket in tickets]
        )
        self.assertEqual(len(invitations), 20)
        self.send(invitations)
        self.assertEqual(set(invitations.mapped("state")), {"sent"})
        self.assertEqual(len(self.mails_of(invitations)), 20)

    def assert_skipped(self, reason, **values):
        invitation = self.send(self.invitation_of(self.resolve(**values)))
        self.assertEqual(
            (invitation.state, invitation.skip_reason), ("skipped", reason)
        )
        self.assertFalse(self.mails_of(invitation))
        return invitation

    def test_nobody_without_an_address(self):
        nobody = self.env["res.partner"].create({"name": "No Address"})
        self.assert_skipped("no_address", partner_id=nobody.id)

    def test_nobody_who_said_no(self):
        self.env["mail.blacklist"]._add("customer@example.com")
        self.assert_skipped("opted_out")

    def test_no_colleague(self):
        """Neither by contact nor by address; employees without login too."""
        self.assert_skipped("colleague", partner_id=self.ben.partner_id.id)
        self.ben_employee.work_email = "Ben@Work.example.com"
        same = self.make_customer("Ben himself", email="ben@work.example.com")
        self.assert_skipped("colleague", partner_id=same.id)

    def test_no_ticket_that_was_reopened(self):
        ticket = self.resolve()
        self.write(ticket, "2026-03-02 11:00:00", stage_id=self.stage_work.id)
        invitation = self.send(self.invitation_of(ticket))
        self.assertEqual(invitation.skip_reason, "reopened")

    def test_the_quiet_period_is_the_customers(self):
        """Two tickets in a month, one question; not even when sent together."""
        first, second = self.resolve(), self.resolve("2026-03-02 10:30:00")
        both = self.send(self.invitation_of(first) | self.invitation_of(second))
        states = both.sorted("id").mapped("state")
        self.assertEqual(states, ["sent", "skipped"])
        self.assertEqual(both.mapped("skip_reason").count("quiet"), 1)
        later = self.resolve("2026-03-20 10:00:00")
        later = self.send(self.invitation_of(later), "2026-03-20 13:00:00")
        self.assertEqual(later.skip_reason, "quiet")
        month = self.resolve("2026-04-20 10:00:00")
        month = self.send(self.invitation_of(month), "2026-04-20 13:00:00")
        self.assertEqual(month.state, "sent")

    def test_who_was_not_asked_leaves_no_quiet_period(self):
        """The first ticket is open again, the second one is asked about."""
        first, second = self.resolve(), self.resolve("2026-03-02 10:30:00")
        self.reopen(first, "2026-03-02 11:00:00")
        both = self.send(self.invitation_of(first) | self.invitation_of(second))
        reasons = {one.ticket_id: (one.state, one.skip_reason) for one in both}
        self.assertEqual(reasons[first], ("skipped", "reopened"))
        self.assertEqual(reasons[second], ("sent", False))

    def test_no_quiet_period_asks_about_each_ticket(self):
        self.company.kpi_survey_quiet_days = 0
        tickets = self.resolve() | self.resolve("2026-03-02 10:30:00")
        both = self.send(self.invitation_of(tickets))
        self.assertEqual(both.mapped("state"), ["sent", "sent"])

    def test_a_language_no_longer_spoken_stops_nobody(self):
        """The company's language instead, for first mail and reminder."""
        good = self.invitation_of(self.resolve())
        ticket = self.resolve(partner_id=self.make_customer().id)
        invitations = good | self.invitation_of(ticket)
        invitations[1].lang = "pt_BR"
        self.send(invitations)
        self.assertEqual(invitations.mapped("state"), ["sent", "sent"])
        self.assertEqual(len(self.mails_of(invitations)), 2)

    def test_one_that_cannot_be_sent_stops_no_other(self):
        """The scheduled action sends the rest, and says which one failed."""
        good = self.invitation_of(self.resolve())
        bad = self.invitation_of(self.resolve(partner_id=self.make_customer().id))
        deliver = self.registry["aftersales.invitation"]._deliver

        def fail(invitations, template):
            if bad in invitations:
                raise ValueError("Broken")
            return deliver(invitations, template)

        self.patch(self.registry["aftersales.invitation"], "_deliver", fail)
        with self.at("2026-03-02 13:00:00"):
            cron = self.env.ref("aftersales_kpi_survey.invitation_cron_send")
            self.env.flush_all()
            with (
                self.enter_registry_test_mode(),
                self.assertLogs(SENDING, "ERROR") as log,
            ):
                cron.method_direct_trigger()
            self.env.invalidate_all()
        self.assertEqual((good.state, bad.state), ("sent", "queued"))
        self.assertIn(str(bad.id), log.output[0])

    def test_erasing_ends_a_questionnaire_under_way(self):
        """No reminder goes to nobody."""
        invitation = self.sent()
        invitation.sudo()._begin(self.overall.suggested_answer_ids[0].id)
        invitation.with_user(self.olga).action_erase()
        self.assertEqual(invitation.state, "cancelled")
        self.assertNotIn(
            invitation, self.invitations.search(self.invitations._due_reminders())
        )

    # --- Reminders and the end --------------------------------------------------------

    def follow_up(self, moment):
        with self.at(moment):
            cron = self.env.ref("aftersales_kpi_survey.invitation_cron_follow_up")
            self.env.flush_all()
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()

    def test_one_reminder_then_the_deadline(self):
        """R40: reminded after four days, once; closed after fourteen."""
        invitation = self.send(self.invitation_of(self.resolve()))
        self.follow_up("2026-03-05 13:00:00")
        self.assertEqual(invitation.reminder_count, 0)
        self.follow_up("2026-03-06 14:00:00")
        self.follow_up("2026-03-12 14:00:00")
        self.assertEqual(invitation.reminder_count, 1)
        self.assertEqual(len(self.mails_of(invitation)), 2)
        self.assertEqual(invitation.state, "sent")
        self.follow_up("2026-03-16 23:00:00")
        self.assertEqual(invitation.state, "sent")
        self.follow_up("2026-03-17 00:30:00")
        self.assertEqual(invitation.state, "expired")

    def test_the_deadline_told_is_the_deadline(self):
        """Until 16 March means that whole day, where the company is."""
        self.company.partner_id.tz = "Asia/Shanghai"
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        invitation = self.send(self.invitation_of(self.resolve()))
        self.assertEqual(str(invitation.deadline), "2026-03-16 16:00:00")
        self.assertIn("03/16/2026", self.mails_of(invitation).body_html)

    def test_half_an_answer_counts_before_its_invitation_expires(self):
        """A click an hour before the deadline: answered, not “not answered”."""
        invitation = self.send(self.invitation_of(self.resolve()))
        with self.at("2026-03-16 23:00:00"):
            answer = invitation.sudo()._begin(self.overall.suggested_answer_ids[0].id)
        self.follow_up("2026-03-17 00:30:00")
        self.assertEqual((invitation.state, answer.state), ("answered", "done"))
        self.assertEqual(self.survey_facts(answer).numerator, 100)

    def test_no_reminder_for_who_said_no_since(self):
        invitation = self.send(self.invitation_of(self.resolve()))
        self.env["mail.blacklist"]._add("customer@example.com")
        invitation._remind()
        self.assertEqual(len(self.mails_of(invitation)), 1)

    def test_the_scheduled_action_sends_what_is_due(self):
        invitation = self.invitation_of(self.resolve())
        for moment, state in (
            ("2026-03-02 11:00:00", "queued"),
            ("2026-03-02 12:30:00", "sent"),
            ("2026-03-02 12:45:00", "sent"),
        ):
            with self.at(moment):
                cron = self.env.ref("aftersales_kpi_survey.invitation_cron_send")
                self.env.flush_all()
                with self.enter_registry_test_mode():
                    cron.method_direct_trigger()
                self.env.invalidate_all()
            self.assertEqual(invitation.state, state)
        self.assertEqual(len(self.mails_of(invitation)), 1)

    @mute_logger("odoo.sql_db")
    def test_two_of_a_ticket_are_impossible(self):
        """The database itself refuses the second one."""
        invitation = self.invitation_of(self.resolve())
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.invitations.create(
                {
                    "survey_id": self.survey.id,
                    "company_id": self.company.id,
                    "ticket_id": invitation.ticket_id.id,
                }
            )
