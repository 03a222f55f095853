"""R46: the page on which people grade, as browsers and other clients see it."""

from freezegun import freeze_time
from lxml import html

from odoo import Command
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .engine_common import NOW
from .grading_common import GradingCase

READY = "document.body.getAttribute('is-ready') === 'true'"

# A choice by keyboard, kept at once, and still there after loading again.
CHOOSE = """
(async () => {
    const group = document.querySelector("[role=radiogroup][aria-label=Anna]");
    const radios = [...group.querySelectorAll("input")];
    radios[1].focus();
    radios[1].click();
    for (let tries = 0; tries < 100; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (document.querySelector(".o_kpi_done").textContent === "1") {
            const text = document.querySelector(".o_kpi_status").textContent;
            console.log(text ? "test successful" : "no word about saving");
            return;
        }
    }
    console.error("the choice was not saved");
})();
"""


@tagged("post_install", "-at_install")
class TestGradingPage(GradingCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle = cls.make_cycle(cls.both())
        cls.cycle.action_open()

    def login(self, user):
        self.authenticate(user.login, user.login.ljust(8, "x"))

    def page(self, sheet):
        response = self.url_open(sheet._url())
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content)

    def submit(self, sheet, answers, **values):
        return self.url_open(
            f"{sheet._url()}/submit",
            data={
                "csrf_token": Request.csrf_token(self),
                **{f"grade_{task.id}": answer for task, answer in answers.items()},
                **values,
            },
        )

    def test_people_and_written_levels_stand_on_one_page(self):
        self.login(self.sue_user)
        page = self.page(self.sheet(self.cycle, self.sue))
        people = page.xpath("//tr[@role='radiogroup']/@aria-label")
        self.assertEqual(people, ["Anna", "Ben", "Cleo", "Dan"])
        head = page.xpath("//thead//th/span[2]/text()")
        self.assertEqual(
            head[:5], ["level 10", "level 8", "level 6", "level 4", "level 0"]
        )
        names = page.xpath("//tr[@role='radiogroup']//input/@aria-label")
        self.assertEqual(names[0], "100: level 10")

    def test_the_only_open_sheet_opens_at_once(self):
        self.login(self.sue_user)
        response = self.url_open("/my/kpi/grading")
        self.assertTrue(response.url.endswith(self.sheet(self.cycle, self.sue)._url()))

    def test_nothing_to_grade_says_so(self):
        self.login(self.eve_user)
        self.assertIn("Nobody needs your grades", self.url_open("/my/kpi/grading").text)

    @mute_logger("odoo.http")
    def test_foreign_sheets_do_not_exist(self):
        """Neither for colleagues nor for officers, whatever the route."""
        sheet = self.sheet(self.cycle, self.sue)
        task = self.task(self.cycle, self.sue, self.anna)
        for user in (self.ben_user, self.officer, self.manager):
            self.login(user)
            with self.subTest(user.login):
                self.assertEqual(self.url_open(sheet._url()).status_code, 404)
                self.assertEqual(
                    self.submit(sheet, {task: "declined"}).status_code, 404
                )
                answer = self.save(sheet, task, "declined")
                self.assertIn("error", answer)
                self.assertEqual(task.state, "to_do")

    def save(self, sheet, task, answer):
        return self.url_open(
            f"{sheet._url()}/save",
            json={"params": {"assessment_id": task.id, "answer": answer}},
        ).json()

    def test_strangers_have_to_log_in(self):
        response = self.url_open(self.sheet(self.cycle, self.sue)._url())
        self.assertIn("/web/login", response.url)

    @mute_logger("odoo.http")
    def test_each_choice_is_kept(self):
        self.login(self.sue_user)
        sheet = self.sheet(self.cycle, self.sue)
        task = self.task(self.cycle, self.sue, self.anna)
        answer = self.save(sheet, task, self.answer(task, 60))
        self.assertEqual(answer["result"], {"done": 1, "total": 4})
        self.assertEqual((task.state, task.value), ("draft", 60))
        checked = self.page(sheet).xpath("//input[@checked]/@value")
        self.assertEqual(checked, [f"level:{task.level_id.id}"])
        foreign = self.task(self.cycle, self.ben, self.anna)
        self.assertIn("error", self.save(sheet, foreign, "declined"))

    def test_submitting_keeps_all_or_says_what_is_missing(self):
        """Works without a script: the form brings every choice."""
        self.login(self.sue_user)
        sheet = self.sheet(self.cycle, self.sue)
        tasks = list(sheet.assessment_ids)
        some = {task: self.answer(task, 80) for task in tasks[:3]}
        self.assertIn("1 grades are missing", self.submit(sheet, some).text)
        self.assertEqual(sheet.done_count, 3)
        response = self.submit(sheet, {tasks[3]: "declined"})
        self.assertIn("Thank you", response.text)
        self.assertEqual(sheet.state, "submitted")
        self.assertEqual(set(sheet.assessment_ids.mapped("state")), {"submitted"})
        self.assertNotIn("o_kpi_grading_bar", response.text)

    def test_a_draft_can_be_saved_without_a_script(self):
        self.login(self.sue_user)
        sheet = self.sheet(self.cycle, self.sue)
        task = sheet.assessment_ids[0]
        self.submit(sheet, {task: "declined"}, intent="save")
        self.assertEqual((task.state, sheet.state), ("draft", "open"))

    def test_portal_employees_grade_alike(self):
        portal = new_test_user(
            self.env,
            "portal_rater",
            "base.group_portal",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.ben.user_id = portal
        self.login(portal)
        self.assertEqual(
            self.page(self.sheet(self.cycle, self.ben)).xpath(
                "//tr[@role='radiogroup']/@aria-label"
            ),
            ["Anna", "Cleo", "Dan"],
        )
        counters = self.url_open(
            "/my/counters", json={"params": {"counters": ["grading_count"]}}
        )
        self.assertEqual(counters.json()["result"]["grading_count"], 1)

    def test_queries_do_not_grow_with_people(self):
        """Loading the page of four people costs no more than that of three."""

        def queries(user, rater):
            self.login(user)
            sheet = self.sheet(self.cycle, rater)
            self.page(sheet)  # fills the caches
            before = self.env.cr.sql_log_count
            self.page(sheet)
            return self.env.cr.sql_log_count - before

        three = queries(self.ben_user, self.ben)
        self.assertLessEqual(queries(self.sue_user, self.sue), three)

    def test_the_script_speaks_the_readers_language(self):
        translated = self.env["ir.http"]._get_translation_frontend_modules_name()
        self.assertIn("aftersales_kpi", translated)

    def test_a_choice_in_the_browser_is_kept(self):
        sheet = self.sheet(self.cycle, self.sue)
        with freeze_time(NOW, tick=True):  # the browser is waited for by the clock
            self.browser_js(sheet._url(), CHOOSE, READY, login="sue", timeout=30)
        self.assertEqual(self.task(self.cycle, self.sue, self.anna).value, 80)
