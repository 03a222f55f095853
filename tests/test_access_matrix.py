"""Who may do what, over every route: access_matrix.md is compared with what happens.

Real records of each model in two companies are read, written, created and deleted by
people of each role: through the ORM, over HTTP with API keys (JSON-2), by export and by
import. Add a model's row to the table, and its records to access_world.py.
"""

from contextlib import contextmanager
from pathlib import Path

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.aftersales_kpi.tests.engine_common import NOW

from access_world import GROUPS, PEOPLE, AccessWorld

MATRIX = Path(__file__).with_name("access_matrix.md")
OWN, ADDON = "aftersales.", "aftersales_kpi"
# Columns of the table: a role, and whose records. A leader leads a team of two.
COLUMNS = {
    "service: own": ("service", ("service",)),
    "service: others'": ("service", ("colleague", "stranger", "company")),
    "employee: own": ("employee", ("employee",)),
    "employee: others'": ("employee", ("colleague", "stranger", "company")),
    "internal": ("internal", (*PEOPLE, "company")),
    "leader: team": ("leader", ("service", "colleague")),
    "leader: others'": ("leader", ("stranger", "company")),
    "officer": ("officer", (*PEOPLE, "company")),
    "administrator": ("administrator", (*PEOPLE, "company")),
    "customer": ("customer", (*PEOPLE, "company")),
    "public": ("public", (*PEOPLE, "company")),
}
# A change that says nothing, of a field that the record has.
TOUCH = {
    "aftersales.appeal": {"answer": "We looked at it"},
    "aftersales.appeal (draft)": {"reason": "The line was down again"},
    "aftersales.appeal.decision": {"reason": "Changed"},
    "aftersales.appeal.item": {"new_points": 1},
    "aftersales.approval.decision": {"note": "Changed"},
    "aftersales.assessment": {"value": 1},
    "aftersales.criterion.band": {"points": 30},
    "aftersales.career.requirement": {"periods": 2},
    "aftersales.career.step": {"sequence": 77},
    "aftersales.checklist": {"name": "Changed"},
    "aftersales.checklist.step": {"name": "Changed"},
    "aftersales.combined.score": {"score": 100},
    "aftersales.cycle": {"date_from": "2026-10-01"},
    "aftersales.cycle.acknowledgement": {"note": "Changed"},
    "aftersales.cycle.approval": {"level": 7},
    "aftersales.cycle.exception": {"people": 7},
    "aftersales.exclusion": {"reason": "Changed"},
    "aftersales.feedback": {"text": "Changed"},
    "aftersales.goal": {"weight": 2},
    "aftersales.goal.change": {"reason": "Changed"},
    "aftersales.goal.checkin": {"text": "Changed"},
    "aftersales.goal.milestone": {"name": "Changed"},
    "aftersales.grading": {"reminder_count": 1},
    "aftersales.improvement.action": {"name": "Changed"},
    "aftersales.improvement.plan": {"purpose": "Changed"},
    "aftersales.incentive": {"name": "Changed"},
    "aftersales.interview": {"location": "Room 7"},
    "aftersales.interview.topic": {"note": "Changed"},
    "aftersales.indicator": {"name": "Changed"},
    "aftersales.kind": {"name": "Changed"},
    "aftersales.measurement": {"numerator": 90},
    "aftersales.observation": {"numerator": 1},
    "aftersales.outcome": {"proposal": "Changed"},
    "aftersales.outcome.rule": {"name": "Changed"},
    "aftersales.parts.wait": {"part": "Ring"},
    "aftersales.pseudonym": {"key": "changed"},
    "aftersales.quality.check": {"comment": "Changed"},
    "aftersales.quality.check.line": {"note": "Changed"},
    "aftersales.quality.checklist": {"name": "Changed"},
    "aftersales.quality.draw": {"deadline": "2026-12-31"},
    "aftersales.quality.item": {"name": "Changed"},
    "aftersales.rater.statistic": {"people": 7},
    "aftersales.remark": {"strengths": "Changed"},
    "aftersales.reopening": {"note": "Changed"},
    "aftersales.scheme": {"name": "Changed"},
    "aftersales.scheme.approval": {"sequence": 77},
    "aftersales.scheme.criterion": {"sequence": 77},
    "aftersales.scheme.perspective": {"weight": 60},
    "aftersales.scheme.rater": {"sequence": 77},
    "aftersales.scheme.reading": {"read_on": "2026-11-02 10:00:00"},
    "aftersales.scheme.share": {"share": 60},
    "aftersales.scheme.weight": {"weight": 2},
    "aftersales.scorecard": {"score": 100},
    "aftersales.scorecard.line": {"points": 100},
    "aftersales.seal": {"digest": "changed"},
    "aftersales.service.cost": {"fee_note": "Changed"},
    "aftersales.service.cost.line": {"name": "Changed"},
    "aftersales.standard.cost": {"cost": 110},
    "aftersales.suggestion": {"figure": 1},
    "aftersales.substitution": {"reason": "Holiday"},
    "aftersales.target": {"value": 11},
    "aftersales.ticket.step": {"done": True},
    "aftersales.training.proposal": {"limit": 50},
    "aftersales.training.rule": {"name": "Changed"},
    "aftersales.worktime": {"seconds": 7},
}
LETTERS = {"create": "c", "read": "r", "write": "w", "unlink": "d"}
# Records of these belong to no company: those of another one are as one's own.
SHARED = ("aftersales.kind", "aftersales.pseudonym", "aftersales.worktime")
REFUSED = (AccessError, UserError)
NOTHING = "·"


