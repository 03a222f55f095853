"""R21: the balanced scorecard, from its weights to sub-totals everywhere."""

from io import BytesIO

import openpyxl
from lxml import html

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .engine_common import EngineCase
from .test_portal import PortalCase

# 60 points for the customer, 40 for learning.
RESPONSE = {"max_points": 60, "bands": [(10, 60), (None, 30)]}
TEST = {"indicator": "knowledge_test", "max_points": 40, "bands": [(None, 40)]}
WEIGHTS = {"customer": 60, "learning": 40}


def perspectives(**weights):
    return [
        Command.create({"perspective": code, "weight": weight})
        for code, weight in weights.items()
    ]


class TestBalancedScheme(EngineCase):
    def make(self, approve=False, **weights):
        return self.make_scheme(
            RESPONSE, TEST, approve=approve, perspective_ids=perspectives(**weights)
        )

    def test_weights_that_fit_are_approved(self):
        scheme = self.make(approve=True, **WEIGHTS)
        self.assertEqual(scheme.state, "approved")
        self.assertTrue(scheme.is_balanced)

    def test_weights_that_do_not_fit_are_named(self):
        """A wrong sum, and a perspective with other points than its weight."""
        scheme = self.make(customer=60, learning=30)
        with self.assertRaisesRegex(UserError, "perspectives weigh 90") as refusal:
            scheme.action_approve()
        self.assertIn(
            "The criteria of Learning and growth have 40 points.",
            str(refusal.exception),
        )

    def test_a_criterion_of_no_weighted_perspective_is_named(self):
        scheme = self.make(customer=100)
        self.assertIn("Knowledge test belongs to none", self.plain(scheme.issues))

    def plain(self, issues):
        return str(issues).replace("Business-knowledge", "Knowledge")

    def test_weights_are_taken_from_the_criteria(self):
        scheme = self.make(customer=10)
        scheme.action_weigh_perspectives()
        self.assertEqual(
            {row.perspective: row.weight for row in scheme.perspective_ids}, WEIGHTS
        )
        self.assertFalse(scheme.issues)

    def test_approved_weights_do_not_change(self):
        scheme = self.make(approve=True, **WEIGHTS)
        row = scheme.perspective_ids[0]
        for change in (
            lambda: row.write({"weight": 50}),
            lambda: row.unlink(),
            lambda: row.copy({"perspective": "finance"}),
        ):
            with self.assertRaisesRegex(UserError, "new version"):
                change()

    def test_a_new_version_and_a_roll_up_keep_the_weights(self):
        scheme = self.make(approve=True, **WEIGHTS)
        self.assertEqual(len(scheme.copy().perspective_ids), 2)
        quarter = scheme.create(
            {
                "name": "Quarter",
                "code": "BQ",
                "company_id": self.company.id,
                "period_type": "quarter",
                "rollup_scheme_id": scheme.id,
            }
        )
        self.assertEqual(len(quarter.perspective_ids), 2)
        quarter.action_approve()

    def test_a_version_says_what_perspectives_weigh(self):
        """R63: 60 and 40 become 50 and 50."""
        newer = self.make(approve=True, **WEIGHTS).copy()
        newer.perspective_ids.weight = 50
        for words in ("Customer weighs 60 → 50", "Learning and growth weighs 40 → 50"):
            self.assertIn(words, newer.difference)

    def test_only_the_administrator_weighs(self):
        scheme = self.make(customer=60)
        with self.assertRaises(AccessError):
            scheme.with_user(self.officer).perspective_ids.write({"weight": 1})

    def test_the_ready_made_scheme_can_be_approved(self):
        scheme = self.env.ref("aftersales_kpi.scheme_balanced").copy()
        self.assertFalse(scheme.issues)
        scheme.action_approve()
        self.assertEqual(
            scheme.perspective_ids.mapped("perspective"),
            ["finance", "customer", "process", "learning"],
        )


