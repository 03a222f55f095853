"""R52, R60: the scorecard on paper, for whoever may read it, in the person's words."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .revision_common import RevisionCase
from .test_portal import PortalCase

REPORT = "aftersales_kpi.report_scorecard"


class PaperMixin:
    def paper(self, cards, user=None, **context):
        """The document: text under tests, a PDF with force_report_rendering."""
        report = self.env["ir.actions.report"].with_context(**context)
        if user:
            report = report.with_user(user)
        return report._render_qweb_pdf(REPORT, cards.ids)[0]

    def words(self, cards, user=None):
        return " ".join(self.paper(cards, user).decode().split())


@tagged("post_install", "-at_install")
class TestScorecardPaper(PaperMixin, RevisionCase):
    def test_everything_that_counts_stands_on_it(self):
        """R52: total, rule, value, points, state, seal and how to object."""
        words = self.words(self.anna_card)
        for text in (
            "Anna",
            "October 2026",
            "50.00",
            "20 min",
            "&gt; 10 min to 30 min → 50",
            "State: Published",
            "seal 1: " + self.anna_card.seal_ids.chain[:16],
            "You can appeal until",
            f"/my/kpi/{self.anna_card.id}",
        ):
            self.assertIn(text, words)
        self.assertNotIn("Rank", words)  # R73: this scheme wants none
        self.assertNotIn("Records left out", words)

    def test_what_was_left_out_stands_on_it_with_its_reason(self):
        """R45: visible to the person scored; what was undone counts again."""
        scheme = self.make_scheme({"bands": [(10, 100), (30, 50), (None, 0)]})
        exclusion = self.env["aftersales.exclusion"].create(
            {"observation_id": self.slow.id, "reason": "The line was down"}
        )
        card = self.card(self.publish(scheme), self.anna)
        words = self.words(card)
        self.assertIn("Records left out", words)
        self.assertIn("The line was down", words)
        # the card published before still counted it, and says so
        self.assertNotIn("The line was down", self.words(self.anna_card))
        exclusion.action_undo()
        self.assertNotIn("The line was down", self.words(card))

    def test_a_correction_and_the_card_before_it(self):
        revision = self.anna_card._revise("Not her fault", removed=self.slow.ids)
        words = self.words(revision)
        for text in ("100.00", "This is a correction", "Not her fault", "revision 1"):
            self.assertIn(text, words)
        self.assertIn("A correction has replaced", self.words(self.anna_card))

    def test_a_voided_card(self):
        """R37: with the reason, and the way to appeal."""
        self.anna_card.with_user(self.officer).action_void("Closed tickets in bulk")
        voided = self.card(self.cycle, self.anna)
        words = self.words(voided)
        for text in ("was voided", "Closed tickets in bulk", "You can appeal until"):
            self.assertIn(text, words)

    def test_the_person_s_language_not_the_printer_s(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.anna_user.lang = "zh_CN"
        self.assertIn("2026年10月", self.words(self.anna_card, self.officer))
        self.assertIn("October 2026", self.words(self.card(self.cycle, self.ben)))

    def test_whoever_may_read_a_card_may_print_it_nobody_else(self):
        for user in (self.anna_user, self.leader, self.officer, self.manager):
            self.assertIn("50.00", self.words(self.anna_card, user))
        for user in (self.ben_user, self.head):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.paper(self.anna_card, user)
        with self.assertRaises(AccessError):  # one of several is enough
            self.paper(self.anna_card | self.card(self.cycle, self.ben), self.ben_user)
        with self.assertRaises(UserError):
            self.paper(self.anna_card.browse())

    def test_nothing_before_publication(self):
        card = self.card(self.score(self.make_scheme({})), self.anna)
        with self.assertRaises(AccessError):
            self.paper(card, self.anna_user)
        self.assertIn("not published yet", self.words(card, self.officer))

    def test_several_cards_cost_no_more_queries_than_one(self):
        cards = self.cycle.scorecard_ids

        def queries(printed):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.paper(printed)
            return self.env.cr.sql_log_count - before

        queries(cards)  # fills the caches
        self.assertLessEqual(queries(cards), queries(cards[0]))

    def test_a_real_pdf(self):
        """One document for several cards, as Debian's wkhtmltopdf can make it."""
        for cards in (self.anna_card, self.cycle.scorecard_ids):
            content = self.paper(cards, force_report_rendering=True)
            self.assertEqual(content[:5], b"%PDF-")


@tagged("post_install", "-at_install")
class TestScorecardPaperOverHttp(PortalCase, HttpCase):
    def test_the_button_brings_the_own_card_to_both_kinds_of_users(self):
        cycle = self.publish()
        for login, employee in (("anna", self.anna), ("paula", self.paula)):
            card = self.card(cycle, employee)
            page = self.open_page(login, f"/my/kpi/{card.id}")
            self.assertTrue(page.xpath(f"//a[@href='/my/kpi/{card.id}/pdf']"))
            paper = self.url_open(f"/my/kpi/{card.id}/pdf")
            self.assertIn("attachment", paper.headers["Content-Disposition"])
            self.assertIn(employee.name, paper.text)
            self.assertIn("66.00", paper.text)

    def test_no_other_route_brings_more(self):
        """Neither the page's, nor Odoo's own, nor one with a token."""
        card = self.card(self.publish(), self.anna)
        own = self.card(card.cycle_id, self.paula)
        for login in ("ben", "paula"):
            self.open_page(login, f"/my/kpi/{card.id}/pdf", status=404)
        self.authenticate("paula", "paula")
        for path in (
            f"/report/html/{REPORT}/{card.id}",
            f"/report/pdf/{REPORT}/{card.id}",
        ):
            with mute_logger("odoo.http"):
                self.assertEqual(self.url_open(path).status_code, 403, path)
        self.assertIn("66.00", self.url_open(f"/report/html/{REPORT}/{own.id}").text)
        self.assertNotIn("access_token", self.env["aftersales.scorecard"]._fields)
        self.authenticate(None, None)
        for path in (f"/my/kpi/{card.id}/pdf", f"/report/html/{REPORT}/{card.id}"):
            self.assertIn("/web/login", self.url_open(path).url)
