"""Who may open which page of the portal: every route of /my/kpi, by everybody.

A page is about one person and opens for nobody else, not even for leaders and officers:
they have the backend. For all others it is "not found", as if there were none.
"""

import re
import threading

from freezegun import freeze_time

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.aftersales_kpi.tests.engine_common import NOW

from access_world import AccessWorld

ADDON = "odoo.addons.aftersales_kpi."
# Who comes, and to whose page. The leader leads the colleague.
OWN = {"employee": "employee", "service": "service"}
OTHERS = {
    "customer": "employee",
    "internal": "colleague",
    "employee": "stranger",
    "service": "stranger",
    "leader": "colleague",
    "officer": "colleague",
    "administrator": "colleague",
}
# Pages that show what is the visitor's own, whoever that is.
PERSONAL = (
    "/my/kpi",
    "/my/kpi/page/<int:page>",
    "/my/kpi/now",
    "/my/kpi/goals",
    "/my/kpi/plan",
    "/my/kpi/career",
    "/my/kpi/grading",
)
# And those that open for whoever is an employee only.
OF_EMPLOYEES = ("/my/kpi/goals/new",)
ANSWERS_OF_EMPLOYEES = ("/my/kpi/goals/new/save",)
# Pages and answers about a record: {route: the model of the record}.
CARD, APPEAL, GOAL = "aftersales.scorecard", "aftersales.appeal", "aftersales.goal"
SHEET, OUTCOME = "aftersales.grading", "aftersales.outcome"
TALK, PLAN = "aftersales.interview", "aftersales.improvement.plan"
READING = "aftersales.scheme.reading"
PAGES = {
    "/my/kpi/<int:card_id>": CARD,
    "/my/kpi/<int:card_id>/pdf": CARD,
    "/my/kpi/<int:card_id>/line/<int:line_id>": CARD,
    "/my/kpi/<int:card_id>/line/<int:line_id>/page/<int:page>": CARD,
    "/my/kpi/<int:card_id>/appeal": f"{CARD} (second)",
    "/my/kpi/team/<int:card_id>": f"{CARD} (team's)",
    "/my/kpi/appeal/<int:appeal_id>": APPEAL,
    "/my/kpi/appeal/<int:appeal_id>/hearing": f"{APPEAL} (heard)",
    "/my/kpi/goals/<int:goal_id>": f"{GOAL} (agreed)",
    "/my/kpi/goals/<int:goal_id>/edit": GOAL,
    "/my/kpi/grading/<int:sheet_id>": SHEET,
    "/my/kpi/interview/<int:interview_id>": TALK,
    "/my/kpi/now/<int:criterion_id>": None,
    "/my/kpi/now/<int:criterion_id>/page/<int:page>": None,
    "/my/kpi/outcome/<int:outcome_id>": OUTCOME,
    "/my/kpi/outcome/<int:outcome_id>/certificate": f"{OUTCOME} (effective)",
    "/my/kpi/rules/<int:reading_id>": READING,
}
ANSWERS = {
    "/my/kpi/<int:card_id>/appeal": CARD,
    "/my/kpi/<int:card_id>/confirm": CARD,
    "/my/kpi/<int:card_id>/interview": CARD,
    "/my/kpi/appeal/<int:appeal_id>/<any(withdraw,agree,escalate):action>": APPEAL,
    "/my/kpi/appeal/<int:appeal_id>/hearing": f"{APPEAL} (heard)",
    "/my/kpi/goals/<int:goal_id>/answer": f"{GOAL} (agreed)",
    "/my/kpi/goals/<int:goal_id>/change": f"{GOAL} (agreed)",
    "/my/kpi/goals/<int:goal_id>/checkin": f"{GOAL} (agreed)",
    "/my/kpi/goals/<int:goal_id>/save": GOAL,
    "/my/kpi/goals/<int:goal_id>/milestone/<int:milestone_id>": GOAL,
    "/my/kpi/grading/<int:sheet_id>/submit": SHEET,
    "/my/kpi/interview/<int:interview_id>/"
    "<any(comment,confirm,disagree,withdraw):move>": TALK,
    "/my/kpi/outcome/<int:outcome_id>/answer": OUTCOME,
    "/my/kpi/outcome/<int:outcome_id>/choose": OUTCOME,
    "/my/kpi/plan/<int:plan_id>/agree": PLAN,
    "/my/kpi/plan/action/<int:action_id>/<any(start,progress,done):move>": (
        "aftersales.improvement.action"
    ),
    "/my/kpi/proposal/<int:proposal_id>/<any(accept,dismiss):move>": (
        "aftersales.training.proposal"
    ),
    "/my/kpi/rules/<int:reading_id>/read": READING,
}
# Answers without leaving the page: {route: (the model, what is sent)}.
CALLS = {
    "/my/kpi/<int:card_id>/appeal/preview": (CARD, {"records": [], "points": "1"}),
    "/my/kpi/grading/<int:sheet_id>/remark": (
        SHEET,
        {"employee_id": 0, "part": "strengths", "text": "Calm"},
    ),
    "/my/kpi/grading/<int:sheet_id>/save": (
        SHEET,
        {"assessment_id": 0, "answer": "declined"},
    ),
}