def base_model(label):
    """The model of a row of the table: a row may be about some of its records."""
    return label.partition(" ")[0]


def read_matrix():
    """{row's label: {column: letters}} of the table in access_matrix.md."""
    lines = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in MATRIX.read_text().splitlines()
        if line.startswith("|")
    ]
    head, rows = lines[0], [line for line in lines[1:] if line[0].startswith("`")]
    return {
        row[0].replace("`", ""): dict(zip(head[1:], row[1:], strict=True))
        for row in rows
    }


@tagged("post_install", "-at_install")
class TestAccessMatrix(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        freezer = freeze_time(NOW)
        freezer.start()
        cls.addClassCleanup(freezer.stop)
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True})
        cls.matrix = read_matrix()
        cls.world, cls.foreign = (AccessWorld(cls.env, name) for name in "AB")
        cls.env = cls.world.env
        cls.users = {**cls.world.users, "public": cls.env.ref("base.public_user")}
        # an administrator may give anybody the right to export; rules have to do
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(
            "base.group_allow_export"
        )

    # --- What the table says ----------------------------------------------------------

    def _rows(self):
        """The rows of models that the world has records of."""
        for label, cells in self.matrix.items():
            transient = self.env[base_model(label)]._transient
            if not transient:
                yield label, cells

    def _expected(self, label, column):
        letters = self.matrix[label][column]
        return "" if letters == NOTHING else letters

    def _records(self, label, keys):
        records = self.world.records.get(label, {})
        return [(key, records[key]) for key in keys if key in records]

    def _foreign_records(self, label):
        if base_model(label) in SHARED:
            return []
        return list(self.foreign.records.get(label, {}).items())

    # --- Trying -----------------------------------------------------------------------

    @contextmanager
    def _undone(self):
        """Whatever happens inside leaves nothing behind."""
        self.env.flush_all()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            yield
            self.env.flush_all()
        finally:
            self.env.clear()
            savepoint.close(rollback=True)

    def _may(self, attempt):
        """Empty text if the attempt goes through; False if the product refuses it."""
        try:
            with self._undone():
                return "" if attempt() else False
        except REFUSED:
            return False
        except IntegrityError as error:
            return f" {error}"  # a sentence is owed, and this is none

    def _of(self, role, record):
        """The record as the person with the role meets it, in the own company."""
        companies = {"allowed_company_ids": self.world.company.ids}
        return record.with_user(self.users[role]).sudo(False).with_context(**companies)

    def _letters(self, role, label, key, record, route, expected=""):
        """What the role may do with a record over a route, in the table's letters."""
        operations = route.chosen(label, role, expected)
        tries = {
            "create": lambda: route.create(role, label, key),
            "read": lambda: route.read(role, record),
            "write": lambda: route.write(role, record, TOUCH[self._touched(label)]),
            "unlink": lambda: route.unlink(role, record),
        }
        return "".join(
            letter + answer
            for operation, letter in LETTERS.items()
            if operation in operations
            and (answer := self._may(tries[operation])) is not False
        )

    def _touched(self, label):
        return label if label in TOUCH else base_model(label)

    def _compare(self, route):
        """Every cell of the table, and nothing at all of the other company."""
        wrong = []
        for label, _cells in self._rows():
            for column, (role, keys) in COLUMNS.items():
                if role == "public" and not route.has_public:
                    continue
                expected = self._expected(label, column)
                expected = "".join(
                    letter
                    for operation, letter in LETTERS.items()
                    if letter in expected and operation in route.operations
                )
                for key, record in self._records(label, keys)[: route.samples]:
                    found = self._letters(role, label, key, record, route, expected)
                    refused = not route.is_exact and set(found) <= set(expected)
                    if found != expected and not refused:
                        wrong.append((label, column, key, expected, found))
                wrong += [
                    (label, column, f"other company, {key}", "", found)
                    for key, record in self._foreign_records(label)[:1]
                    if (found := self._letters(role, label, None, record, route))
                ]
        self.assertFalse(wrong, "\n" + "\n".join(map(str, wrong)))

    # --- Tests ------------------------------------------------------------------------

    def test_every_model_has_a_row_and_records(self):
        """A new model belongs into the table, and its records into the world."""
        models = {
            name
            for name, model in self.env.registry.items()
            if name.startswith(OWN)
            and not model._abstract
            and model._original_module == ADDON
        }
        self.assertEqual(models - set(map(base_model, self.matrix)), set())
        for label, cells in self._rows():
            self.assertTrue(self.world.records.get(label), label)
            self.assertEqual(set(cells), set(COLUMNS), label)

    def test_through_the_orm(self):
        with mute_logger("odoo.models.unlink", "odoo.addons.base.models.ir_rule"):
            self._compare(OrmRoute(self))

    def test_over_json2(self):
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            self._compare(Json2Route(self))

    def test_by_export_and_import(self):
        with mute_logger("odoo.addons.base.models.ir_rule", "odoo.models"):
            self._compare(FileRoute(self))

    def test_no_key_no_json2(self):
        response = self.url_open(
            "/json/2/aftersales.scorecard/search_read", json={"domain": []}
        )
        self.assertIn(response.status_code, (401, 403))

    def test_wizards_and_rights(self):
        """A wizard's rows are its user's own; the table says who may have any."""
        tested = dict(self._rows())
        for label in self.matrix.keys() - tested.keys():
            model = self.env[base_model(label)]
            letters = {"create": "c"} if model._transient else LETTERS
            for column, (role, _keys) in COLUMNS.items():
                own = self._of(role, model)
                found = "".join(
                    letter
                    for operation, letter in letters.items()
                    if own.has_access(operation)
                )
                self.assertEqual(found, self._expected(label, column), (label, column))


