"""Who may do what with the add-on's records, through the ORM and over JSON-2.

Real records of each model: Anna served, Lea leads her team, Ida interviews, the shopper
is a portal user, Olga is the evaluation officer; the foreign officer is another
company's, the surveyor runs Odoo's other surveys.
"""

from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import OFFICER
from .test_interview import InterviewCase

#: c create, r read, w change, d delete; who is not named may do nothing.
MATRIX = {
    "invitation": {"olga": "r", "admin": "r"},
    "answer": {"olga": "r", "admin": "r", "lea": "r"},
    "answer line": {"olga": "r", "admin": "r", "lea": "r"},
    "campaign, running": {"olga": "crw", "admin": "crw"},
    "campaign, draft": {"olga": "crwd", "admin": "crwd"},
    "stratum": {"olga": "r", "admin": "r"},
    "call": {"ida": "rw", "olga": "rw", "admin": "rw"},
    "attempt": {"ida": "r", "olga": "r", "admin": "r"},
    "visit, briefed": {"olga": "crw", "admin": "crw"},
    "visit, published": {"anna": "r", "olga": "crw", "admin": "crw"},
    "test": {"olga": "crw", "admin": "crw"},
    "sitting": {"anna": "r", "olga": "rw", "admin": "rw"},
    "questionnaire": {"olga": "crwd", "admin": "crwd", "lea": "r"},
    "question": {"olga": "crwd", "admin": "crwd", "lea": "r"},
    "choice": {"olga": "crwd", "admin": "crwd", "lea": "r"},
    "test's questions": {"olga": "crwd", "admin": "crwd"},
    "test's question": {"olga": "crwd", "admin": "crwd"},
    "test's choice": {"olga": "crwd", "admin": "crwd"},
}
#: A change that says little, of a field that a form of the model writes.
TOUCH = {
    "aftersales.invitation": {"email": "me@example.com"},
    "survey.user_input": {"kpi_score": 100},
    "survey.user_input.line": {"answer_score": 5},
    "aftersales.campaign": {"name": "Changed"},
    "aftersales.campaign.stratum": {"population": 1},
    "aftersales.phone.interview": {"summary": "Changed"},
    "aftersales.phone.interview.attempt": {"note": "Changed"},
    "aftersales.visit": {"planned_on": "2026-03-04"},
    "aftersales.test": {"name": "Changed"},
    "aftersales.test.sitting": {"excuse": "Ill"},
    "survey.survey": {"title": "Changed"},
    "survey.question": {"title": "Changed"},
    "survey.question.answer": {"value": "Changed"},
}
REFUSED = (AccessError, UserError)


