"""R63: rules are known beforehand, and none changes inside a running period."""

from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .engine_common import EngineCase


class SchemeLifeCase(EngineCase):
    def setUp(self):
        super().setUp()
        self.first = self.make_scheme(
            {"max_points": 100, "bands": [(10, 100), (None, 0)]}, auto_cycle=True
        )

    def newer(self, **values):
        """A second version in which a good reply may take 20 minutes."""
        scheme = self.first.copy(values)
        scheme.criterion_ids.band_ids[0].high = 20
        scheme.criterion_ids.band_ids[1].low = 20
        return scheme


@tagged("post_install", "-at_install")
@freeze_time("2026-11-03 08:00")
class TestSchemeLife(SchemeLifeCase):
    # --- In force -------------------------------------------------------------------

    def test_r63_without_a_day_a_new_version_begins_with_the_next_period(self):
        """On 3 November nobody has made November's cycle yet: it keeps its rules."""
        newer = self.newer()
        newer.action_approve()
        self.assertEqual(str(newer.valid_from), "2026-12-01")
        self.assertEqual(str(self.first.valid_to), "2026-11-30")
        self.assertEqual((self.first.in_force, newer.in_force), (True, False))
        self.assertIn("12/01/2026", newer.message_ids[0].body)
        with freeze_time("2026-12-02 08:00"):
            self.minutes(self.anna, 15, event_date=datetime(2026, 11, 20, 10))
            for scheme, company in self.env["aftersales.cycle"]._due_pairs():
                if scheme in self.first | newer:
                    self.env["aftersales.cycle"]._cycle_of(scheme, company)._start()
        self.assertEqual(self.first.cycle_ids.mapped("name"), ["2026-11"])
        self.assertFalse(newer.cycle_ids)

    def test_r63_the_first_version_is_in_force_at_once(self):
        self.assertFalse(self.first.valid_from)
        self.assertTrue(self.first.in_force)

    @freeze_time("2026-11-30 12:00")
    def test_r63_a_shared_scheme_waits_for_the_last_company(self):
        """In Auckland December has begun already, so the new version is January's."""
        self.first.company_id.resource_calendar_id.tz = "Pacific/Auckland"
        shared = self.make_scheme({}, company_id=False)
        newer = shared.copy()
        newer.action_approve()
        self.assertEqual(str(newer.valid_from), "2027-01-01")

    def test_r63_no_older_draft_beside_a_newer_version(self):
        older, newer = self.newer(), self.newer()
        newer.action_approve()
        self.assertIn("Test scheme v3 is approved already", older.issues)
        with self.assertRaisesRegex(UserError, "Test scheme v3 is approved already"):
            older.action_approve()
        self.assertEqual(older.state, "draft")

    def test_r63_until_its_day_the_version_before_stays(self):
        newer = self.newer(valid_from="2026-12-01")
        newer.action_approve()
        self.assertEqual(self.first.state, "approved")
        self.assertEqual(str(self.first.valid_to), "2026-11-30")
        self.assertEqual((self.first.in_force, newer.in_force), (True, False))
        found = self.env["aftersales.scheme"].search(
            [("in_force", "=", True), ("code", "=", self.first.code)]
        )
        self.assertEqual(found, self.first)

    def test_r63_each_period_runs_under_the_version_of_its_first_day(self):
        newer = self.newer(valid_from="2026-11-01")
        newer.action_approve()
        october, november = (
            self.make_cycle(self.first, "2026-10-01"),
            self.make_cycle(newer, "2026-11-01"),
        )
        (october | november).action_open()
        wrong = self.make_cycle(newer, "2026-09-01")
        with self.assertRaisesRegex(UserError, "not in force"):
            wrong.action_open()

    def test_r63_no_second_version_for_the_same_period(self):
        self.make_cycle(self.first).action_open()
        newer = self.newer(valid_from="2026-10-01")
        newer.action_approve()
        cycle = self.make_cycle(newer)
        with self.assertRaisesRegex(UserError, "runs under Test scheme v1 already"):
            cycle.action_open()

    def test_r63_a_version_starts_with_a_period(self):
        newer = self.newer(valid_from="2026-11-15")
        with self.assertRaisesRegex(UserError, "first day of one"):
            newer.action_approve()

    def test_r63_automatic_cycles_take_the_version_of_their_period(self):
        self.minutes(self.anna, 5)
        newer = self.newer(valid_from="2026-11-01")
        newer.action_approve()
        due = [scheme for scheme, _company in self.env["aftersales.cycle"]._due_pairs()]
        self.assertIn(self.first, due)
        self.assertNotIn(newer, due)

    def test_r63_what_is_over_retires_when_its_last_period_is_done(self):
        newer = self.newer(valid_from="2026-11-01")
        newer.action_approve()
        schemes = self.env["aftersales.scheme"]
        schemes._retire_outdated()
        self.assertEqual(self.first.state, "approved")
        with freeze_time("2026-12-03 08:00"):
            schemes._retire_outdated()
        self.assertEqual(self.first.state, "retired")
        self.assertEqual(newer.state, "approved")

    def test_r63_a_new_version_changes_no_closed_cycle(self):
        """Anna needed 15 minutes: 0 points, also when 20 are allowed later."""
        self.minutes(self.anna, 15)
        cycle = self.score(self.first)
        cycle.action_approve()
        cycle.action_publish()
        cycle.action_close()
        before = cycle.scorecard_ids.read(["score", "rank", "state"])
        self.newer(valid_from="2026-11-01").action_approve()
        self.env.invalidate_all()
        self.assertEqual(cycle.scorecard_ids.read(["score", "rank", "state"]), before)
        self.assertEqual(before[0]["score"], 0)
        self.assertFalse(self.env["aftersales.scorecard"]._verify_evidence())
        self.assertFalse(self.env["aftersales.seal"]._verify(self.company))

    # --- What changes ---------------------------------------------------------------

    def test_r63_the_difference_in_words(self):
        newer = self.newer(appeal_days=3)
        criterion = newer.criterion_ids
        criterion.write({"max_points": 60, "minimum_sample": 5})
        criterion.band_ids[0].points = 60
        self.env["aftersales.scheme.criterion"].create(
            {
                "scheme_id": newer.id,
                **self._criterion_vals("knowledge_test", max_points=40),
            }
        )
        texts = newer._difference_texts()
        self.assertIn("New: Business-knowledge test, 40 points", texts)
        self.assertIn("Average response time: 100 → 60 points", texts)
        self.assertIn("Average response time, Minimum Records: 0 → 5", texts)
        self.assertIn("Days to Appeal: 7 → 3", texts)
        self.assertTrue(
            any("is now scored so: ≤ 20 min → 60" in text for text in texts)
        )
        self.assertFalse(self.first.difference)

    def test_r63_every_rule_that_differs_is_told(self):
        """A lower cap, another weight of the superior, another way to average."""
        limit = {"is_critical": True, "critical_limit": 5, "critical_effect": "cap"}
        month = self.make_scheme({**limit, "critical_cap": 80})
        newer = month.copy({"remark_policy": "required"})
        newer.criterion_ids.critical_cap = 20
        texts = newer._difference_texts()
        self.assertIn(
            "Average response time, Highest Total Left: 80 → 20",
            texts,
        )
        self.assertIn(
            "Strengths and Weaknesses: If the rater likes → About everybody", texts
        )
        self.assertEqual(len(texts), 2)

    def test_r63_what_raters_weigh_is_told(self):
        raters = [Command.create({"role": "superior", "weight": 50})]
        scheme = self.make_scheme(
            {"indicator": "skill", "rater_ids": raters}, approve=True
        )
        newer = scheme.copy()
        newer.criterion_ids.rater_ids.weight = 95
        self.assertEqual(
            newer._difference_texts(),
            [
                f"{newer.criterion_ids.name}, Graded By: Superior (weight 50, at least "
                "1) → Superior (weight 95, at least 1)"
            ],
        )
        newer.criterion_ids.rater_ids.weight = 50
        self.assertEqual(newer._difference_texts(), [])

    def test_r30_how_a_year_is_averaged_is_told(self):
        year = self.env["aftersales.scheme"].create(
            {
                "name": "Year",
                "code": "YEAR-TOLD",
                "company_id": self.company.id,
                "period_type": "year",
                "rollup_scheme_id": self.first.id,
            }
        )
        year.action_approve()
        newer = year.copy(
            {
                "rollup_weights": "given",
                "rollup_missing": "refuse",
                "rollup_weight_ids": [Command.create({"position": 12, "weight": 2})],
            }
        )
        self.assertEqual(
            newer._difference_texts(),
            [
                "Periods Weigh: All alike → By numbers",
                "Weights: – → 12: 2",
                "Period without a Total: Leave it out, with its weight → Give no total",
            ],
        )

    # --- Who knows of it ------------------------------------------------------------

    def test_r63_everybody_concerned_is_told_once(self):
        self.minutes(self.anna, 5)
        self.first.with_user(self.officer).action_announce()
        reading = self.first.reading_ids
        self.assertEqual(reading.employee_id, self.anna)
        mails = self.env["mail.mail"].search(
            [("model", "=", reading._name), ("res_id", "in", reading.ids)]
        )
        self.assertEqual(mails.recipient_ids, self.anna_user.partner_id)
        with self.assertRaisesRegex(UserError, "told already"):
            self.first.with_user(self.officer).action_announce()
        self.minutes(self.ben, 5)
        self.first.with_user(self.officer).action_announce()
        self.assertEqual(self.first.reading_count, 2)

    def test_r63_only_the_person_says_that_it_was_read(self):
        self.minutes(self.anna, 5)
        self.first.action_announce()
        reading = self.first.reading_ids
        with self.assertRaises(AccessError):
            reading.with_user(self.officer).action_read()
        with self.assertRaises(AccessError):
            reading.with_user(self.ben_user).action_read()
        with self.assertRaises(UserError):
            reading.with_user(self.anna_user).write({"read_on": False})
        reading.with_user(self.anna_user).action_read()
        self.assertEqual(self.first.read_count, 1)

    def test_r63_drafts_are_not_announced_nor_by_anybody(self):
        with self.assertRaisesRegex(UserError, "not approved"):
            self.newer().with_user(self.officer).action_announce()
        with self.assertRaises(UserError):
            self.first.with_user(self.leader).action_announce()


@tagged("post_install", "-at_install")
class TestRulesPage(HttpCase, SchemeLifeCase):
    def setUp(self):
        super().setUp()
        self.minutes(self.anna, 5)
        self.reading = self.env["aftersales.scheme.reading"].create(
            {
                "scheme_id": self.first.id,
                "employee_id": self.anna.id,
                "company_id": self.company.id,
            }
        )
        self.page = f"/my/kpi/rules/{self.reading.id}"

    def test_r63_the_person_reads_the_rules_and_says_so(self):
        self.authenticate("anna", "anna")
        self.assertIn("Please read", self.url_open("/my/kpi").text)
        page = self.url_open(self.page)
        self.assertIn("Average response time", page.text)
        self.assertIn("≤ 10 min → 100", page.text)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        self.url_open(f"{self.page}/read", data={"csrf_token": token})
        self.assertTrue(self.reading.read_on)
        self.assertNotIn("Please read", self.url_open("/my/kpi").text)

    def test_nobody_reads_for_others(self):
        new_test_user(self.env, "stranger", groups="base.group_portal")
        for login in ("ben", "stranger"):
            self.authenticate(login, login)
            self.assertEqual(self.url_open(self.page).status_code, 404)