class TestBalancedCard(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme(
            RESPONSE, TEST, perspective_ids=perspectives(**WEIGHTS)
        )

    def rows(self, card):
        return {
            row.perspective: (row.points_text, row.share_text)
            for row in card._perspectives()
        }

    def test_sub_totals(self):
        """Anna: 20 min → 30 of 60; the test gives 40 of 40. Ben took no test."""
        self.minutes(self.anna, 20)
        self.observe("knowledge_test", self.anna, 80, denominator=100)
        self.minutes(self.ben, 5)
        cycle = self.score(self.scheme)
        self.assertEqual(
            self.rows(self.card(cycle, self.anna)),
            {"customer": ("30 / 60", "50 %"), "learning": ("40 / 40", "100 %")},
        )
        self.assertEqual(
            self.rows(self.card(cycle, self.ben)),
            {"customer": ("60 / 60", "100 %"), "learning": ("– / 40", "–")},
        )
        self.assertIn("Learning and growth", self.card(cycle, self.anna).perspectives)

    def test_what_was_scored_stays_in_its_perspective(self):
        self.minutes(self.anna, 20)
        card = self.card(self.score(self.scheme), self.anna)
        before = self.rows(card)
        self.indicator("response_time").perspective = "finance"
        self.assertEqual(self.rows(card), before)

    def test_no_sub_totals_without_weights(self):
        self.minutes(self.anna, 20)
        card = self.card(self.score(self.make_scheme(RESPONSE, TEST)), self.anna)
        self.assertEqual(card._perspectives(), [])
        self.assertFalse(card.perspectives)

    def test_the_paper_has_them(self):
        self.minutes(self.anna, 20)
        card = self.card(self.score(self.scheme), self.anna)
        report = self.env["ir.actions.report"].with_user(self.officer)
        page, _type = report._render_qweb_html(
            "aftersales_kpi.report_scorecard", card.ids
        )
        text = " ".join(html.fromstring(page).text_content().split())
        self.assertIn("Perspective Share Points Customer 50 % 30 / 60", text)

    def test_the_workbook_has_them(self):
        self.minutes(self.anna, 20)
        self.observe("knowledge_test", self.anna, 80, denominator=100)
        cycle = self.score(self.scheme)
        report = self.env["ir.actions.report"].with_user(self.officer)
        content, _extension = report._render_xlsx(
            "aftersales_kpi.aftersales_cycle_report_xlsx", cycle.ids, {}
        )
        sheet, rules, _records = openpyxl.load_workbook(BytesIO(content))
        head, row = sheet.iter_rows(min_row=4, max_row=5, values_only=True)
        found = dict(zip(head, row, strict=True))
        self.assertEqual(found["Customer: points of 60"], 30)
        self.assertEqual(found["Learning and growth: points of 40"], 40)
        self.assertEqual(rules["B4"].value, "Perspective")
        self.assertEqual(rules["B5"].value, "Customer")


class TestBalancedTeam(EngineCase):
    def test_a_team_counts_what_names_only_its_people(self):
        """The test of Anna and Ben names no team: (60 + 100) / 2 is the team's 80."""
        scheme = self.make_scheme(
            {
                "indicator": "knowledge_test",
                "curve": "linear",
                "zero_value": 0,
                "full_value": 100,
            },
            subject_type="team",
            team_ids=[Command.set(self.team.ids)],
            perspective_ids=perspectives(learning=100),
        )
        stranger = self._make_employee("Stranger")
        for employee, points in ((self.anna, 60), (self.ben, 100), (stranger, 0)):
            self.observe(
                "knowledge_test", employee, points, denominator=100, team_id=None
            )
        card = self.score(scheme).scorecard_ids
        self.assertEqual(card.team_id, self.team)
        self.assertEqual(card.score, 80)
        self.assertEqual(card._perspectives()[0].points_text, "80 / 100")


class TestBalancedPage(PortalCase):
    def test_radar_and_sub_totals_by_perspective(self):
        scheme = self.make_scheme(
            {**RESPONSE, "max_points": 20, "bands": [(None, 20)]},
            {**TEST, "max_points": 40},
            {"indicator": "resolution_rate", "max_points": 40, "bands": [(None, 40)]},
            perspective_ids=perspectives(customer=20, learning=40, process=40),
        )
        self.observe("knowledge_test", self.anna, 80, denominator=100)
        self.observe("closure", self.anna, 1)
        card = self.card(self.publish(scheme=scheme), self.anna)
        page = self.open_page("anna", f"/my/kpi/{card.id}")
        names = page.xpath("//div[@id='kpi_radar']//tbody/tr/th/text()")
        self.assertEqual(
            [name.strip() for name in names],
            ["Customer", "Internal process", "Learning and growth"],
        )
        subtotals = page.xpath("//section[contains(@class, 'o_kpi_perspectives')]")
        self.assertIn("20 / 20 · 100 %", self.text(subtotals[0]))

    def test_other_schemes_are_drawn_by_criterion(self):
        card = self.card(self.publish(), self.anna)
        page = self.text(self.open_page("anna", f"/my/kpi/{card.id}"))
        self.assertNotIn("By perspective", page)