@tagged("post_install", "-at_install")
class TestSurveyMatrix(HttpCase, InterviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shopper = new_test_user(cls.env, "shopper", groups="base.group_portal")
        elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.users = {
            "anna": cls.anna,
            "ben": cls.ben,
            "lea": cls.lea,
            "ida": cls.ida,
            "olga": cls.olga,
            "admin": new_test_user(
                cls.env, "adm", groups=f"{OFFICER},aftersales_kpi.group_manager"
            ),
            "shopper": cls.shopper,
            "customer": new_test_user(cls.env, "buyer", groups="base.group_portal"),
            "surveyor": new_test_user(
                cls.env,
                "surveyor",
                groups="base.group_user,survey.group_survey_manager",
            ),
            "foreign officer": new_test_user(
                cls.env,
                "foreign",
                groups=OFFICER,
                company_id=elsewhere.id,
                company_ids=[Command.set(elsewhere.ids)],
            ),
            "public": cls.env.ref("base.public_user"),
        }

    def setUp(self):
        super().setUp()
        self.records = self._make_records()
        # questionnaires belong to no company: each one's officers may use them
        self.shared = {
            label
            for label in MATRIX
            if label.startswith(("question", "choice", "test'"))
        }

    def _make_records(self):
        """A record of each row of the table, as the product makes it."""
        call = self.call_list().interview_ids[0]
        call.with_user(self.ida)._record("no_answer")
        running = self.run_campaign()
        answer = self.fill(running.invitation_ids[1])
        briefed, published = (self._make_visit() for _visit in range(2))
        (briefed | published).action_brief()
        scoring = published._begin(self.shopper)
        question = self.choice("shopper_1")
        scoring._save_lines(question, str(question.suggested_answer_ids[0].id))
        scoring._mark_done()
        published.action_publish()
        test = self.env["aftersales.test"].create(
            {
                "name": "Pumps",
                "survey_id": self.env.ref("aftersales_kpi_survey.survey_test").id,
                "date_from": "2026-03-01",
                "date_to": "2099-03-31",
                "employee_ids": self.anna_employee.ids,
            }
        )
        test.action_open()
        own = self.survey.copy({"title": "Ours"})
        pool = test.survey_id.copy({"title": "Our test"})
        return {
            "invitation": running.invitation_ids[0],
            "answer": answer,
            "answer line": answer.user_input_line_ids[0],
            "campaign, running": running,
            "campaign, draft": self.make_campaign(),
            "stratum": running.stratum_ids[0],
            "call": call,
            "attempt": call.attempt_ids,
            "visit, briefed": briefed,
            "visit, published": published,
            "test": test,
            "sitting": test.sitting_ids,
            "questionnaire": own,
            "question": own.question_ids[0],
            "choice": own.question_ids[0].suggested_answer_ids[0],
            "test's questions": pool,
            "test's question": pool.question_ids[0],
            "test's choice": pool.question_ids[0].suggested_answer_ids[0],
        }

    def _make_visit(self):
        return self.env["aftersales.visit"].create(
            {
                "name": "A pump that leaks",
                "shopper_id": self.shopper.id,
                "employee_id": self.anna_employee.id,
                "team_id": self.team.id,
            }
        )

    def call_list(self, **values):
        """Calls of customers of their own, who are not asked by mail besides."""
        customers, type(self).customers = self.customers, self.customers[:3]
        campaign = super().call_list(**values)
        type(self).customers = customers[3:]
        self.serve(3, 0)
        type(self).customers = customers
        return campaign

    # --- Trying -----------------------------------------------------------------------

    @contextmanager
    def _undone(self):
        self.env.flush_all()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            yield
            self.env.flush_all()
        finally:
            self.env.clear()
            savepoint.close(rollback=True)

    def _may(self, attempt):
        try:
            with self._undone():
                return attempt()
        except REFUSED:
            return False
        except IntegrityError as error:
            return f" {error}"  # a sentence is owed, and this is none

    def _letters(self, tries):
        found = ""
        for letter, attempt in tries.items():
            answer = self._may(attempt)
            if answer is not False:
                found += letter + (answer if isinstance(answer, str) else "")
        return found

    def _of(self, role, record):
        user = self.users[role]
        companies = {"allowed_company_ids": user.company_ids.ids}
        return record.with_user(user).sudo(False).with_context(**companies)

    def _new_values(self, record):
        """What another one like it would be made with, as far as a form sends it."""
        fields = record._fields
        own = record._name.startswith("aftersales.")
        return {
            name: value
            for name, value in record.sudo().copy_data()[0].items()
            if fields[name].type[-4:] != "many" and not (own and fields[name].readonly)
        }

    def _compare(self, tries_of, roles, operations="crwd"):
        """Every cell of the table, as far as the route has its operations."""
        wrong = []
        for label, cells in MATRIX.items():
            record = self.records[label]
            values = self._new_values(record)
            for role in roles:
                expected = cells.get(role, "")
                if role == "foreign officer" and label in self.shared:
                    expected = cells["olga"]
                expected = "".join(one for one in expected if one in operations)
                found = self._letters(tries_of(role, record, values))
                if found != expected:
                    wrong.append((label, role, expected, found))
        self.assertFalse(wrong, "\n" + "\n".join(map(str, wrong)))

    # --- Routes -----------------------------------------------------------------------

    def test_through_the_orm(self):
        def tries(role, record, values):
            mine = self._of(role, record)

            def read():
                found = mine.search([("id", "=", record.id)])
                if not found:
                    with self.assertRaises(AccessError):
                        mine.read(["display_name"])
                    return False
                return bool(found.read())

            def write():
                return mine.write(TOUCH[record._name])

            def create():
                return bool(mine.browse().create(values))

            return {"c": create, "r": read, "w": write, "d": mine.unlink}

        with mute_logger("odoo.models.unlink", "odoo.addons.base.models.ir_rule"):
            self._compare(tries, self.users)

    def test_over_json2(self):
        keys = {
            role: self.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate("rpc", "matrix", None)
            for role, user in self.users.items()
            if role != "public"
        }

        def call(role, record, method, **arguments):
            companies = self.users[role].company_ids.ids
            response = self.url_open(
                f"/json/2/{record._name}/{method}",
                json={"context": {"allowed_company_ids": companies}, **arguments},
                headers={"Authorization": f"bearer {keys[role]}"},
            )
            self.assertIn(response.status_code, (200, 403, 422), response.text)
            return bool(response.json()) if response.status_code == 200 else False

        def tries(role, record, values):
            domain = [["id", "=", record.id]]
            return {
                "r": lambda: call(role, record, "search_read", domain=domain),
                "w": lambda: call(
                    role, record, "write", ids=record.ids, vals=TOUCH[record._name]
                ),
            }

        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            self._compare(tries, keys, "rw")

    def test_no_key_no_answer(self):
        for name in sorted(TOUCH):
            response = self.url_open(f"/json/2/{name}/search_read", json={"domain": []})
            self.assertIn(response.status_code, (401, 403), name)

    def test_what_is_the_systems_is_nobodys_to_write(self):
        """Draws, results and tokens: not by an officer either."""
        for label, vals in (
            ("campaign, draft", {"drawn_ids": [1]}),
            ("campaign, draft", {"frame": [[1, ""]]}),
            ("campaign, running", {"sample_count": 1}),
            ("call", {"score": 100}),
            ("call", {"follow_up_id": False}),
            ("visit, briefed", {"score": 100, "has_score": True}),
            ("sitting", {"score": 100}),
            ("sitting", {"is_passed": True}),
        ):
            with self.assertRaises(UserError, msg=(label, vals)):
                self._of("olga", self.records[label]).write(vals)