class PortalWorld(AccessWorld):
    """The world of the access matrix, and what only the portal's pages need."""

    def make_pages(self):
        self.company.kpi_team_cards = True
        self._cycle("2026-11-01").action_open()  # the running estimate
        self._make_team_cards()
        for role in ("employee", "service", "stranger", "colleague"):
            self._keep(f"{CARD} (second)", role, self.second_cards[role])
            self._keep(f"{APPEAL} (heard)", role, self._heard(role))
            self._keep(f"{OUTCOME} (effective)", role, self._awarded(role))

    def _make_team_cards(self):
        scheme = self._scheme("TEAM", graded=False)
        scheme.subject_type = "team"
        scheme.action_approve()
        cycle = self.env["aftersales.cycle"].create(
            {
                "scheme_id": scheme.id,
                "company_id": self.company.id,
                "date_from": "2026-10-01",
            }
        )
        for move in ("open", "score", "approve", "publish"):
            getattr(cycle, f"action_{move}")()
        for role in ("employee", "service", "colleague", "stranger"):
            team = self.other_team if role == "stranger" else self.team
            [card] = cycle.scorecard_ids.filtered(lambda one, t=team: one.team_id == t)
            self._keep(f"{CARD} (team's)", role, card)

    def _heard(self, role):
        """Somebody says that a record is this person's, who is asked about it."""
        pairs = ("employee", "service", "stranger", "colleague")
        other = pairs[pairs.index(role) ^ 1]
        card = self.second_cards[other]
        values = {
            **self.vals_appeal(other),
            "scorecard_id": card.id,
            "line_id": card.line_ids[0].id,
            "kind": "wrong_person",
            "other_employee_id": self.employees[role].id,
            "observation_ids": self.records["aftersales.observation"][other].ids,
        }
        appeal = self.env[APPEAL].with_user(self.users[other]).sudo().create(values)
        self.env["aftersales.appeal.decision"]._log(
            appeal, "action_hear", "submitted", False
        )
        appeal._set({"state": "hearing"})
        return appeal

    def _awarded(self, role):
        rule = self.env["aftersales.outcome.rule"].create(
            {**self.vals_rule(), "title": "Star"}
        )
        outcome = self.env[OUTCOME].create(self.vals_outcome(rule, role))
        outcome._set({"state": "effective", "notified_on": "2026-11-01 10:00:00"})
        return outcome


