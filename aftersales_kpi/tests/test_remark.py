"""R22: strengths and weaknesses in words, anonymous like colleagues' grades."""

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .grading_common import GradingCase


@tagged("post_install", "-at_install")
class TestRemark(GradingCase, HttpCase):
    def write(self, cycle, rater, subject, **texts):
        sheet = self.sheet(cycle, rater).with_user(rater.user_id)
        sheet.save_remarks({subject.id: texts})
        return sheet

    def grade_and_publish(self, cycle):
        self.grade_all(cycle, 80, (80, 80, 60, 60))
        cycle.action_score()
        cycle.action_approve()
        cycle.action_publish()
        return self.card(cycle, self.anna)

    def test_shown_to_the_person_from_the_minimum_number_on(self):
        """Three colleagues wrote a strength, only two a weakness."""
        cycle = self.open_cycle()
        self.write(cycle, self.sue, self.anna, weaknesses="Answer sooner")
        for rater, text in ((self.ben, "b"), (self.cleo, "c"), (self.dan, "d")):
            self.write(cycle, rater, self.anna, strengths=f"Helps {text}")
        for rater in (self.ben, self.cleo):
            self.write(cycle, rater, self.anna, weaknesses="Is late")
        card = self.grade_and_publish(cycle)
        shown = {(role, part): texts for role, part, texts in card._remarks_shown()}
        self.assertEqual(
            shown,
            {
                ("Superior", "weaknesses"): ["Answer sooner"],
                ("Colleague", "strengths"): shown["Colleague", "strengths"],
            },
        )
        self.assertCountEqual(
            shown["Colleague", "strengths"], ["Helps b", "Helps c", "Helps d"]
        )
        self.authenticate("anna", "anna".ljust(8, "x"))
        page = html.fromstring(self.url_open(f"/my/kpi/{card.id}").text)
        words = page.xpath("//section[hasclass('o_kpi_remarks')]")[0].text_content()
        self.assertIn("Answer sooner", words)
        self.assertIn("Helps b", words)
        self.assertNotIn("Is late", words)
        for name in ("Ben", "Cleo", "Dan"):
            self.assertNotIn(name, words)

    def test_the_order_says_nothing_about_who_wrote(self):
        """Whoever writes first: the same words come in the same order."""
        texts = ("one", "two", "three")
        orders = []
        for turn in (1, -1):
            cycle = self.open_cycle()
            raters = (self.ben, self.cleo, self.dan)[::turn]
            for rater, text in zip(raters, texts, strict=True):
                self.write(cycle, rater, self.anna, strengths=text)
            card = self.grade_and_publish(cycle)
            [(_role, _part, shown)] = card._remarks_shown()
            orders.append(shown)
        self.assertEqual(*orders)
        self.assertNotIn("create_date", self.env["aftersales.remark"]._fields)

    def test_nothing_of_who_did_not_submit(self):
        cycle = self.open_cycle()
        self.write(cycle, self.sue, self.anna, strengths="Calm")
        remark = self.sheet(cycle, self.sue).remark_ids
        self.assertFalse(remark.is_submitted)
        self.sheet(cycle, self.sue).action_expire()
        self.assertFalse(remark.is_submitted)

    def test_nobody_but_the_rater_reads_anonymous_words(self):
        cycle = self.open_cycle()
        self.write(cycle, self.ben, self.anna, strengths="Calm")
        self.write(cycle, self.sue, self.anna, strengths="Quick")
        self.grade_all(cycle, 80, (80, 80, 60, 60))
        remarks = self.env["aftersales.remark"]
        for user, texts in (
            (self.ben_user, ["Calm"]),
            (self.sue_user, ["Quick"]),
            (self.officer, ["Quick"]),
            (self.manager, ["Quick"]),
            (self.anna_user, []),
            (self.leader, []),
        ):
            found = remarks.with_user(user).search([])
            self.assertEqual(found.mapped("strengths"), texts, user.login)
        with self.assertRaises(AccessError):
            remarks.with_user(self.ben_user).search([]).write({"strengths": "x"})

    def test_only_the_own_people_and_only_while_open(self):
        cycle = self.open_cycle()
        sheet = self.write(cycle, self.ben, self.anna, strengths="Calm")
        with self.assertRaises(UserError):
            sheet.save_remarks({self.eve.id: {"strengths": "x"}})
        with self.assertRaises(AccessError):
            sheet.with_user(self.cleo_user).save_remarks({})
        with self.assertRaisesRegex(UserError, "at most 2000"):
            sheet.save_remarks({self.anna.id: {"strengths": "x" * 2001}})
        self.grade(cycle, self.ben, dict.fromkeys(self.crew - self.ben, 80))
        with self.assertRaises(UserError):
            sheet.save_remarks({self.anna.id: {"strengths": "x"}})

    def test_words_about_everybody_where_the_scheme_wants_them(self):
        teams = self.both().team_ids
        scheme = self.both(scheme={"team_ids": teams.ids, "remark_policy": "required"})
        cycle = self.open_cycle(scheme)
        grades = {self.anna: 80, self.cleo: 80, self.dan: None}
        with self.assertRaisesRegex(UserError, "Anna, Cleo"):
            self.grade(cycle, self.ben, grades)
        for person in (self.anna, self.cleo):
            self.write(cycle, self.ben, person, strengths="Calm", weaknesses="Late")
        self.grade(cycle, self.ben, grades)
        self.assertEqual(self.sheet(cycle, self.ben).state, "submitted")

    @mute_logger("odoo.http")
    def test_the_page_keeps_words_with_and_without_a_script(self):
        cycle = self.open_cycle()
        sheet = self.sheet(cycle, self.sue)
        self.authenticate("sue", "sue".ljust(8, "x"))
        self.url_open(
            f"{sheet._url()}/remark",
            json={
                "params": {
                    "employee_id": self.anna.id,
                    "part": "strengths",
                    "text": "Calm",
                }
            },
        )
        page = self.url_open(
            f"{sheet._url()}/submit",
            data={
                "csrf_token": Request.csrf_token(self),
                "intent": "save",
                f"weaknesses_{self.anna.id}": "Late",
            },
        )
        text = html.fromstring(page.text).xpath("//textarea/text()")
        self.assertEqual(text, ["Calm", "Late"])
        remark = sheet.remark_ids
        self.assertEqual((remark.strengths, remark.weaknesses), ("Calm", "Late"))
