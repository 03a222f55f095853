"""R60: the person sees the own score, the rule and the records behind it, and answers.

Only published, only one's own, over every route; at a cost that does not grow.
"""

from contextlib import contextmanager

from lxml import html

import odoo.sql_db
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user
from odoo.tools import mute_logger

from .engine_common import EngineCase

RESPONSE = {
    "indicator": "response_time",
    "max_points": 60,
    "bands": [(10, 60), (None, 30)],
}
SATISFACTION = {
    "indicator": "satisfaction",
    "max_points": 40,
    "curve": "linear",
    "zero_value": 0,
    "full_value": 100,
}


class PortalCase(EngineCase, HttpCase):
    """Anna (internal) and Paula (portal user), both employees with a scorecard."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paula_user = new_test_user(
            cls.env,
            "paula",
            groups="base.group_portal",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.paula = cls._make_employee("Paula", cls.paula_user)
        cls.superior = cls._make_employee("Leader", cls.leader)
        (cls.anna | cls.paula).parent_id = cls.superior
        cls.scheme = cls.make_scheme(RESPONSE, SATISFACTION, show_rank=True)

    def setUp(self):
        super().setUp()
        for employee in (self.anna, self.ben, self.paula):
            self.minutes(employee, 20, 30)
            self.observe("rating", employee, 4, 5, denominator=5)

    def publish(self, date_from="2026-10-01", scheme=None):
        """A cycle that has been published."""
        cycle = self.score(scheme or self.scheme, date_from=date_from)
        cycle.action_approve()
        cycle.action_publish()
        return cycle

    def open_page(self, login, path, status=200, **options):
        """The page as the user gets it, as a tree."""
        self.authenticate(login, login)
        with mute_logger("odoo.http", "odoo.addons.http_routing.models.ir_http"):
            response = self.url_open(path, **options)
        self.assertEqual(response.status_code, status, path)
        return html.fromstring(response.text)

    def press(self, login, path, status=200):
        """What a button on the page posts."""
        self.authenticate(login, login)
        with mute_logger("odoo.http"):
            response = self.url_open(
                path, data={"csrf_token": Request.csrf_token(self)}
            )
        self.assertEqual(response.status_code, status, path)

    def text(self, page):
        return " ".join(page.text_content().split())

    @contextmanager
    def counting(self, counts):
        """Append the number of queries of the block, all threads together."""
        self.env.flush_all()
        before = odoo.sql_db.sql_counter
        yield
        counts.append(odoo.sql_db.sql_counter - before)


class TestPortalAccess(PortalCase):
    def test_own_scorecard_of_internal_and_of_portal_user(self):
        """R60: 25 min → 30 of 60, and 90 of 100 → 36 of 40."""
        cycle = self.publish()
        for login, employee in (("anna", self.anna), ("paula", self.paula)):
            card = self.card(cycle, employee)
            listing = self.open_page(login, "/my/kpi")
            self.assertEqual(
                listing.xpath("//a[contains(@class, 'list-group-item')]/@href"),
                [f"/my/kpi/{card.id}"],
            )
            page = self.text(self.open_page(login, f"/my/kpi/{card.id}"))
            for words in (
                "October 2026",
                "66.00",
                "> 10 min → 30",
                "90",
                "Rank 1 of 3",
            ):
                self.assertIn(words, page)

    def test_no_rank_where_the_company_wants_none(self):
        """R73."""
        scheme = self.make_scheme(RESPONSE, SATISFACTION, show_rank=False)
        card = self.card(self.publish(scheme=scheme), self.anna)
        self.assertNotIn(
            "Rank", self.text(self.open_page("anna", f"/my/kpi/{card.id}"))
        )

    def test_nobody_else_opens_it(self):
        """Neither colleagues nor those who may read it in the backend."""
        cycle = self.publish()
        card = self.card(cycle, self.anna)
        line = card.line_ids[0]
        for login in ("ben", "paula", "leader", "officer", "manager"):
            self.open_page(login, f"/my/kpi/{card.id}", status=404)
            self.open_page(login, f"/my/kpi/{card.id}/line/{line.id}", status=404)
            self.press(login, f"/my/kpi/{card.id}/confirm", status=404)
        self.assertFalse(card.confirmed_on)

    def test_a_line_of_another_card_is_not_found(self):
        cycle = self.publish()
        own, other = self.card(cycle, self.anna), self.card(cycle, self.ben)
        path = f"/my/kpi/{own.id}/line/{other.line_ids[0].id}"
        self.open_page("anna", path, status=404)

    def test_nothing_before_publication(self):
        cycle = self.score(self.scheme)
        for move in ("", "action_approve"):
            if move:
                getattr(cycle, move)()
            card = self.card(cycle, self.anna)
            self.open_page("anna", f"/my/kpi/{card.id}", status=404)
            listing = self.text(self.open_page("anna", "/my/kpi"))
            self.assertIn("No scorecard has been published for you yet", listing)
            self.assertIn("not published yet: October 2026", listing)

    def test_a_final_scorecard_stays(self):
        cycle = self.publish()
        cycle.action_close()
        self.open_page("paula", f"/my/kpi/{self.card(cycle, self.paula).id}")

    def test_other_company(self):
        """A card of a company that the user does not work in is not the user's."""
        card = self.card(self.publish(), self.anna)
        other = self.env["res.company"].create({"name": "Other"})
        self.anna_user.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.open_page("anna", f"/my/kpi/{card.id}", status=404)
        self.assertFalse(
            self.env["aftersales.scorecard"]
            .with_user(self.anna_user)
            .with_context(allowed_company_ids=other.ids)
            .search([])
        )

    def test_nobody_without_login(self):
        card = self.card(self.publish(), self.anna)
        self.authenticate(None, None)
        for path in ("/my/kpi", f"/my/kpi/{card.id}", "/my/kpi/now"):
            self.assertIn("/web/login", self.url_open(path).url)

    def test_rules_hold_over_rpc_too(self):
        """Portal users, and employees without any helpdesk role."""
        cycle = self.publish()
        plain_user = new_test_user(self.env, "plain", groups="base.group_user")
        plain_user.write(
            {"company_ids": [Command.set(self.company.ids)], "company_id": self.company}
        )
        for user, employee in (
            (self.paula_user, self.paula),
            (plain_user, self.env["hr.employee"]),
        ):
            own = self.card(cycle, employee)
            cards = self.env["aftersales.scorecard"].with_user(user)
            lines = self.env["aftersales.scorecard.line"].with_user(user)
            self.assertEqual(cards.search([]), own)
            self.assertEqual(lines.search([]), own.line_ids)
            other = self.card(cycle, self.anna)
            with self.assertRaises(AccessError):
                other.with_user(user).read(["score"])
            with self.assertRaises(AccessError):
                other.line_ids.with_user(user).read(["points"])
            with self.assertRaises(AccessError):
                other.with_user(user).action_confirm()

    def test_rules_hold_over_json_2(self):
        card = self.card(self.publish(), self.paula)
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.paula_user)
            .sudo()
            ._generate("rpc", "test", None)
        )
        response = self.url_open(
            "/json/2/aftersales.scorecard/search_read",
            json={"domain": [], "fields": ["score"]},
            headers={"Authorization": f"bearer {key}"},
        )
        self.assertEqual(response.json(), [{"id": card.id, "score": 66.0}])
        with mute_logger("odoo.http"):
            for model in ("aftersales.observation", "hr.employee"):
                refused = self.url_open(
                    f"/json/2/{model}/search_read",
                    json={"domain": []},
                    headers={"Authorization": f"bearer {key}"},
                )
                self.assertEqual(refused.status_code, 403, model)

    def test_evidence_field_is_not_the_persons_to_read(self):
        card = self.card(self.publish(), self.paula)
        with self.assertRaises(AccessError):
            card.line_ids.with_user(self.paula_user).read(["evidence"])

    def test_user_without_employee_is_told_so(self):
        page = self.text(self.open_page("officer", "/my/kpi"))
        self.assertIn("not linked to an employee", page)
        self.assertNotIn("My Evaluation", self.text(self.open_page("officer", "/my")))
        self.assertIn("My Evaluation", self.text(self.open_page("anna", "/my")))