class OrmRoute:
    """The ORM with the user's rules, as buttons and views call it."""

    operations = tuple(LETTERS)
    has_public = True
    # Of so many records in each cell; they differ in whose they are.
    samples = 2
    # Whether all that the table allows goes this way.
    is_exact = True

    def __init__(self, case):
        self.case = case

    def chosen(self, label, role, expected):
        """What is tried in a cell for which the table says `expected`."""
        return self.operations

    def read(self, role, record):
        """Found by searching and by grouping, and every field can be read, or none."""
        records = self.case._of(role, record.browse())
        found = records.search([("id", "=", record.id)])
        grouped = records.formatted_read_group(
            [("id", "=", record.id)], [], ["__count"]
        )
        self.case.assertEqual(bool(found), bool(grouped[0]["__count"]))
        if not found:  # what is not found may not be read by its id either
            with self.case.assertRaises(AccessError):
                self.case._of(role, record).read(["display_name"])
            return False
        return found.read(readable_fields(found))

    def write(self, role, record, values):
        return self.case._of(role, record).write(values)

    def unlink(self, role, record):
        return self.case._of(role, record).unlink()

    def create(self, role, label, key):
        values = new_values(self.case, label, key)
        return values and self.case._of(role, self.case.env[base_model(label)]).create(
            values
        )


