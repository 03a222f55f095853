"""R60: every page of the portal is walked by keyboard and read by a screen reader."""

from freezegun import freeze_time

from odoo.tests import tagged

from .engine_common import NOW
from .test_interview_portal import InterviewPortalCase

# What is wrong on a page, as words; "test successful" where nothing is.
WALK = """
(async () => {
    const wrong = [];
    const shown = (element) => element.checkVisibility() &&
        element.getBoundingClientRect().width > 0;
    const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
    const brief = (element) => element.outerHTML.slice(0, 120);
    const nameOf = (element) => (
        element.getAttribute("aria-label") ||
        [...(element.labels || [])].map((label) => label.innerText).join() ||
        element.innerText || element.title || ""
    ).trim();

    if (!document.querySelector("a[href*='#wrap'], a.o_skip_to_content")) {
        wrong.push("no way past the menu");
    }
    for (const details of document.querySelectorAll("#wrap details")) {
        details.open = true;
    }
    const controls = all(
        "#wrap a[href], #wrap button, #wrap input:not([type=hidden]), #wrap select," +
        "#wrap textarea, #wrap summary"
    ).filter((element) => !element.disabled);
    for (const element of controls) {
        const looks = () => {
            const style = getComputedStyle(element);
            const {outlineStyle, outlineWidth, boxShadow} = style;
            return outlineStyle + outlineWidth + boxShadow + style.borderColor;
        };
        document.activeElement.blur();
        const before = looks();
        element.focus({focusVisible: true, preventScroll: true});
        await new Promise((resolve) => setTimeout(resolve, 200));  // it fades in
        if (document.activeElement !== element || element.tabIndex !== 0) {
            wrong.push("not reached: " + brief(element));
        } else if (looks() === before) {
            wrong.push("focus not seen: " + brief(element));
        }
        if (!nameOf(element)) {
            wrong.push("no name: " + brief(element));
        }
    }
    for (const canvas of all("#wrap canvas")) {
        const told = canvas.getAttribute("aria-label") ||
            canvas.closest("[aria-hidden=true], [role=img][aria-label]");
        if (!told) {
            wrong.push("a picture without words: " + brief(canvas));
        }
    }
    let level = 0;
    for (const heading of all("#wrap h1, #wrap h2, #wrap h3, #wrap h4")) {
        const next = Number(heading.tagName[1]);
        if (next > level + 1) {
            wrong.push("no heading of level " + (level + 1) + ": " + brief(heading));
        }
        level = next;
    }
    if (all("#wrap h1").length !== 1) {
        wrong.push("not one main heading");
    }
    if (wrong.length) {
        console.error(wrong.join(" | "));
    } else {
        console.log("test successful");
    }
})()
"""


@tagged("post_install", "-at_install")
class TestKeyboard(InterviewPortalCase):
    """Paula, a portal user, with a phone."""

    browser_size = "390x844"

    def walk(self, *paths):
        for path in paths:
            with self.subTest(path), freeze_time(NOW, tick=True):
                self.browser_js(path, WALK, login="paula", timeout=60)

    def test_scorecards(self):
        line = self.own.line_ids[0]
        card = f"/my/kpi/{self.own.id}"
        self.walk("/my/kpi", card, f"{card}/line/{line.id}", "/my/kpi/now")

    def test_appeal(self):
        line = self.own.line_ids[0]
        self.walk(f"/my/kpi/{self.own.id}/appeal?line={line.id}")

    def test_talk_and_plan(self):
        self.make_plan()
        self.talk.action_hold()
        self.walk(self.path, "/my/kpi/plan")

    def test_goals_and_gradings(self):
        self.walk("/my/kpi/goals", "/my/kpi/goals/new", "/my/kpi/grading")