class TestPortalPages(PortalCase):
    def test_records_behind_a_line_worst_first(self):
        cycle = self.publish()
        line = self.line(cycle, self.anna, "response_time")
        page = self.open_page("anna", f"/my/kpi/{line.scorecard_id.id}/line/{line.id}")
        self.assertEqual(
            page.xpath("//li[contains(@class, 'list-group-item')]//span[2]/text()"),
            ["30 min", "20 min"],
        )

    def test_left_out_records_show_their_reason(self):
        """R45."""
        slow = self.minutes(self.anna, 600)
        self.env["aftersales.exclusion"].create(
            {"observation_id": slow.id, "reason": "The telephone line was down"}
        )
        line = self.line(self.publish(), self.anna, "response_time")
        path = f"/my/kpi/{line.scorecard_id.id}/line/{line.id}"
        page = self.text(self.open_page("anna", path))
        self.assertIn("Left out (1)", page)
        self.assertIn("The telephone line was down", page)
        self.assertIn("Records that count (2)", page)

    def test_excluded_after_publication_still_counted(self):
        line = self.line(self.publish(), self.anna, "response_time")
        observation = self.ledger.browse(line.evidence["id"][0])
        self.env["aftersales.exclusion"].create(
            {"observation_id": observation.id, "reason": "Too late"}
        )
        path = f"/my/kpi/{line.scorecard_id.id}/line/{line.id}"
        page = self.text(self.open_page("anna", path))
        self.assertIn("Left out since then; it still counted here.", page)
        self.assertNotIn("Left out (1)", page)

    def test_hidden_kinds_show_no_records(self):
        """Single grades would tell who gave them."""
        self.env.ref("aftersales_kpi.kind_rating").visibility = "aggregate"
        line = self.line(self.publish(), self.anna, "satisfaction")
        path = f"/my/kpi/{line.scorecard_id.id}/line/{line.id}"
        page = self.open_page("anna", path)
        self.assertFalse(page.xpath("//li[contains(@class, 'list-group-item')]"))
        self.assertIn("Single records of this line are not shown", self.text(page))

    def test_charts_have_the_same_numbers_as_tables(self):
        three = self.make_scheme(
            RESPONSE, {**SATISFACTION, "max_points": 20}, self.resolution()
        )
        self.observe("closure", self.anna, 1)
        self.minutes(self.anna, 20, event_date="2026-09-05 10:00:00")
        for month in ("2026-09-01", "2026-10-01"):
            cycle = self.publish(month, three)
        page = self.open_page("anna", f"/my/kpi/{self.card(cycle, self.anna).id}")
        radar, trend = page.xpath("//figure[contains(@class, 'o_kpi_chart')]")
        self.assertEqual(len(radar.xpath(".//tbody/tr")), 3)
        self.assertEqual(radar.xpath(".//tbody/tr[1]/td[1]/@data-value"), ["50.0"])
        self.assertTrue(all(page.xpath("//figure//caption/text()")))
        self.assertEqual(len(trend.xpath(".//tbody/tr")), 2)

    def resolution(self):
        return {
            "indicator": "resolution_rate",
            "max_points": 20,
            "curve": "linear",
            "zero_value": 0,
            "full_value": 100,
        }

    def test_what_the_next_points_need(self):
        """Part H: mean 25 min; replies of 5 min bring it to 10 min with the sixth."""
        card = self.card(self.publish(), self.anna)
        page = self.text(self.open_page("anna", f"/my/kpi/{card.id}"))
        self.assertIn(
            "≤ 10 min is needed: 6 more first replies within 5 min would make it "
            "10 min, and 60 points instead of 30.",
            page,
        )

    def test_a_superseded_scorecard_leads_to_the_one_that_counts(self):
        card = self.card(self.publish(), self.anna)
        slow = card.line_ids[0].evidence["id"][1]
        newer = card._revise("The line was down", removed=[slow])
        page = self.open_page("anna", f"/my/kpi/{card.id}")
        self.assertIn("A correction has replaced this scorecard", self.text(page))
        self.assertEqual(
            page.xpath("//a[contains(@class, 'alert-link')]/@href"),
            [f"/my/kpi/{newer.id}"],
        )
        page = self.text(self.open_page("anna", f"/my/kpi/{newer.id}"))
        self.assertEqual(page.count("The line was down"), 1)
        self.assertIn("This is a correction. The line was down", page)
        self.assertNotIn("A correction has replaced this scorecard", page)

    def test_a_voided_scorecard_says_why(self):
        """R37."""
        card = self.card(self.publish(), self.anna)
        voided = card._revise("Ratings were bought", void=True)
        listing = self.text(self.open_page("anna", "/my/kpi"))
        self.assertIn("Voided", listing)
        page = self.text(self.open_page("anna", f"/my/kpi/{voided.id}"))
        self.assertEqual(page.count("Ratings were bought"), 1)
        self.assertIn("This scorecard was voided. Ratings were bought", page)
        self.open_page("ben", f"/my/kpi/{voided.id}", status=404)


