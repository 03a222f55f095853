"""R20, R63: schemes are versioned, checked as a whole, and fixed once approved."""

from decimal import Decimal
from itertools import product

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..models.aftersales_scheme_workflow import TRANSITIONS
from .engine_common import EngineCase

# The client's acceptance table: value → points, edges included.
CLIENT_TABLE = {
    "complaint_rate": {"0": 20, "0.09": 20, "0.1": 18, "0.25": 16, "1": 0, "50": 0},
    "satisfaction": {
        "100": 20,
        "90": 20,
        "89.99": 16,
        "80": 16,
        "70": 12,
        "60": 8,
        "59": 0,
    },
    "response_time": {"0": 15, "10": 15, "10.01": 10, "30": 10, "60": 5, "60.01": 0},
    "resolution_rate": {"100": 15, "99.5": 15, "99": 14, "86": 1, "85": 0, "10": 0},
    "knowledge_test": {"95": 10, "90": 10, "80": 8, "70": 6, "60": 4, "59.9": 0},
    "skill": {"100": 10, "80": 8, "60": 6, "40": 4, "0": 0},
    "cooperation": {"100": 5, "80": 4, "60": 3, "40": 2, "0": 0},
    "information_sharing": {"100": 5, "80": 4, "60": 3, "40": 2, "0": 0},
}