@tagged("post_install", "-at_install")
class TestPortalAccess(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        freezer = freeze_time(NOW)
        freezer.start()
        cls.addClassCleanup(freezer.stop)
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True})
        cls.world = PortalWorld(cls.env, "A")
        cls.world.make_pages()
        cls.env = cls.world.env

    # --- Going there ------------------------------------------------------------------

    def come(self, role):
        user = self.world.users[role]
        user.password = user.login
        self.authenticate(user.login, user.login)

    def path(self, route, model, person):
        """The route with the ids of the person's record and of what hangs on it."""
        records = model and self.world.records[model]
        # who grades nobody has no sheet: then it is a colleague's
        record = model and records.get(person, records["colleague"])
        ids = {"page": 1}
        if not record:
            ids["criterion_id"] = self.world.scheme.criterion_ids[0].id
        elif record._name == CARD:
            ids |= {"card_id": record.id, "line_id": record.line_ids[:1].id}
        elif record._name == GOAL:
            ids |= {"goal_id": record.id, "milestone_id": record.milestone_ids[:1].id}
        path = re.sub(r"<any\((\w+)[^>]*>", r"\1", route)
        return re.sub(
            r"<int:(\w+)>", lambda found: str(ids.get(found[1]) or record.id), path
        )

    def status(self, path, data=None):
        if data is not None:
            data = {**data, "csrf_token": http.Request.csrf_token(self)}
        return self.url_open(path, data=data, allow_redirects=False).status_code

    def call(self, path, arguments):
        """What a call without leaving the page answers: True, or the error's name."""
        answer = self.url_open(path, json={"params": arguments}).json()
        return "error" not in answer or answer["error"]["data"]["name"]

    # --- Tests ------------------------------------------------------------------------

    def test_every_route_stands_in_the_tables(self):
        """A new page belongs into them."""
        thread = threading.current_thread()
        thread.dbname = self.env.cr.dbname  # as a server's threads have it
        self.addCleanup(delattr, thread, "dbname")
        routes = {
            rule.rule
            for rule in self.env["ir.http"].routing_map().iter_rules()
            if rule.rule.startswith("/my/kpi")
            and rule.endpoint.func.__module__.startswith(ADDON)
        }
        tables = (PERSONAL, OF_EMPLOYEES, ANSWERS_OF_EMPLOYEES, PAGES, ANSWERS, CALLS)
        self.assertEqual(routes, set().union(*tables))

    def test_nobody_comes_without_logging_in(self):
        for route in (*PERSONAL, *OF_EMPLOYEES):
            path = self.path(route, None, None)
            with self.subTest(path):
                self.assertIn("/web/login", self.url_open(path).url)
        self.authenticate(None, None)
        for tables in (PAGES, ANSWERS):
            for route, model in tables.items():
                path = self.path(route, model, "service")
                data = {} if tables is ANSWERS else None
                with self.subTest(path):
                    self.assertEqual(self.status(path, data), 303)
        for route, (model, arguments) in CALLS.items():
            path = self.path(route, model, "service")
            self.assertEqual(
                self.call(path, arguments), "odoo.http.SessionExpiredException"
            )

    def test_everybody_has_the_own_pages_and_nobody_else_on_them(self):
        names = {
            role: self.world.employees[role].name for role in ("stranger", "colleague")
        }
        for role in {*OWN, *OTHERS}:
            self.come(role)
            for route in PERSONAL:
                with self.subTest(role=role, route=route):
                    page = self.url_open(self.path(route, None, None))
                    self.assertEqual(page.status_code, 200)
                    if route != "/my/kpi/grading":
                        for name in names.values():
                            self.assertNotIn(name, page.text)

    def test_who_is_no_employee_drafts_no_goal(self):
        self.come("employee")
        self.assertEqual(self.status(*OF_EMPLOYEES), 200)
        self.assertEqual(self.status(*ANSWERS_OF_EMPLOYEES, {}), 200)  # what is missing
        self.come("customer")
        self.assertEqual(self.status(*OF_EMPLOYEES), 404)
        self.assertEqual(self.status(*ANSWERS_OF_EMPLOYEES, {}), 404)

    def test_pages_open_for_the_person_and_are_not_found_for_others(self):
        for role, person in OWN.items():
            self.come(role)
            for route, model in PAGES.items():
                path = self.path(route, model, person)
                with self.subTest(role=role, path=path, route=route):
                    self.assertEqual(self.status(path), 200)
        for role, person in OTHERS.items():
            self.come(role)
            for route, model in PAGES.items():
                # the criterion of the running period is one for all who have it
                if model is None and role in OWN:
                    continue
                path = self.path(route, model, person)
                with self.subTest(role=role, path=path, route=route):
                    self.assertEqual(self.status(path), 404)

    def test_answers_are_taken_from_the_person_only(self):
        for role, person in OTHERS.items():
            self.come(role)
            for route, model in ANSWERS.items():
                path = self.path(route, model, person)
                with self.subTest(role=role, path=path):
                    self.assertEqual(self.status(path, {}), 404)
            for route, (model, arguments) in CALLS.items():
                path = self.path(route, model, person)
                with mute_logger("odoo.http"), self.subTest(role=role, path=path):
                    self.assertEqual(
                        self.call(path, arguments), "werkzeug.exceptions.NotFound"
                    )
        for role, person in OWN.items():
            self.come(role)
            for route, model in ANSWERS.items():
                path = self.path(route, model, person)
                with self.subTest(role=role, path=path):
                    self.assertIn(self.status(path, {"answer": "agree"}), (200, 303))