class TestTeamMedian(PortalCase):
    def test_median_of_three_people(self):
        """20, 25 and 50 minutes; the middle is 25."""
        self.minutes(self.ben, 100)
        cycle = self.score(self.scheme)
        lines = cycle.scorecard_ids.line_ids
        response = lines.filtered(lambda one: one.indicator_id.code == "response_time")
        self.assertEqual(set(response.mapped("team_median")), {25})
        self.assertEqual(set(cycle.scorecard_ids.mapped("team_median")), {66})
        cycle._rescore(self.anna)
        self.assertEqual(set(response.mapped("team_median")), {25})
        self.assertEqual(set(cycle.scorecard_ids.mapped("team_median")), {66})

    def test_no_median_among_two(self):
        """It would give away what the other one reached."""
        self.ledger.search([("employee_id", "=", self.paula.id)])._void("A mistake")
        cycle = self.score(self.scheme)
        self.assertFalse(any(cycle.scorecard_ids.mapped("team_median")))
        self.assertFalse(any(cycle.scorecard_ids.line_ids.mapped("team_median_text")))


class TestPortalAnswers(PortalCase):
    def setUp(self):
        super().setUp()
        self.own = self.card(self.publish(), self.paula)

    def test_confirming(self):
        self.press("paula", f"/my/kpi/{self.own.id}/confirm")
        self.assertTrue(self.own.confirmed_on)
        message = self.own.message_ids[:1]
        self.assertIn("I have read my scorecard.", message.body)
        self.assertEqual(message.author_id, self.paula_user.partner_id)

    def test_confirming_twice_changes_nothing(self):
        cards = self.own.with_user(self.paula_user)
        cards.action_confirm()
        before = (self.own.confirmed_on, len(self.own.message_ids))
        cards.action_confirm()
        self.assertEqual((self.own.confirmed_on, len(self.own.message_ids)), before)

    def test_posting_needs_the_token(self):
        self.authenticate("paula", "paula")
        for path in ("confirm", "interview"):
            with mute_logger("odoo.http"):
                response = self.url_open(f"/my/kpi/{self.own.id}/{path}", data={"a": 1})
            self.assertEqual(response.status_code, 400)
        self.assertFalse(self.own.confirmed_on or self.own.interview_asked_on)

    def test_opening_says_nothing(self):
        """A link in a mail must not confirm."""
        for path in ("confirm", "interview"):
            self.open_page("paula", f"/my/kpi/{self.own.id}/{path}", status=405)

    def test_only_the_person_can_say_it(self):
        for user in (self.leader, self.officer, self.manager):
            with self.assertRaises(AccessError):
                self.own.with_user(user).action_confirm()
        for field in ("confirmed_on", "interview_asked_on"):
            with self.assertRaises(UserError):
                self.own.write({field: "2026-11-02 10:00:00"})

    def test_a_talk_is_asked_of_the_superior_once(self):
        """R61."""
        for _twice in range(2):
            self.press("paula", f"/my/kpi/{self.own.id}/interview")
        activity = self.own.interview_ids.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.leader)
        self.assertEqual(activity.summary, "Paula asks for an interview")

    def test_without_superior_an_officer_is_asked(self):
        self.own._write({"manager_id": None})
        self.team.user_id = False
        self.own.invalidate_recordset()
        self.own.with_user(self.paula_user).action_ask_interview()
        officers = self.env.ref("aftersales_kpi.group_officer").all_user_ids
        self.assertIn(self.own.interview_ids.activity_ids.user_id, officers)