class TestScheme(EngineCase):
    # --- The client's scheme --------------------------------------------------------

    def test_client_scheme_is_in_force_with_100_points(self):
        scheme = self.env.ref("aftersales_kpi.scheme_client")
        self.assertEqual(scheme.state, "approved")
        self.assertEqual(scheme.points_total, 100)
        self.assertEqual(len(scheme.criterion_ids), 8)

    def test_client_table_gives_the_client_s_points(self):
        """Section C of the requirements, at and beside every edge."""
        scheme = self.env.ref("aftersales_kpi.scheme_client")
        for criterion in scheme.criterion_ids:
            spec = criterion._spec()
            for value, points in CLIENT_TABLE[spec.code].items():
                with self.subTest(spec.code, value=value):
                    award = spec.curve.award(Decimal(value), spec.max_points)
                    self.assertEqual(award.points, points)

    # --- Making one -----------------------------------------------------------------

    def test_typed_scheme_shows_what_to_mend(self):
        """Points that do not sum to 100 are shown while the person types."""
        with Form(
            self.env["aftersales.scheme"].with_user(self.manager),
            view="aftersales_kpi.aftersales_scheme_view_form",
        ) as form:
            form.name = "Small shop"
            form.code = "SHOP"
            with form.criterion_ids.new() as criterion:
                criterion.indicator_id = self.indicator("response_time")
                criterion.max_points = 90
                criterion.curve = "linear"
                criterion.zero_value = 60
                criterion.full_value = 10
                self.assertIn("60 min → 0; 10 min → 90", criterion.rule)
            self.assertEqual(form.points_total, 90)
            self.assertIn("Make them add up to 100", form.issues)

    def test_all_mistakes_are_listed_at_once(self):
        """Wrong sum, an overlap and a gap: one message, three sentences."""
        overlap = [(None, 10, 0), (5, 20, 10), (20, None, 20)]
        gap = [(None, 10, 0), (20, None, 30)]
        scheme = self.make_scheme(
            {"max_points": 20, "band_ids": self.ranges(overlap), "curve": "bands"},
            {
                "indicator": "satisfaction",
                "max_points": 30,
                "band_ids": self.ranges(gap),
                "curve": "bands",
            },
            approve=False,
        )
        with self.assertRaises(UserError) as caught:
            scheme.action_approve()
        message = str(caught.exception)
        self.assertIn("50 points. Make them add up to 100", message)
        self.assertIn("Average response time: The bands", message)
        self.assertIn("overlap", message)
        self.assertIn("Customer satisfaction: Values between", message)
        self.assertIn("have no band", message)
        self.assertEqual(scheme.state, "draft")

    def ranges(self, ranges):
        return [
            Command.create(
                {
                    "low_sign": "none" if low is None else "ge",
                    "low": low or 0,
                    "high_sign": "none" if high is None else "lt",
                    "high": high or 0,
                    "points": points,
                }
            )
            for low, high, points in ranges
        ]

    def test_an_empty_scheme_cannot_be_approved(self):
        with self.assertRaisesRegex(UserError, "scheme is empty"):
            self.make_scheme()

    def test_an_indicator_stands_once_in_a_scheme(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.cr.savepoint(),
        ):
            self.make_scheme({"max_points": 50}, {"max_points": 50}, approve=False)

    # --- Fixed ----------------------------------------------------------------------

    def test_approved_scheme_is_fixed_in_all_its_parts(self):
        """R63: neither scheme nor criterion nor band changes any more."""
        scheme = self.make_scheme({})
        criterion = scheme.criterion_ids
        attempts = {
            "scheme": lambda: scheme.write({"name": "Other"}),
            "criteria": lambda: scheme.write({"criterion_ids": [Command.clear()]}),
            "criterion": lambda: criterion.write({"max_points": 50}),
            "new criterion": lambda: criterion.copy(
                {"indicator_id": self.indicator("satisfaction").id}
            ),
            "criterion's end": criterion.unlink,
            "band": lambda: criterion.band_ids.write({"points": 1}),
            "new band": criterion.band_ids.copy,
            "band's end": criterion.band_ids.unlink,
            "scheme's end": scheme.unlink,
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaises(UserError):
                attempt()
        scheme.auto_cycle = True  # decides no score

    def test_state_is_moved_by_buttons_only(self):
        scheme = self.make_scheme({}, approve=False)
        with self.assertRaises(UserError):
            scheme.write({"state": "approved"})
        with self.assertRaises(UserError):
            self.make_scheme({}, approve=False, state="approved")

    def test_every_state_action_and_role(self):
        """R63: exactly the moves of the table, by administrators only."""
        scheme = self.make_scheme({}, approve=False)
        states = scheme._fields["state"].get_values(self.env)
        users = (self.anna_user, self.leader, self.officer, self.manager)
        actions = [name for name in TRANSITIONS if not name.startswith("_")]
        for state, action, user in product(states, actions, users):
            move = TRANSITIONS[action]
            with self.subTest(state=state, action=action, user=user.login):
                scheme._write_past_guard({"state": state})
                act = getattr(scheme.with_user(user), action)
                if state in move.sources and user == self.manager:
                    act()
                    self.assertEqual(scheme.state, move.target)
                else:
                    with self.assertRaises(UserError):
                        act()
                    self.assertEqual(scheme.state, state)

    def test_only_the_administrator_approves(self):
        scheme = self.make_scheme({}, approve=False)
        with self.assertRaises(UserError):
            scheme.with_user(self.officer).action_approve()
        with self.assertRaises(AccessError):
            scheme.with_user(self.officer).write({"name": "Other"})
        scheme.with_user(self.manager).action_approve()
        self.assertEqual(scheme.state, "approved")

    def test_new_version_replaces_the_old_one_for_new_cycles(self):
        """R63: a running cycle keeps its version."""
        first = self.make_scheme({})
        cycle = self.make_cycle(first)
        cycle.action_open()
        second = first.browse(first.action_new_version()["res_id"])
        self.assertEqual((second.version, second.state), (2, "draft"))
        self.assertEqual(second.criterion_ids.rule, first.criterion_ids.rule)
        second.criterion_ids.minimum_sample = 5
        second.action_approve()
        self.assertEqual((first.in_force, second.in_force), (True, False))
        with freeze_time("2027-01-02 08:00"):
            first._retire_outdated()
        self.assertEqual(first.state, "retired")
        self.assertEqual(cycle.scheme_id, first)
        cycle.action_score()
        self.assertEqual(cycle.state, "scored")

    def test_retired_scheme_opens_no_cycle(self):
        scheme = self.make_scheme({})
        scheme.action_retire()
        with self.assertRaisesRegex(UserError, "not approved"):
            self.make_cycle(scheme).action_open()

    # --- Companies ------------------------------------------------------------------

    def test_other_companies_see_shared_schemes_only(self):
        scheme = self.make_scheme({})
        other = self.env["res.company"].create({"name": "Other"})
        reader = self._make_user("stranger", "aftersales_kpi.group_manager")
        reader.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        visible = self.env["aftersales.scheme"].with_user(reader)
        visible = visible.with_context(allowed_company_ids=other.ids).search([])
        self.assertNotIn(scheme, visible)
        self.assertIn(self.env.ref("aftersales_kpi.scheme_client"), visible)