class FileRoute(OrmRoute):
    """Export and import, as the list view's menu does them."""

    operations = ("create", "read", "write")
    samples = 1
    is_exact = False  # a form may take what a file may not

    def read(self, role, record):
        """Found or not: what a client asks for by its id."""
        name = next(iter(TOUCH[base_model(record._name)]))
        return self.case._of(role, record).export_data([name])["datas"]

    def write(self, role, record, values):
        [[name, value]] = values.items()
        records = self.case._of(role, record.browse())
        return records.load([".id", name], [[str(record.id), str(value)]])["ids"]

    def create(self, role, label, key):
        values = new_values(self.case, label, key)
        if not values:
            return False
        model = self.case._of(role, self.case.env[base_model(label)])
        names = [
            f"{name}/.id" if model._fields[name].relational else name
            for name in values
            if not isinstance(values[name], list)
        ]
        row = [str(values[name.partition("/")[0]] or "") for name in names]
        return model.load(names, [row])["ids"]


class Json2Route:
    """HTTP with an API key, as programs of others come."""

    operations = tuple(LETTERS)
    has_public = False  # without a key there is no answer at all
    samples = 1
    is_exact = True

    def __init__(self, case):
        self.case, self.keys = case, {}
        for role in GROUPS:
            keys = case.env["res.users.apikeys"].with_user(case.users[role]).sudo()
            # for good: the database compares with its own clock, which stands still
            # in no test
            self.keys[role] = keys._generate("rpc", "access matrix", None)

    def chosen(self, label, role, expected):
        """All where something is allowed; else reading, and a change: each in turn.

        A request takes its time, and behind it stands what OrmRoute tries in full.
        """
        if expected:
            return self.operations
        turn = len(label) + list(GROUPS).index(role)
        return ("read", ("create", "write", "unlink")[turn % 3])

    def _call(self, role, record, method, **arguments):
        response = self.case.url_open(
            f"/json/2/{record._name}/{method}",
            json={
                "context": {"allowed_company_ids": self.case.world.company.ids},
                **arguments,
            },
            headers={"Authorization": f"bearer {self.keys[role]}"},
        )
        self.case.assertIn(response.status_code, (200, 403, 422), response.text)
        return response.json() if response.status_code == 200 else False

    def read(self, role, record):
        domain = [["id", "=", record.id]]
        names = readable_fields(self.case._of(role, record))
        return self._call(role, record, "search_read", domain=domain, fields=names)

    def write(self, role, record, values):
        return self._call(role, record, "write", ids=record.ids, vals=values)

    def unlink(self, role, record):
        return self._call(role, record, "unlink", ids=record.ids)

    def create(self, role, label, key):
        values = new_values(self.case, label, key)
        model = self.case.env[base_model(label)]
        return values and self._call(
            role, model, "create", vals_list=[jsonable(values)]
        )


def readable_fields(records):
    """Names of all fields of the product that the user has groups for.

    Without those of activities: Odoo's own refuse a portal user halfway.
    """
    return [
        name
        for name, field in records._fields.items()
        if records._has_field_access(field, "read") and not name.startswith("activity_")
    ]


def jsonable(values):
    return {
        name: fields.Datetime.to_string(value) if hasattr(value, "hour") else value
        for name, value in values.items()
    }


def new_values(case, label, key):
    """What somebody would create about the person `key`; None: of another company.

    Nothing for rows about what others create, and for what no record is created of.
    """
    if "(" in label and "(draft)" not in label or label == "aftersales.appeal":
        return None
    world = case.world if key else case.foreign
    return world.new_values(base_model(label), key if key in PEOPLE else "colleague")