class TestPortalCost(PortalCase):
    def test_list_costs_the_same_for_1_and_12_scorecards(self):
        counts = []
        for months in (range(1, 2), range(2, 13)):
            for month in months:
                first_day = f"2025-{month:02d}-01"
                self.minutes(self.paula, 20, event_date=f"{first_day} 10:00:00")
                self.publish(first_day)
            self.open_page("paula", "/my/kpi")
            with self.counting(counts):
                page = self.open_page("paula", "/my/kpi")
        self.assertEqual(len(page.xpath("//tbody/tr")), 12)
        self.assertEqual(*counts)

    def test_card_and_records_cost_the_same_for_more_records(self):
        few = self.publish("2026-10-01")
        september = {"event_date": "2026-09-06 10:00:00"}
        self.minutes(self.paula, *[15] * 40, **september)
        self.observe("rating", self.paula, 5, denominator=5, **september)
        many = self.publish("2026-09-01")
        for path in ("/my/kpi/{card}", "/my/kpi/{card}/line/{line}"):
            counts = []
            for cycle in (few, few, many):
                line = self.line(cycle, self.paula, "response_time")
                place = path.format(card=line.scorecard_id.id, line=line.id)
                with self.counting(counts):
                    self.open_page("paula", place)
            self.assertLessEqual(counts[2], counts[1], path)


class TestPortalTour(PortalCase):
    browser_size = "1366x768"

    def setUp(self):
        super().setUp()
        self.own = self.card(self.publish(), self.paula)

    def test_tour(self):
        """Opens the card, looks behind a line, goes back and confirms."""
        self.start_tour("/my/kpi", "aftersales_kpi_portal", login="paula")
        self.assertTrue(self.own.confirmed_on)


class TestPortalTourPhone(TestPortalTour):
    browser_size = "390x844"
    touch_enabled = True
