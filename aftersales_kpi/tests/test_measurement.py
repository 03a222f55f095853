"""R16: figures from other systems enter once, or not at all."""

import json
from datetime import date, datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase
from odoo.tools import file_open

from .engine_common import NOW, EngineCase

COLUMNS = ["date", "kind_id", "subject_type", "employee_id", "numerator", "denominator"]


class TestMeasurement(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.measurements = cls.env["aftersales.measurement"].with_user(cls.officer)
        cls.calls = cls.env.ref("aftersales_kpi.kind_call_answer")

    def enter(self, employee=None, **values):
        employee = self.anna if employee is None else employee
        return self.measurements.create(
            {
                "kind_id": self.calls.id,
                "date": "2026-10-05",
                "employee_id": employee.id,
                "numerator": 9,
                "denominator": 10,
                **values,
            }
        )

    def facts(self):
        return self.ledger.search(
            [("kind_id", "=", self.calls.id)], order="revision, id"
        )

    def load(self, *rows):
        return self.measurements.load(COLUMNS, [list(row) for row in rows])

    # --- To the ledger ----------------------------------------------------------------

    def test_measure_posts_one_observation(self):
        """It is dated at the company's midnight and keeps both numbers."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.enter()
        fact = self.facts()
        self.assertEqual((fact.employee_id, fact.numerator), (self.anna, 9))
        self.assertEqual(fact.denominator, 10)
        self.assertEqual(fact.date, datetime(2026, 10, 4, 16))

    def test_measure_reaches_the_scorecard(self):
        """9 of 10 and 9 of 30: 18 of 40, not the mean of 90 and 30 %."""
        self.enter()
        self.enter(date="2026-10-06", denominator=30)
        cycle = self.score(self.make_scheme({"indicator": "call_answer_rate"}))
        self.assertEqual(self.line(cycle, self.anna).value_text, "45 %")

    def test_measures_of_people_make_their_team_s_value(self):
        """Tests of 90 and 60 points: the team has 75, though no file names it."""
        self.minutes(self.anna, 5)
        self.minutes(self.ben, 5)
        test = self.env.ref("aftersales_kpi.kind_knowledge_test").id
        for employee, points in ((self.anna, 90), (self.ben, 60)):
            self.enter(employee, kind_id=test, numerator=points, denominator=100)
        line = self.line(self.score_client(), self.anna, "knowledge_test")
        self.assertEqual((line.value_text, line.team_value_text), ("90", "75"))

    def test_every_type_of_subject(self):
        none = self.env["hr.employee"]
        self.enter()
        self.enter(none, subject_type="team", team_id=self.team.id)
        self.enter(none, subject_type="department", department_id=self.department.id)
        self.enter(none, subject_type="company")
        facts = self.facts()
        self.assertEqual(facts.mapped("employee_id"), self.anna)
        self.assertEqual(facts.mapped("team_id"), self.team)
        self.assertEqual(facts.mapped("department_id"), self.department)
        self.assertEqual(len(facts), 4)

    def test_correcting_posts_the_next_revision(self):
        """R37: the ledger is append-only; the old number stays readable."""
        measurement = self.enter()
        measurement.numerator = 8
        first, second = self.facts()
        self.assertEqual((first.state, second.state), ("replaced", "counts"))
        self.assertEqual((second.revision, second.numerator), (1, 8))
        action = measurement.action_view_observations()
        self.assertEqual(self.ledger.search_count(action["domain"]), 2)

    def test_deleting_voids_and_entering_again_counts(self):
        self.enter().unlink()
        self.assertEqual(self.facts().state, "voided")
        self.enter(numerator=7)
        self.assertEqual(self.facts().mapped("state"), ["voided", "counts"])

    def test_subject_day_and_kind_are_fixed(self):
        with self.assertRaisesRegex(UserError, "are fixed"):
            self.enter().date = "2026-10-06"

    # --- Bad input --------------------------------------------------------------------

    def test_duplicate_is_refused_by_name(self):
        self.enter()
        with self.assertRaisesRegex(
            UserError, "Anna, 10/05/2026, Calls answered: there is already"
        ):
            self.enter(numerator=1)
        self.assertEqual(len(self.facts()), 1)

    def test_duplicate_inside_one_batch_is_refused(self):
        row = {"kind_id": self.calls.id, "date": "2026-10-05", "numerator": 1,
               "employee_id": self.anna.id}  # fmt: skip
        with self.assertRaisesRegex(UserError, "Anna, 10/05/2026"):
            self.measurements.create([row, dict(row)])

    def test_bad_values_name_subject_and_column(self):
        none = self.env["hr.employee"]
        test = self.env.ref("aftersales_kpi.kind_knowledge_test")
        response = self.env.ref("aftersales_kpi.kind_response")
        attempts = {
            "Numerator: must not be below 0": {"numerator": -1},
            "Denominator: must be above 0": {"denominator": 0},
            "Numerator: must not be above": {"kind_id": test.id, "numerator": 11},
            "Date: lies in the future": {"date": "2026-11-03"},
            "Kind: cannot be imported": {"kind_id": response.id},
            "Measure Of: name this subject": {"subject_type": "team"},
        }
        for message, values in attempts.items():
            with (
                self.subTest(message),
                self.assertRaisesRegex(ValidationError, f"Anna.*{message}|.*{message}"),
                self.cr.savepoint(),
            ):
                self.enter(**values)
        with self.assertRaisesRegex(ValidationError, "name this subject"):
            self.enter(none)

    def test_today_is_that_of_the_company(self):
        """In Shanghai it is tomorrow already."""
        with freeze_time("2026-11-02 20:00:00"):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.enter(date="2026-11-03")
            self.company.resource_calendar_id.tz = "Asia/Shanghai"
            self.enter(date="2026-11-03")

    # --- Import -----------------------------------------------------------------------

    def test_import_of_rows(self):
        result = self.load(
            ("2026-10-05", "Calls answered", "Person", "Anna", "9", "10"),
            ("2026-10-05", "Calls answered", "Person", "Ben", "8", "10"),
        )
        self.assertFalse(result["messages"])
        self.assertEqual(len(self.facts()), 2)

    def test_text_instead_of_a_number_names_row_and_column(self):
        """And nothing is half imported."""
        result = self.load(
            ("2026-10-05", "Calls answered", "Person", "Anna", "9", "10"),
            ("2026-10-05", "Calls answered", "Person", "Ben", "many", "10"),
        )
        for message in result["messages"]:
            self.assertEqual(message["rows"], {"from": 1, "to": 1})
        message = result["messages"][0]
        self.assertEqual(message["field"], "numerator")
        self.assertIn("many", message["message"])
        self.assertFalse(result["ids"])
        self.assertFalse(self.facts())

    def test_duplicate_row_is_named_and_nothing_imported(self):
        self.enter(self.ben)
        result = self.load(
            ("2026-10-05", "Calls answered", "Person", "Anna", "9", "10"),
            ("2026-10-05", "Calls answered", "Person", "Ben", "8", "10"),
        )
        (message,) = result["messages"]
        self.assertEqual(message["rows"], {"from": 1, "to": 1})
        self.assertIn("Ben, 10/05/2026, Calls answered", message["message"])
        self.assertEqual(self.facts().employee_id, self.ben)

    def test_template_can_be_imported_as_it_is(self):
        (template,) = self.measurements.get_import_templates()
        with file_open(template["template"].lstrip("/"), "rb") as file:
            content = file.read()
        wizard = self.env["base_import.import"].with_user(self.officer)
        wizard = wizard.create(
            {
                "res_model": "aftersales.measurement",
                "file": content,
                "file_name": "measurements.xlsx",
                "file_type": "application/vnd.openxmlformats-officedocument"
                ".spreadsheetml.sheet",
            }
        )
        options = {"has_headers": True, "quoting": '"', "date_format": "%Y-%m-%d"}
        preview = wizard.parse_preview(dict(options))
        columns = [
            preview["matches"][number][0] for number in range(len(preview["headers"]))
        ]
        result = wizard.execute_import(columns, preview["headers"], options)
        self.assertFalse(result["messages"])
        self.assertEqual(len(result["ids"]), 3)
        self.assertEqual(self.facts().team_id, self.team)

    # --- Access -----------------------------------------------------------------------

    def test_officers_of_the_company_only(self):
        measurement = self.enter()
        with self.assertRaises(AccessError):
            measurement.with_user(self.leader).read(["numerator"])
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._make_user("stranger", "aftersales_kpi.group_officer")
        stranger.write(
            {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        )
        theirs = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        self.assertFalse(theirs["aftersales.measurement"].search([]))


class TestMeasurementInterface(HttpCase, EngineCase):
    def call(self, method, **body):
        key = self.env["res.users.apikeys"].with_user(self.officer)
        expires = datetime.fromisoformat(NOW).replace(year=2027)
        key = key.sudo()._generate("rpc", "Call centre", expires)
        return self.url_open(
            f"/json/2/aftersales.measurement/{method}",
            data=json.dumps(body),
            headers={
                "Authorization": f"bearer {key}",
                "Content-Type": "application/json",
            },
        )

    def test_json_interface(self):
        """A call centre enters a measure; a second time it is refused by name."""
        vals = {
            "kind_id": self.env.ref("aftersales_kpi.kind_call_answer").id,
            "date": str(date(2026, 10, 5)),
            "subject_type": "team",
            "team_id": self.team.id,
            "numerator": 188,
            "denominator": 200,
        }
        response = self.call("create", vals_list=[vals])
        self.assertEqual(response.status_code, 200, response.text)
        measurement = self.env["aftersales.measurement"].browse(response.json())
        self.assertEqual(measurement.team_id, self.team)
        response = self.call("create", vals_list=[vals])
        self.assertEqual(response.status_code, 422)
        self.assertIn("Hotline, 10/05/2026, Calls answered", response.text)
