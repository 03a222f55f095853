"""History posted by one set of statements equals living through it (property test)."""

import random
from datetime import datetime, timedelta

from odoo.tests import tagged

from .common import LedgerCase

COMPARED = (
    "kind_id",
    "employee_id",
    "user_id",
    "company_id",
    "team_id",
    "category_id",
    "priority",
    "numerator",
    "denominator",
    "elapsed",
    "date",
    "event_date",
    "ticket_id",
    "partner_id",
    "customer_key",
    "origin",
    "revision",
)

TICKET_COLUMNS = (
    "kpi_first_response_date",
    "kpi_first_response_minutes",
    "kpi_first_responder_id",
    "kpi_resolved_date",
    "kpi_resolved_by_id",
    "kpi_resolution_hours",
    "kpi_reopen_count",
    "kpi_reassign_count",
    "kpi_closer_id",
    "kpi_held_since",
    "kpi_spell_count",
    "kpi_resolve_count",
    "kpi_first_time_fix",
    "kpi_is_repeat",
    "kpi_rating",
)


@tagged("post_install", "-at_install")
class TestHistory(LedgerCase):
    LIVES = 30

    def test_history_equals_living_through_it(self):
        """Random lives: lived, then forgotten and posted from the records."""
        for seed in range(2):
            with self.subTest(seed=seed):
                tickets = self._live(random.Random(seed))
                self.due()
                lived, columns = self._rows(tickets), self._columns(tickets)
                self._forget(tickets)
                self.assertFalse(self._rows(tickets))
                self.ledger._post_history(tickets.ids)
                self.due()
                self.assertEqual(self._difference(lived, self._rows(tickets)), [])
                self.assertEqual(columns, self._columns(tickets))

    def test_history_twice_changes_nothing(self):
        tickets = self._live(random.Random(99))
        self.due()
        before = self.ledger.search([("ticket_id", "in", tickets.ids)])
        rows = self._rows(tickets)
        self.ledger._post_history(tickets.ids)
        self.due()
        self.assertEqual(self.ledger.search([("ticket_id", "in", tickets.ids)]), before)
        self.assertEqual(self._rows(tickets), rows)

    def test_first_history_equals_any_other(self):
        """An empty ledger is filled without indexes and references; both come back."""
        tickets = self._live(random.Random(7))
        self._agree_twice(tickets[0])
        self.due()
        lived, columns = self._rows(tickets), self._columns(tickets)
        objects = self._objects_of_the_database()
        self._forget(tickets)
        self.env.cr.execute("DELETE FROM aftersales_observation")
        self.ledger._post_first_history()
        self.assertEqual(self._difference(lived, self._rows(tickets)), [])
        self.assertEqual(columns, self._columns(tickets))
        self.assertEqual(objects, self._objects_of_the_database())

    def test_first_history_into_a_ledger_with_facts_keeps_them(self):
        tickets = self._live(random.Random(8))
        self.due()
        lived = self._rows(tickets)
        self.ledger._post_first_history()
        self.assertEqual(self._rows(tickets), lived)

    def test_history_without_working_hours_counts_elapsed_time(self):
        """A calendar that nobody works by measures nothing (R03)."""
        self.calendar.attendance_ids.unlink()
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        self.reply(ticket, "2026-03-03 09:00:00", self.anna)
        self.due()
        lived = self._rows(ticket)
        self.assertEqual(self.facts(ticket, "response").numerator, 24 * 3600)
        self._forget(ticket)
        self.ledger._post_history(ticket.ids)
        self.assertEqual(self._rows(ticket), lived)

    def test_changes_without_tracking_are_a_known_difference(self):
        """Odoo records nothing: for history the ticket was created in that state."""
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        with self.at("2026-03-02 11:00:00"):
            ticket.with_context(tracking_disable=True).write(
                {"stage_id": self.stage_done.id}
            )
        self.assertEqual(self.facts(ticket, "resolution").elapsed, 7200)
        self._forget(ticket)
        self.ledger._post_history(ticket.ids)
        self.assertEqual(self.facts(ticket, "resolution").elapsed, 0)

    def test_there_and_back_in_one_transaction_is_a_known_difference(self):
        """Odoo compares the first with the last value: it saw no change."""
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        with self.at("2026-03-02 11:00:00"):
            ticket.write({"stage_id": self.stage_done.id})
            ticket.write({"stage_id": self.stage_work.id})
        self.assertEqual(len(self.facts(ticket, "reopen")), 1)
        self._forget(ticket)
        self.ledger._post_history(ticket.ids)
        self.assertFalse(self.facts(ticket, "reopen"))

    def test_history_answered_before_opened_is_voided(self):
        """Imported data may answer before the question: kept, flagged, not counted."""
        ticket = self.make_ticket("2026-03-02 09:00:00", user_id=self.anna.id)
        message = self.reply(ticket, "2026-03-02 10:00:00", self.anna)
        self.env.cr.execute(
            "UPDATE mail_message SET create_date = '2026-03-01 10:00' WHERE id = %s",
            [message.id],
        )
        self._forget(ticket)
        self.ledger._post_history(ticket.ids)
        self.assertFalse(self.facts(ticket, "response"))
        voided = self.ledger.search(self._about(ticket, "response"))
        self.assertTrue(voided.void_reason)
        self.assertFalse(ticket.kpi_first_response_date)

    # ------------------------------------------------------------------

    def _live(self, chance):
        """Tickets that live through random events, each in a transaction of its own."""
        customers = [self.customer, self.anna.partner_id, self.ben.partner_id]
        tickets = self.env["helpdesk.ticket"]
        events = []
        begin = datetime(2026, 3, 2, 7, 0)
        for number in range(self.LIVES):
            opened = begin + timedelta(minutes=chance.randrange(60 * 24 * 20))
            events.append((opened, number, "open"))
            moment = opened
            for _ in range(chance.randrange(8)):
                moment += timedelta(minutes=chance.choice([1, 30, 400, 3000, 20000]))
                events.append(
                    (
                        moment,
                        number,
                        chance.choice(
                            ["assign", "assign", "reply", "stage", "stage", "done"]
                        ),
                    )
                )
        alive = {}
        for moment, number, what in sorted(events):
            if what == "open":
                alive[number] = self._open(chance, moment, chance.choice(customers))
                tickets |= alive[number]
            else:
                self._happen(chance, alive[number], moment, what)
        return tickets

    def _open(self, chance, moment, customer):
        return self.make_ticket(
            moment,
            partner_id=customer.id,
            user_id=chance.choice([False, self.anna.id, self.ben.id]),
            priority=chance.choice(["1", "3"]),
            stage_id=chance.choice(
                [self.stage_new, self.stage_new, self.stage_work, self.stage_done]
            ).id,
        )

    def _happen(self, chance, ticket, moment, what):
        actor = chance.choice([self.anna, self.ben])
        if what == "assign":
            user = chance.choice([False, self.anna.id, self.ben.id])
            self.write(ticket, moment, actor, user_id=user)
        elif what == "reply":
            self.reply(ticket, moment, actor)
        elif what == "done":
            values = {"stage_id": self.stage_done.id}
            if chance.random() < 0.3:
                values["user_id"] = actor.id
            self.write(ticket, moment, actor, **values)
        else:
            stage = chance.choice(
                [self.stage_new, self.stage_work, self.stage_cancelled, self.stage_done]
            )
            self.write(ticket, moment, actor, stage_id=stage.id)

    def _agree_twice(self, ticket):
        """The same agreement twice on a ticket, as Odoo does not forbid."""
        agreement = self.env["helpdesk.sla"].create(
            {"name": "In a day", "days": 1, "stage_id": self.stage_done.id}
        )
        for _ in range(2):
            self.env["helpdesk.ticket.sla"].create(
                {"ticket_id": ticket.id, "sla_id": agreement.id}
            )

    def _objects_of_the_database(self):
        """Indexes of the ledger with their comments, and all its foreign keys."""
        self.env.cr.execute(
            """
            SELECT pg_get_indexdef(indexrelid), obj_description(indexrelid)
              FROM pg_index WHERE indrelid = 'aftersales_observation'::regclass
             UNION
            SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
             WHERE conrelid IN ('aftersales_observation'::regclass,
                                'helpdesk_ticket'::regclass)
            """
        )
        return set(self.env.cr.fetchall())

    def _rows(self, tickets):
        """All rows of tickets, replaced ones too, as comparable values."""
        self.env.invalidate_all()
        rows = self.ledger.search([("ticket_id", "in", tickets.ids)])
        return sorted(
            (
                *(
                    row[name].id if name.endswith("_id") else row[name]
                    for name in COMPARED
                ),
                bool(row.replaced_by_id),
            )
            for row in rows
            if not row.voided_on
        )

    def _columns(self, tickets):
        tickets.invalidate_recordset()
        return tickets.read(TICKET_COLUMNS, load=None)

    def _difference(self, lived, posted):
        return [("lived", *row) for row in lived if row not in posted] + [
            ("posted", *row) for row in posted if row not in lived
        ]

    def _forget(self, tickets):
        """As if the add-on had never been there (only a test can delete facts)."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE aftersales_observation SET replaced_by_id = NULL"
            " WHERE ticket_id = ANY(%s)",
            [tickets.ids],
        )
        self.env.cr.execute(
            "DELETE FROM aftersales_observation WHERE ticket_id = ANY(%s)",
            [tickets.ids],
        )
        assignments = ", ".join(f"{name} = NULL" for name in TICKET_COLUMNS)
        self.env.cr.execute(
            f"UPDATE helpdesk_ticket SET {assignments} WHERE id = ANY(%s)",
            [tickets.ids],
        )
        self.company.kpi_due_until = False
        self.env.flush_all()
        self.env.invalidate_all()
