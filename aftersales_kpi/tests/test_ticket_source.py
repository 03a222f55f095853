"""What happens to a ticket becomes facts about the right person, at the right time."""

from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestTicketSource(LedgerCase):
    # 2026-03-02 is a Monday; the team works 9 to 17.

    def test_reply_before_the_ticket_was_opened_is_voided(self):
        """An imported ticket may carry a later date than its first answer."""
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = '2026-03-02 12:00' WHERE id = %s",
            ticket.ids,
        )
        ticket.invalidate_recordset()
        self.reply(ticket, "2026-03-02 10:00:00", self.anna)
        self.assertFalse(self.facts(ticket, "response"))
        fact = self.ledger.search(self._about(ticket, "response"))
        self.assertEqual((fact.state, fact.elapsed), ("voided", -7200))

    def test_response_is_the_authors_in_working_and_elapsed_time(self):
        """R03: Friday 16:30 to Monday 9:15 is 45 working minutes, of who replied."""
        ticket = self.make_ticket("2026-03-06 16:30:00", user_id=self.ben.id)
        self.reply(ticket, "2026-03-09 09:15:00", self.anna)
        fact = self.facts(ticket, "response")
        self.assertEqual(fact.employee_id, self.anna_employee)
        self.assertEqual(fact.numerator, 45 * 60)
        self.assertEqual(fact.elapsed, (64 * 60 + 45) * 60)
        self.assertEqual(fact.event_date, datetime(2026, 3, 9, 9, 15))
        self.assertEqual(fact.date, fact.event_date)
        self.assertEqual(ticket.kpi_first_response_minutes, 45)
        self.assertEqual(ticket.kpi_first_response_date, fact.event_date)

    def test_only_the_first_public_reply_of_staff_is_the_response(self):
        """R03: not notes, the customer, OdooBot, out-of-office, later replies."""
        portal = self._portal_customer()
        ticket = self.make_ticket(
            "2026-03-02 09:00:00", partner_id=portal.partner_id.id
        )
        self.reply(ticket, "2026-03-02 09:05:00", portal)
        self.reply(
            ticket, "2026-03-02 09:06:00", self.anna, subtype_xmlid="mail.mt_note"
        )
        self.reply(
            ticket, "2026-03-02 09:07:00", self.anna, message_type="out_of_office"
        )
        self.reply(ticket, "2026-03-02 09:08:00", self.env.ref("base.user_root"))
        self.assertFalse(self.facts(ticket, "response"))
        self.reply(ticket, "2026-03-02 09:20:00", self.anna, message_type="email")
        self.reply(ticket, "2026-03-02 10:00:00", self.ben)
        self.assertEqual(self.facts(ticket, "response").numerator, 20 * 60)
        self.assertEqual(
            self.facts(ticket, "served").employee_id,
            self.anna_employee | self.ben_employee,
        )

    def test_own_request_of_staff_is_not_answered_by_itself(self):
        ticket = self.make_ticket(
            "2026-03-02 09:00:00", partner_id=self.anna.partner_id.id
        )
        self.reply(ticket, "2026-03-02 09:05:00", self.anna)
        self.assertFalse(self.facts(ticket, "response"))

    def test_an_old_date_header_does_not_count(self):
        """A mail's Date header may be years old; what counts is when it arrived."""
        ticket = self.make_ticket("2026-03-02 09:00:00")
        self.reply(
            ticket,
            "2026-03-02 09:30:00",
            self.anna,
            message_type="email",
            date="2001-01-01 00:00:00",
        )
        self.assertEqual(self.facts(ticket, "response").numerator, 30 * 60)

    def test_acceptance_handling_and_reassignment(self):
        """R05: accepted after 30 minutes; Anna held it 1 h, then Ben 2 h."""
        ticket = self.make_ticket("2026-03-02 09:00:00")
        self.write(ticket, "2026-03-02 09:30:00", user_id=self.anna.id)
        self.write(ticket, "2026-03-02 10:30:00", user_id=self.ben.id)
        self.write(ticket, "2026-03-02 12:30:00", self.ben, stage_id=self.stage_done.id)
        acceptance = self.facts(ticket, "acceptance")
        self.assertEqual(acceptance.numerator, 30 * 60)
        self.assertEqual(acceptance.employee_id, self.anna_employee)
        handling = self.facts(ticket, "handling")
        self.assertEqual(
            [(fact.employee_id.name, fact.numerator) for fact in handling],
            [("Anna", 3600), ("Ben", 7200)],
        )
        self.assertEqual(
            self.facts(ticket, "reassignment").employee_id, self.anna_employee
        )
        self.assertEqual(ticket.kpi_reassign_count, 1)

    def test_without_working_hours_elapsed_time_counts(self):
        """R03: neither the team nor the company has a calendar; the clock runs on."""
        self.team.resource_calendar_id = False
        self.company.resource_calendar_id = False
        ticket = self.make_ticket("2026-03-06 16:30:00")
        self.reply(ticket, "2026-03-07 16:30:00", self.anna)
        fact = self.facts(ticket, "response")
        self.assertEqual((fact.numerator, fact.elapsed), (86400, 86400))

    def test_a_changed_calendar_holds_for_later_facts_only(self):
        """R03: a public holiday entered later moves no fact that is there."""
        early, late = (self.make_ticket("2026-03-06 16:30:00") for _ in range(2))
        self.reply(early, "2026-03-09 09:30:00", self.anna)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": "2026-03-09 00:00:00",
                "date_to": "2026-03-09 23:59:59",
            }
        )
        self.reply(late, "2026-03-10 09:30:00", self.anna)
        self.assertEqual(self.facts(early, "response").numerator, 3600)
        self.assertEqual(self.facts(late, "response").numerator, 3600)

    def test_reassigning_afterwards_moves_nothing(self):
        """Attribution is fixed when the thing happens."""
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        self.write(ticket, "2026-03-02 10:00:00", stage_id=self.stage_done.id)
        self.write(ticket, "2026-03-02 11:00:00", user_id=self.ben.id)
        self.assertEqual(
            self.facts(ticket, "resolution").employee_id, self.anna_employee
        )
        self.assertEqual(self.facts(ticket, "closure").employee_id, self.anna_employee)

    def test_resolving_again_replaces_and_reopening_is_the_resolvers(self):
        """R05, R06: the later solution counts; reopening is the earlier person's."""
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        self.write(ticket, "2026-03-02 10:00:00", stage_id=self.stage_done.id)
        self.assertEqual(ticket.kpi_resolution_hours, 1)
        self.write(ticket, "2026-03-03 10:00:00", stage_id=self.stage_work.id)
        self.assertFalse(ticket.kpi_resolved_date)
        self.write(ticket, "2026-03-03 10:00:00", user_id=self.ben.id)
        self.write(ticket, "2026-03-03 12:00:00", stage_id=self.stage_done.id)
        resolution = self.facts(ticket, "resolution")
        self.assertEqual(resolution.revision, 1)
        self.assertEqual(resolution.employee_id, self.ben_employee)
        self.assertEqual(resolution.elapsed, 27 * 3600)
        self.assertEqual(self.facts(ticket, "reopen").employee_id, self.anna_employee)
        self.assertEqual(ticket.kpi_reopen_count, 1)
        self.assertEqual(len(self.facts(ticket, "closure")), 1)
        every = self.ledger.search(self._about(ticket, "resolution"))
        self.assertEqual(every.filtered("replaced_by_id").replaced_by_id, resolution)

    def test_cancelled_is_closed_but_not_solved(self):
        """R04: cancelled was raised and not solved; spam does not count at all."""
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        self.write(ticket, "2026-03-02 10:00:00", stage_id=self.stage_cancelled.id)
        self.assertFalse(self.facts(ticket, "resolution"))
        self.assertEqual(self.facts(ticket, "closure").numerator, 0)
        spam = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        self.write(spam, "2026-03-02 10:00:00", stage_id=self.stage_spam.id)
        self.due()
        self.assertFalse(self.facts(spam, "closure") | self.facts(spam, "resolution"))

    def test_duplicates_do_not_count_twice(self):
        """A merged ticket's problem is the other ticket's."""
        first = self.make_ticket("2026-03-02 09:00:00")
        second = self.make_ticket("2026-03-02 09:30:00", user_id=self.anna.id)
        self.write(
            second,
            "2026-03-02 10:00:00",
            duplicate_id=first.id,
            stage_id=self.stage_done.id,
        )
        self.assertFalse(self.facts(second, "closure"))
        self.assertFalse(self.facts(second, "resolution"))

    def test_closed_at_creation(self):
        """A ticket noted after the work: solved at once, by who created it."""
        with self.at("2026-03-02 09:00:00"):
            ticket = (
                self.env["helpdesk.ticket"]
                .with_user(self.anna)
                .create(
                    {
                        "name": "Done on the phone",
                        "description": "<p>Yes</p>",
                        "team_id": self.team.id,
                        "stage_id": self.stage_done.id,
                        "partner_id": self.customer.id,
                    }
                )
            )
        ticket = ticket.sudo()
        resolution = self.facts(ticket, "resolution")
        self.assertEqual(resolution.elapsed, 0)
        self.assertEqual(resolution.employee_id, self.anna_employee)
        self.assertEqual(self.facts(ticket, "closure").numerator, 1)

    def test_a_change_of_team_that_closes_is_seen(self):
        """helpdesk_mgmt computes another stage then, without write() of the stage."""
        other = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Archive",
                "user_ids": [Command.set(self.anna.ids)],
                "resource_calendar_id": self.calendar.id,
            }
        )
        own_stage = self.env["helpdesk.ticket.stage"].create(
            {"name": "Ours", "sequence": 0, "team_ids": [Command.set(self.team.ids)]}
        )
        self.env["helpdesk.ticket.stage"].create(
            {
                "name": "Filed",
                "sequence": -1,
                "closed": True,
                "team_ids": [Command.set(other.ids)],
            }
        )
        ticket = self.make_ticket(
            "2026-03-02 09:00:00", user_id=self.anna.id, stage_id=own_stage.id
        )
        self.write(ticket, "2026-03-02 11:00:00", team_id=other.id)
        self.assertTrue(ticket.closed)
        self.assertFalse(ticket.closed_date)
        self.assertEqual(self.facts(ticket, "resolution").elapsed, 2 * 3600)

    def test_odoobot_and_portal_users_are_nobody(self):
        """Auto-assignment gives mails to the gateway's user: that is no person."""
        portal = self._portal_customer()
        for user in (self.env.ref("base.user_root"), portal):
            ticket = self.make_ticket("2026-03-02 09:00:00", team_id=False)
            self.write(ticket, "2026-03-02 09:05:00", user_id=user.id)
            self.assertFalse(self.facts(ticket))
            self.write(
                ticket, "2026-03-02 10:00:00", self.anna, stage_id=self.stage_done.id
            )
            self.assertEqual(
                self.facts(ticket, "resolution").employee_id, self.anna_employee
            )

    def test_archived_agents_keep_what_they_did(self):
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        self.anna.active = False
        self.write(ticket, "2026-03-02 10:00:00", self.ben, stage_id=self.stage_done.id)
        self.assertEqual(
            self.facts(ticket, "resolution").employee_id, self.anna_employee
        )

    def test_user_without_employee_is_listed_and_filled_once(self):
        """The row stays with its user until somebody makes the employee."""
        user = self._user_without_employee()
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=user.id)
        self.assertFalse(self.facts(ticket, "acceptance").employee_id)
        employee = self.env["hr.employee"].create(
            {"name": "Late", "user_id": user.id, "company_id": self.company.id}
        )
        self.due()
        self.assertEqual(self.facts(ticket, "acceptance").employee_id, employee)

    def test_employee_is_the_one_of_the_tickets_company(self):
        """A user with employees in two companies counts in the ticket's company."""
        other = self.env["res.company"].create({"name": "Other"})
        self.anna.company_ids |= other
        twin = self.env["hr.employee"].create(
            {"name": "Anna 2", "user_id": self.anna.id, "company_id": other.id}
        )
        ticket = self.make_ticket(
            "2026-03-02 09:00:00",
            team_id=False,
            company_id=other.id,
            user_id=self.anna.id,
        )
        self.assertEqual(self.facts(ticket, "acceptance").employee_id, twin)
        third = self.env["res.company"].create({"name": "Third"})
        ticket = self.make_ticket(
            "2026-03-02 09:00:00",
            team_id=False,
            company_id=third.id,
            user_id=self.anna.id,
        )
        self.assertFalse(self.facts(ticket, "acceptance").employee_id)

    def test_served_by_covers_people_without_login(self):
        technician = self.env["hr.employee"].create({"name": "Tom"})
        ticket = self.make_ticket(
            "2026-03-02 09:00:00",
            user_id=self.anna.id,
            kpi_employee_id=technician.id,
        )
        self.write(ticket, "2026-03-02 10:00:00", stage_id=self.stage_done.id)
        for kind in ("resolution", "closure", "served"):
            self.assertEqual(self.facts(ticket, kind).employee_id, technician, kind)
        self.assertEqual(
            self.facts(ticket, "acceptance").employee_id, self.anna_employee
        )

    def test_deleted_ticket_keeps_its_facts(self):
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        facts = self.facts(ticket)
        ticket_id = ticket.id
        ticket.unlink()
        facts.invalidate_recordset()
        self.assertTrue(facts)
        self.assertFalse(facts.ticket_id)
        self.assertEqual(set(facts.mapped("res_id")), {ticket_id})

    # ------------------------------------------------------------------
    # Facts made by time
    # ------------------------------------------------------------------

    def test_open_after_the_grace_period_is_not_resolved(self):
        """R04: 14 days after opening, on who held it then, and only once."""
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        self.write(ticket, "2026-03-17 09:00:00", user_id=self.ben.id)
        self.due()
        closure = self.facts(ticket, "closure")
        self.assertEqual(closure.numerator, 0)
        self.assertEqual(closure.event_date, datetime(2026, 3, 16, 9, 0))
        self.assertEqual(closure.employee_id, self.anna_employee)
        self.write(ticket, "2026-03-18 09:00:00", stage_id=self.stage_done.id)
        self.due()
        self.assertEqual(self.facts(ticket, "closure"), closure)

    def test_first_time_fix_is_known_after_the_window(self):
        """R06: 7 days without reopening or repeat."""
        good = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        bad = self.make_ticket(
            "2026-03-02 09:00:00",
            user_id=self.anna.id,
            partner_id=self.ben.partner_id.id,
        )
        for ticket in (good, bad):
            self.write(ticket, "2026-03-02 10:00:00", stage_id=self.stage_done.id)
        self.write(bad, "2026-03-05 10:00:00", stage_id=self.stage_work.id)
        self.due("2026-03-09 09:59:00")
        self.assertFalse(self.facts(good | bad, "first_time_fix"))
        self.due("2026-03-09 10:00:00")
        self.assertEqual(self.facts(good, "first_time_fix").numerator, 1)
        self.assertEqual(self.facts(bad, "first_time_fix").numerator, 0)
        self.assertEqual((good | bad).mapped("kpi_first_time_fix"), ["yes", "no"])

    def test_repeat_is_charged_to_the_earlier_resolver_once(self):
        """R07: same customer and category within 7 days after the solution."""
        first = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        self.write(first, "2026-03-02 10:00:00", stage_id=self.stage_done.id)
        second = self.make_ticket("2026-03-04 09:00:00", user_id=self.ben.id)
        self.make_ticket("2026-03-05 09:00:00", user_id=self.ben.id)
        other = self.env["helpdesk.ticket.category"].create({"name": "Motor"})
        self.make_ticket("2026-03-03 09:00:00", category_id=other.id)
        self.due()
        repeat = self.facts(first, "repeat")
        self.assertEqual(len(repeat), 1)
        self.assertEqual(repeat.employee_id, self.anna_employee)
        self.assertEqual(repeat.event_date, datetime(2026, 3, 4, 9, 0))
        self.assertEqual(repeat.res_id, second.id)
        self.assertTrue(second.kpi_is_repeat)
        self.assertFalse(first.kpi_is_repeat)
        self.assertEqual(self.facts(first, "first_time_fix").numerator, 0)

    def test_emergency_met_missed_and_still_open(self):
        """R08: 24 hours around the clock; nobody replied: who held it."""
        met, missed, silent, normal = (
            self.make_ticket(
                "2026-03-02 09:00:00", user_id=self.anna.id, priority=priority
            )
            for priority in ("3", "3", "3", "1")
        )
        self.reply(met, "2026-03-02 20:00:00", self.ben)
        self.reply(missed, "2026-03-03 09:00:01", self.ben)
        self.due("2026-03-03 08:00:00")
        self.assertEqual(self.facts(met | missed | silent, "emergency").ticket_id, met)
        self.due()
        every = self.facts(met | missed | silent | normal, "emergency")
        self.assertEqual(
            {fact.ticket_id: (fact.numerator, fact.employee_id) for fact in every},
            {
                met: (1, self.ben_employee),
                missed: (0, self.ben_employee),
                silent: (0, self.anna_employee),
            },
        )

    def test_due_facts_are_posted_once(self):
        ticket = self.make_ticket(
            "2026-03-02 09:00:00", user_id=self.anna.id, priority="3"
        )
        self.due()
        facts = self.facts(ticket)
        self.due()
        self.assertEqual(self.facts(ticket), facts)

    def test_sla_met_missed_and_open_past_its_deadline(self):
        """R19: open and overdue counts as failed, from the deadline on."""
        self.team.use_sla = True
        agreement = self.env["helpdesk.sla"].create(
            {
                "name": "4 hours",
                "hours": 4,
                "stage_id": self.stage_done.id,
                "team_ids": [Command.set(self.team.ids)],
                "category_ids": [Command.set(self.category.ids)],
            }
        )
        met, missed, silent = (
            self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
            for _ in range(3)
        )
        self.write(met, "2026-03-02 12:00:00", stage_id=self.stage_done.id)
        self.write(missed, "2026-03-02 14:00:00", stage_id=self.stage_done.id)
        self.due()
        values = {
            fact.ticket_id: (fact.numerator, fact.event_date)
            for fact in self.facts(met | missed | silent, "sla")
        }
        self.assertEqual(
            values,
            {
                met: (1, datetime(2026, 3, 2, 12, 0)),
                missed: (0, datetime(2026, 3, 2, 13, 0)),
                silent: (0, datetime(2026, 3, 2, 13, 0)),
            },
        )
        self.assertTrue(agreement)

    # ------------------------------------------------------------------
    # Complaints
    # ------------------------------------------------------------------

    def test_complaint_finding_cause_and_person(self):
        """R01, R09: not valid counts for nobody; corrections stay visible."""
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        with Form(ticket) as form:
            form.kpi_is_complaint = True
        complaint = self.facts(ticket, "complaint")
        self.assertEqual(complaint.employee_id, self.anna_employee)
        self.assertTrue(complaint.customer_key)
        ticket.write(
            {
                "kpi_complaint_cause": "attitude",
                "kpi_complaint_employee_id": self.ben_employee.id,
            }
        )
        corrected = self.facts(ticket, "complaint")
        self.assertEqual(corrected.employee_id, self.ben_employee)
        self.assertEqual(corrected.cause, "attitude")
        self.assertEqual(complaint.replaced_by_id, corrected)
        ticket.kpi_complaint_valid = "invalid"
        self.assertFalse(self.facts(ticket, "complaint"))
        self.assertTrue(corrected.void_reason)
        ticket.kpi_complaint_valid = "valid"
        self.assertEqual(self.facts(ticket, "complaint").revision, 2)

    def test_nobody_clears_himself_of_a_complaint(self):
        """R09: the responsible person neither drops nor passes on the complaint."""
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        mine = ticket.with_user(self.anna)
        mine.kpi_is_complaint = True
        for values in (
            {"kpi_is_complaint": False},
            {"kpi_complaint_valid": "invalid"},
            {"kpi_complaint_employee_id": self.ben_employee.id},
        ):
            with self.assertRaises(AccessError):
                mine.write(values)
        self.assertEqual(
            self.facts(ticket, "complaint").employee_id, self.anna_employee
        )
        ticket.with_user(self.ben).kpi_complaint_valid = "invalid"
        self.assertFalse(self.facts(ticket, "complaint"))

    def test_nobody_types_the_service_record(self):
        """R03: recorded by the system, never typed."""
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        for values in (
            {"kpi_first_response_minutes": 1},
            {"kpi_held_since": "2026-03-01 09:00:00"},
            {"kpi_rating": 5},
        ):
            with self.assertRaises(AccessError):
                ticket.with_user(self.anna).write(values)
            with self.assertRaises(AccessError):
                self.env["helpdesk.ticket"].with_user(self.anna).create(
                    {"name": "x", "description": "x", **values}
                )

    def test_customers_are_counted_by_company_and_address(self):
        """R01: two people of one company are one customer; so is one e-mail address."""
        contact = self.env["res.partner"].create(
            {"name": "Colleague", "parent_id": self.customer.id}
        )
        tickets = [
            self.make_ticket("2026-03-02 09:00:00", **values)
            for values in (
                {"partner_id": self.customer.id},
                {"partner_id": contact.id},
                {"partner_id": False, "partner_email": "Eve <EVE@example.com>"},
                {"partner_id": False, "partner_email": " eve@example.com "},
            )
        ]
        for ticket in tickets:
            self.reply(ticket, "2026-03-02 10:00:00", self.anna)
        keys = [self.facts(ticket, "served").customer_key for ticket in tickets]
        self.assertEqual(keys[0], keys[1])
        self.assertEqual(keys[2], keys[3])
        self.assertNotEqual(keys[0], keys[2])

    # ------------------------------------------------------------------
    # Ratings
    # ------------------------------------------------------------------

    def test_rating_is_of_who_served_when_it_was_asked(self):
        """R02: 4 of 5; reassigning after the request does not shed it."""
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        rating = self._ask(ticket)
        self.write(ticket, "2026-03-02 11:00:00", user_id=self.ben.id)
        self._rate(ticket, rating, 4, "2026-03-02 12:00:00")
        fact = self.facts(ticket, "rating")
        self.assertEqual((fact.numerator, fact.denominator), (4, 5))
        self.assertEqual(fact.employee_id, self.anna_employee)
        self.assertEqual(fact.event_date, datetime(2026, 3, 2, 12, 0))
        self.assertEqual(ticket.kpi_rating, 4)

    def test_rating_changed_by_staff_is_voided_not_taken(self):
        """An agent raised his own score: flagged, and it counts nowhere."""
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        rating = self._ask(ticket)
        self._rate(ticket, rating, 1, "2026-03-02 12:00:00")
        with self.at("2026-03-02 13:00:00"):
            rating.with_user(self.anna).write({"rating": 5})
        self.assertFalse(self.facts(ticket, "rating"))
        voided = self.ledger.search(self._about(ticket, "rating"))
        self.assertEqual(voided.numerator, 1)
        self.assertEqual(voided.voided_by_id, self.anna)
        with self.at("2026-03-02 14:00:00"):
            rating.with_user(self.anna).write({"rating": 4})
        self.assertEqual(self.ledger.search(self._about(ticket, "rating")), voided)

    def test_rating_entered_by_staff_counts_nowhere(self):
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        with self.at("2026-03-02 10:00:00"):
            self.env["rating.rating"].with_user(self.anna).create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                    "res_id": ticket.id,
                    "rated_partner_id": self.anna.partner_id.id,
                    "rating": 5,
                    "consumed": True,
                }
            )
        self.assertFalse(self.facts(ticket, "rating"))
        self.assertTrue(self.ledger.search(self._about(ticket, "rating")).void_reason)

    def test_customer_may_rate_again(self):
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        rating = self._ask(ticket)
        self._rate(ticket, rating, 1, "2026-03-02 12:00:00")
        self._rate(ticket, rating, 5, "2026-03-02 12:05:00")
        self.assertEqual(self.facts(ticket, "rating").numerator, 5)
        self.assertEqual(self.facts(ticket, "rating").revision, 1)

    def _ask(self, ticket):
        token = ticket.with_user(self.anna).sudo()._rating_get_access_token()
        return self.env["rating.rating"].search([("access_token", "=", token)])

    def _rate(self, ticket, rating, value, moment):
        with self.at(moment):
            public = self.env.ref("base.public_user")
            ticket.with_user(public).sudo().rating_apply(
                value, rating=rating.with_user(public).sudo()
            )

    def _portal_customer(self):
        return self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "portal-customer",
                "email": "portal@example.com",
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )

    def _user_without_employee(self):
        user = self.env["res.users"].create(
            {
                "name": "Newcomer",
                "login": "newcomer",
                "email": "newcomer@example.com",
                "group_ids": [
                    Command.set(self.env.ref("helpdesk_mgmt.group_helpdesk_user").ids)
                ],
            }
        )
        self.team.user_ids |= user
        return user
