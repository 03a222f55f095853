"""R21–R23, targets and posts: who holds several posts, and whose target goes first."""

from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .engine_common import NOW, EngineCase
from .test_portal import PortalCase

TARGET = {"curve": "target_ratio", "use_target": True}


class TestShares(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # 100 points for any reply, and 40 of 100 for any closure
        cls.service = cls.make_scheme({})
        cls.repair = cls.make_scheme(
            {"indicator": "resolution_rate", "bands": [(None, 40)]}
        )

    def setUp(self):
        super().setUp()
        self.minutes(self.anna, 5)
        self.observe("closure", self.anna, 1, 1, 1)
        self.minutes(self.ben, 5)

    def give(self, scheme, share, **values):
        return self.env["aftersales.scheme.share"].create(
            {
                "employee_id": self.anna.id,
                "company_id": self.company.id,
                "scheme_id": scheme.id,
                "share": share,
                "date_from": "2026-01-01",
                **values,
            }
        )

    def shares(self, *cycles, employee=None):
        cards = [self.card(cycle, employee or self.anna) for cycle in cycles]
        return [card.share for card in cards]

    def combined(self, employee=None):
        return self.env["aftersales.combined.score"].search(
            [("employee_id", "=", (employee or self.anna).id)]
        )

    def test_one_scheme_counts_in_full(self):
        cycle = self.score(self.service)
        self.assertEqual(self.shares(cycle), [1])
        self.assertFalse(self.combined())

    def test_two_schemes_count_half_each(self):
        """100 and 40 are 70; Ben has one card, and no combined score."""
        service, repair = self.score(self.service), self.score(self.repair)
        self.assertEqual(self.shares(service, repair), [0.5, 0.5])
        self.assertEqual(self.shares(service, employee=self.ben), [1])
        self.assertEqual(self.combined().score, 70)
        self.assertFalse(self.combined(self.ben))

    def test_by_the_number_of_records(self):
        """One reply and three closures."""
        self.company.kpi_share_by = "records"
        service, repair = self.score(self.service), self.score(self.repair)
        self.assertEqual(self.shares(service, repair), [0.25, 0.75])

    def test_given_shares_and_the_rest(self):
        self.give(self.service, 80)
        service, repair = self.score(self.service), self.score(self.repair)
        self.assertEqual(self.shares(service, repair), [0.8, 0.2])
        self.assertEqual(self.combined().score, 88)

    def test_shares_have_their_days(self):
        self.give(self.service, 10, date_to="2026-09-30")
        self.give(self.service, 60, date_from="2026-10-01")
        service, repair = self.score(self.service), self.score(self.repair)
        self.assertEqual(self.shares(service, repair), [0.6, 0.4])

    def test_shares_that_are_not_whole_are_an_exception(self):
        self.give(self.service, 50)
        self.give(self.repair, 30)
        service, repair = self.score(self.service), self.score(self.repair)
        for cycle in (service, repair):
            cycle.invalidate_recordset()
            found = cycle.exception_ids.filtered(lambda one: one.kind == "shares")
            self.assertEqual(found.names, "Anna")
        self.assertAlmostEqual(self.combined().share, 0.8)
        self.assertEqual(self.combined().score, 77.5)  # (50 + 12) / 0.8

    def test_what_was_approved_keeps_its_share(self):
        service = self.score(self.service)
        service.action_approve()
        repair = self.score(self.repair)
        self.assertEqual(self.shares(service, repair), [1, 0])
        self.assertFalse(self.combined())

    def test_a_card_without_data_takes_nothing(self):
        test = self.make_scheme({"indicator": "knowledge_test"}, team_ids=self.team.ids)
        service, empty = self.score(self.service), self.score(test)
        self.assertEqual(self.shares(service, empty), [1, 0])

    def test_overlapping_or_impossible_shares_are_refused(self):
        self.give(self.service, 50)
        with self.assertRaisesRegex(ValidationError, "End it first"):
            self.give(self.service, 20, date_from="2026-06-01")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.give(self.repair, 101)

    def test_only_officers_give_shares(self):
        share = self.give(self.service, 50)
        for user in (self.anna_user, self.leader):
            with self.assertRaises(AccessError):
                share.with_user(user).read(["share"])
        share.with_user(self.officer).share = 60

    def test_one_reads_the_own_combined_score_once_published(self):
        cycles = self.score(self.service), self.score(self.repair)
        combined = self.env["aftersales.combined.score"]
        self.assertFalse(combined.with_user(self.anna_user).search([]))
        self.assertTrue(combined.with_user(self.officer).search([]))
        for cycle in cycles:
            cycle.action_approve()
            cycle.action_publish()
        self.assertEqual(combined.with_user(self.anna_user).search([]).score, 70)
        self.assertFalse(combined.with_user(self.ben_user).search([]))

    def test_a_correction_keeps_the_share(self):
        service, repair = self.score(self.service), self.score(self.repair)
        for cycle in (service, repair):
            cycle.action_approve()
            cycle.action_publish()
        card = self.card(service, self.anna)
        revision = card._revise("Checked", points={card.line_ids.criterion_id.id: 80})
        self.assertEqual(revision.share, 0.5)
        self.assertEqual(self.combined().score, 60)


class TestTargets(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(TARGET)
        cls.post = cls.env["hr.job"].create(
            {"name": "Hotline", "company_id": cls.company.id}
        )
        (cls.anna | cls.ben).job_id = cls.post
        cls.owners = {
            "employee_id": cls.anna,
            "job_id": cls.post,
            "team_id": cls.team,
            "department_id": cls.department,
        }

    def aim(self, value, owner=None, **values):
        return self.env["aftersales.target"].create(
            {
                "indicator_id": self.indicator("response_time").id,
                "company_id": self.company.id,
                "value": value,
                "date_from": "2026-01-01",
                **({owner: self.owners[owner].id} if owner else {}),
                **values,
            }
        )

    def target(self, cycle, employee=None):
        return self.line(cycle, employee or self.anna).target

    def test_person_before_post_before_team_before_department_before_company(self):
        """Each nearer target takes the place of the one before."""
        self.minutes(self.anna, 20)
        self.minutes(self.ben, 20)
        nearer = (None, "department_id", "team_id", "job_id", "employee_id")
        for value, owner in zip((60, 50, 40, 30, 20), nearer, strict=True):
            self.aim(value, owner)
            cycle = self.score(self.scheme)
            self.assertEqual(self.target(cycle), value)
            if owner != "employee_id":
                cycle.action_cancel("The next one has a nearer target")
        self.assertEqual(self.target(cycle, self.ben), 30)
        self.assertEqual(self.card(cycle, self.anna).score, 100)

    def test_a_target_has_its_days(self):
        """Half a year of 40, then 20: October takes what holds on its first day."""
        self.minutes(self.anna, 40)
        self.aim(40, "employee_id", date_to="2026-06-30")
        self.aim(20, "employee_id", date_from="2026-07-01")
        self.aim(5, "employee_id", date_from="2026-10-31")
        cycle = self.score(self.scheme)
        self.assertEqual(self.target(cycle), 20)
        self.assertEqual(self.card(cycle, self.anna).score, 50)

    # --- R63: a period that has begun keeps its targets -------------------------------

    @contextmanager
    def refused(self):
        words = "keeps its targets.* begin on 12/01/2026"
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            yield

    def test_r63_a_scored_cycle_keeps_its_targets(self):
        """An officer raises 80 to 100 after scoring: refused, and 80 stays."""
        self.minutes(self.anna, 20)
        target = self.aim(80).with_user(self.officer)
        cycle = self.score(self.scheme)
        for change in (
            {"value": 100},
            {"employee_id": self.anna.id},
            {"date_from": "2026-10-02"},
            {"date_to": "2026-10-31"},
        ):
            with self.subTest(change), self.refused():
                target.write(change)
        with self.refused():
            target.unlink()
        with self.refused():
            self.aim(100, "employee_id", date_from="2026-10-01")
        target.write({"value": 80, "date_from": "2026-01-01"})
        cycle.action_score()
        self.assertEqual(self.target(cycle), 80)

    def test_r63_a_running_month_without_a_cycle_keeps_its_targets(self):
        target = self.aim(80)
        with self.refused():
            target.value = 100
        # entered today, it may still be mended
        self.env.cr.execute("UPDATE aftersales_target SET create_date = %s", [NOW])
        self.env.invalidate_all()
        target.value = 100

    def test_r63_what_no_scheme_takes_is_free(self):
        self.scheme.action_retire()
        target = self.aim(80)
        target.value = 100
        target.unlink()

    def test_r63_a_target_ends_with_the_running_period_and_another_begins(self):
        self.minutes(self.anna, 20)
        target = self.aim(80)
        self.score(self.scheme)
        target.date_to = "2026-11-30"
        newer = self.aim(100, date_from="2026-12-01")
        newer.value = 90
        newer.date_from = "2027-01-01"
        with self.refused():
            newer.date_from = "2026-11-01"
        newer.unlink()

    def test_r63_a_target_of_the_past_is_not_revived(self):
        target = self.aim(80, date_to="2026-09-30")
        self.minutes(self.anna, 20)
        self.score(self.scheme)
        with self.refused():
            target.date_to = False

    def test_r63_each_change_leaves_a_trace(self):
        target = self.aim(80, date_from="2026-12-01")
        self.env.cr.flush()
        target.with_user(self.officer).value = 90
        self.env.cr.flush()
        change = target.message_ids.tracking_value_ids
        self.assertEqual((change.old_value_float, change.new_value_float), (80, 90))
        self.assertEqual(change.mail_message_id.author_id, self.officer.partner_id)

    def test_targets_of_teams_and_departments_as_subjects(self):
        self.minutes(self.anna, 20)
        units = (("team_id", "team"), ("department_id", "department"))
        for owner, _subject_type in units:
            self.aim(10, owner)
        for owner, subject_type in units:
            scheme = self.make_scheme(TARGET, subject_type=subject_type)
            cards = self.score(scheme).scorecard_ids
            card = cards.filtered(
                lambda one, owner=owner: one[owner] == self.owners[owner]
            )
            self.assertEqual((card.line_ids.target, card.score), (10, 50))

    def test_they_are_imported(self):
        """By names, as they stand in a company's own table."""
        result = self.env["aftersales.target"].load(
            ["indicator_id", "employee_id", "job_id", "value", "date_from"],
            [
                ["Average response time", "Anna", "", "12", "2026-10-01"],
                ["Average response time", "", "Hotline", "15", "2026-10-01"],
            ],
        )
        self.assertFalse(result["messages"])
        targets = self.env["aftersales.target"].browse(result["ids"])
        self.assertEqual(targets.mapped("value"), [12, 15])
        bad = self.env["aftersales.target"].load(
            ["indicator_id", "employee_id", "job_id", "value"],
            [["Average response time", "Anna", "Hotline", "12"]],
        )
        self.assertIn("one person's", bad["messages"][0]["message"])


class TestUnits(EngineCase):
    """Scorecards of teams, departments and the company."""

    def setUp(self):
        super().setUp()
        self.minutes(self.anna, 20)
        self.department.manager_id = self._make_employee("Leader", self.leader)
        self.stranger = self._make_user("stranger", "aftersales_kpi.group_leader")

    def card_of(self, subject_type):
        cycle = self.score(self.make_scheme({}, subject_type=subject_type))
        cycle.action_approve()
        cycle.action_publish()
        field = f"{subject_type}_id"
        return cycle.scorecard_ids.filtered(lambda card: card[field] == self[field])

    def __getitem__(self, name):
        return {
            "team_id": self.team,
            "department_id": self.department,
            "company_id": self.company,
        }[name]

    def readers(self, card):
        users = (self.anna_user, self.leader, self.stranger, self.officer)
        return [
            user.login
            for user in users
            if card.with_user(user).has_access("read")
            and card.line_ids.with_user(user).has_access("read")
        ]

    def test_who_reads_them(self):
        """The team's leader, the department's head; the company's, officers only."""
        self.assertEqual(self.readers(self.card_of("team")), ["leader", "officer"])
        self.assertEqual(
            self.readers(self.card_of("department")), ["leader", "officer"]
        )
        self.assertEqual(self.readers(self.card_of("company")), ["officer"])

    def test_nobody_appeals_for_a_team(self):
        self.assertFalse(self.card_of("team").appeal_until)

    def test_the_head_of_a_department_reads_no_strangers_cards_by_it(self):
        """Its people's cards are the superior's."""
        eve = self._make_employee("Eve")
        self.minutes(eve, 5, team_id=None)
        cycle = self.score(self.make_scheme({}))
        self.assertFalse(
            self.card(cycle, eve).with_user(self.leader).has_access("read")
        )


class TestTeamPage(PortalCase):
    def publish_team(self):
        scheme = self.make_scheme(
            {}, subject_type="team", team_ids=[Command.set(self.team.ids)]
        )
        return self.publish(scheme=scheme).scorecard_ids

    def test_members_see_it_where_the_company_wants_it(self):
        """R73. Paula is in no team."""
        card = self.publish_team()
        url = f"/my/kpi/team/{card.id}"
        self.open_page("anna", url, status=404)
        self.assertNotIn("Your team", self.text(self.open_page("anna", "/my/kpi")))
        self.company.kpi_team_cards = True
        self.assertIn("Your team", self.text(self.open_page("anna", "/my/kpi")))
        page = self.open_page("anna", url)
        self.assertIn("Hotline", self.text(page))
        self.assertIn("100.00", self.text(page))
        self.assertFalse(page.xpath("//a[contains(@class, 'o_kpi_records')]"))
        self.assertNotIn("I have read it", self.text(page))
        self.open_page("paula", url, status=404)
        self.open_page("paula", f"/my/kpi/{card.id}", status=404)

    def test_only_once_published(self):
        self.company.kpi_team_cards = True
        scheme = self.make_scheme({}, subject_type="team", team_ids=self.team.ids)
        card = self.score(scheme).scorecard_ids
        self.open_page("anna", f"/my/kpi/team/{card.id}", status=404)

    def test_several_posts_together(self):
        for cycle in (self.score(self.scheme), self.score(self.make_scheme({}))):
            cycle.action_approve()
            cycle.action_publish()
        page = self.text(self.open_page("anna", "/my/kpi"))
        self.assertIn("Your posts together", page)
        self.assertIn("83.00", page)  # (66 + 100) / 2
