"""The ledger itself: append-only, posted once, and who may see what."""

from datetime import datetime

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import LedgerCase

OFFICER = "aftersales_kpi.group_officer"
LEADER = "aftersales_kpi.group_leader"


@tagged("post_install", "-at_install")
class TestLedger(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(
            cls.env, "officer", groups=f"base.group_user,{OFFICER}"
        )

    def _post(self, **values):
        row = {
            "kind": "call_answer",
            "company_id": self.company.id,
            "employee_id": self.anna_employee.id,
            "event_date": datetime(2026, 3, 2, 9, 0),
            "numerator": 9,
            "denominator": 10,
            "origin": "calls-2026-03-02",
            **values,
        }
        count = self.ledger._post([row])
        return count, self.ledger._latest(row["kind"], row["origin"], self.company)

    def test_append_only(self):
        """Nobody creates, writes, deletes or copies by hand, not even the superuser."""
        _count, fact = self._post()
        with self.assertRaises(UserError):
            self.ledger.create({"origin": "x"})
        with self.assertRaises(UserError):
            fact.write({"numerator": 1})
        with self.assertRaises(UserError):
            fact.unlink()
        with self.assertRaises(UserError):
            fact.copy()
        self.assertEqual(fact.numerator, 9)

    def test_posting_again_changes_nothing(self):
        self.assertEqual(self._post()[0], 1)
        count, fact = self._post(numerator=5)
        self.assertEqual(count, 0)
        self.assertEqual(fact.numerator, 9)

    def test_a_fact_from_the_future_counts_nowhere(self):
        """A wrong clock elsewhere: kept and flagged, not counted."""
        _count, fact = self._post(event_date=datetime(2126, 3, 2))
        self.assertEqual(fact.state, "voided")
        self.assertIn("future", fact.void_reason)

    def test_unknown_kind_is_refused(self):
        with self.assertRaises(KeyError):
            self._post(kind="mood")

    def test_voiding_needs_a_reason_and_is_for_good(self):
        _count, fact = self._post()
        with self.assertRaises(UserError):
            fact._void("  ")
        fact.with_user(self.officer).action_void("The exchange was broken that day.")
        self.assertEqual(fact.state, "voided")
        self.assertEqual(fact.voided_by_id, self.officer)
        fact._void("Another reason")
        self.assertEqual(fact.void_reason, "The exchange was broken that day.")
        self.assertEqual(self._post()[0], 0)
        self.assertEqual(fact.state, "voided")

    def test_replacing_keeps_both(self):
        _count, fact = self._post()
        self.ledger._post_replacing(
            {
                "kind": "call_answer",
                "company_id": self.company.id,
                "event_date": datetime(2026, 3, 2, 9, 0),
                "numerator": 8,
                "denominator": 10,
            },
            fact,
        )
        newer = self.ledger._latest("call_answer", fact.origin, self.company)
        self.assertEqual((newer.revision, newer.numerator), (1, 8))
        self.assertEqual(fact.replaced_by_id, newer)
        self.assertEqual(fact.state, "replaced")

    def test_kind_code_in_use_never_changes(self):
        _count, fact = self._post()
        with self.assertRaises(UserError):
            fact.kind_id.code = "calls"

    def test_readable_amounts(self):
        for kind, values, text in (
            ("response", {"numerator": 420, "denominator": 1}, "7 min"),
            ("response", {"numerator": 9000, "denominator": 1}, "2.5 h"),
            ("rating", {"numerator": 4, "denominator": 5}, "4 / 5"),
            ("closure", {"numerator": 0, "denominator": 1}, "no"),
            ("call_answer", {"numerator": 9, "denominator": 10}, "9 / 10"),
            ("cost", {"numerator": 1250, "denominator": 1}, "12.50"),
        ):
            _count, fact = self._post(kind=kind, origin=text, **values)
            self.assertEqual(fact.amount, text)

    # ------------------------------------------------------------------
    # Exclusions (R45)
    # ------------------------------------------------------------------

    def test_exclusion_with_reason_and_undone(self):
        """R45: excluded only with reason, person and date; undone; both stay."""
        _count, fact = self._post()
        wizard = Form(
            self.env["aftersales.exclude"]
            .with_user(self.officer)
            .with_context(active_ids=fact.ids)
        )
        wizard.reason = "Power cut"
        wizard.save().action_apply()
        self.assertTrue(fact.excluded)
        exclusion = fact.exclusion_ids
        self.assertEqual(exclusion.excluded_by_id, self.officer)
        with self.assertRaises(UserError):
            exclusion.with_user(self.officer).write({"reason": "Other"})
        with self.assertRaises(UserError):
            exclusion.unlink()
        exclusion.with_user(self.officer).action_undo()
        self.assertFalse(fact.excluded)
        self.assertEqual(exclusion.undone_by_id, self.officer)
        self.assertIn(fact, self.ledger.search([("excluded", "=", False)]))

    def test_excluded_only_once_at_a_time(self):
        _count, fact = self._post()
        values = {"observation_id": fact.id, "reason": "Power cut"}
        exclusions = self.env["aftersales.exclusion"].with_user(self.officer)
        exclusions.create(values)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            exclusions.create(values)
            exclusions.flush_model()

    def test_nobody_excludes_an_own_record(self):
        _count, fact = self._post()
        self.anna.group_ids |= self.env.ref(OFFICER)
        with self.assertRaises(AccessError):
            self.env["aftersales.exclusion"].with_user(self.anna).create(
                {"observation_id": fact.id, "reason": "I was ill"}
            )

    # ------------------------------------------------------------------
    # Who sees what
    # ------------------------------------------------------------------

    def test_service_person_sees_only_own_open_facts(self):
        """Own facts of open kinds; nobody else's, none of hidden kinds."""
        _count, own = self._post()
        _count, others = self._post(
            employee_id=self.ben_employee.id, origin="calls-ben"
        )
        _count, hidden = self._post(kind="skill", origin="skill-anna")
        seen = self.ledger.with_user(self.anna).search([])
        self.assertIn(own, seen)
        self.assertNotIn(others, seen)
        self.assertNotIn(hidden, seen)
        for action in ("write", "unlink", "create"):
            with self.assertRaises(AccessError):
                own.with_user(self.anna).check_access(action)
        with self.assertRaises(UserError):
            own.with_user(self.anna).action_void("I do not like it")

    def test_leader_sees_the_teams_led_and_people_reporting(self):
        leader = new_test_user(self.env, "leader", groups=f"base.group_user,{LEADER}")
        _count, fact = self._post(team_id=self.team.id)
        _count, hidden = self._post(
            kind="assessment", team_id=self.team.id, origin="peer"
        )
        self.assertFalse(self.ledger.with_user(leader).search([]))
        self.team.user_id = leader
        self.assertIn(fact, self.ledger.with_user(leader).search([]))
        self.assertNotIn(hidden, self.ledger.with_user(leader).search([]))

    def test_companies_see_nothing_of_each_other(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.ledger._post(
            [
                {
                    "kind": "call_answer",
                    "company_id": other.id,
                    "event_date": datetime(2026, 3, 2),
                    "numerator": 1,
                    "denominator": 2,
                    "origin": "calls",
                }
            ]
        )
        foreign = self.ledger.sudo().search([("company_id", "=", other.id)])
        self.assertTrue(foreign)
        self.assertNotIn(foreign, self.ledger.with_user(self.officer).search([]))

    def test_pseudonyms_are_for_the_administrator(self):
        with self.assertRaises(AccessError):
            self.env["aftersales.pseudonym"].with_user(self.officer).search([])

    def test_erasing_a_customer_unlinks_and_keeps_the_number(self):
        """Privacy: without its entry a key leads to nobody, and the count stays."""
        ticket = self.make_ticket("2026-03-02 09:00:00")
        self.reply(ticket, "2026-03-02 09:10:00", self.anna)
        served = self.facts(ticket, "served")
        entry = self.env["aftersales.pseudonym"].search(
            [("key", "=", served.customer_key)]
        )
        self.assertEqual(entry.identity, f"p{self.customer.id}")
        entry.unlink()
        self.assertTrue(served.customer_key)
        self.assertEqual(served.numerator, 1)


@tagged("post_install", "-at_install")
class TestCustomersDoNotSee(HttpCase, LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls.env["res.users"].create(
            {
                "name": "Portal",
                "login": "kpi-portal",
                "password": "kpi-portal",
                "email": "kpi-portal@example.com",
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
            }
        )
        cls.stage_done.close_from_portal = True

    def test_customers_read_no_kpi_field_by_any_route(self):
        """The customer may read the ticket, but none of the KPI fields on it."""
        ticket = self.make_ticket(
            "2026-03-02 09:00:00", partner_id=self.portal.partner_id.id
        ).with_user(self.portal)
        fields = [name for name in ticket._fields if name.startswith("kpi_")]
        self.assertGreater(len(fields), 15)
        self.assertTrue(ticket.read(["name"]))
        self.assertFalse(set(fields) & set(ticket.fields_get()))
        for name in fields:
            with self.assertRaises(AccessError, msg=name):
                ticket.read([name])
            with self.assertRaises(AccessError, msg=name):
                ticket.search([(name, "!=", False)])
        self.portal.group_ids |= self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            ticket.export_data(["kpi_rating"])
        with self.assertRaises(AccessError):
            self.ledger.with_user(self.portal).search([])

    def test_customer_closes_the_own_ticket_only(self):
        """/ticket/close asks who may read the ticket, and for a stage offered."""
        own = self.make_ticket(
            "2026-03-02 09:00:00",
            partner_id=self.portal.partner_id.id,
            user_id=self.anna.id,
        )
        foreign = self.make_ticket("2026-03-02 09:00:00")
        self.authenticate("kpi-portal", "kpi-portal")
        url = f"/ticket/close?stage_id={self.stage_done.id}&ticket_id="
        self.assertEqual(self.url_open(f"{url}{foreign.id}").status_code, 404)
        self.assertEqual(self.url_open(f"{url}abc").status_code, 404)
        self.assertFalse(foreign.closed)
        refused = f"/ticket/close?stage_id={self.stage_spam.id}&ticket_id={own.id}"
        self.url_open(refused)
        self.assertFalse(own.closed)
        self.assertEqual(self.url_open(f"{url}{own.id}").status_code, 200)
        self.assertTrue(own.closed)
        self.assertEqual(self.facts(own, "resolution").employee_id, self.anna_employee)
