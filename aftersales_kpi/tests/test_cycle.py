"""R30, R63: a scheme applied to a period, moved along one table of transitions."""

from ast import literal_eval
from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..models.aftersales_cycle_workflow import TRANSITIONS
from .engine_common import EngineCase


class TestCycle(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme({})

    def cycle_in(self, state):
        """A cycle in a state, reached by the moves that lead there."""
        cycle = self.make_cycle(self.scheme)
        paths = {
            "draft": [],
            "open": ["action_open"],
            "scored": ["action_open", "action_score"],
        }
        paths["approved"] = [*paths["scored"], "action_approve"]
        paths["published"] = [*paths["approved"], "action_publish"]
        paths["closed"] = [*paths["published"], "action_close"]
        paths["cancelled"] = ["action_cancel"]
        for action in paths[state]:
            self.do(cycle, action)
        self.assertEqual(cycle.state, state)
        return cycle

    def do(self, cycle, action, user=None):
        """The move, as the user, with a reason where one is needed."""
        reason = ["It has to be so"] if TRANSITIONS[action].reason else []
        getattr(cycle.with_user(user) if user else cycle, action)(*reason)

    # --- Period ---------------------------------------------------------------------

    def test_a_cycle_takes_the_whole_period(self):
        """R30: whatever day is chosen."""
        cycle = self.make_cycle(self.scheme, "2026-10-17")
        self.assertEqual(cycle.date_from, date(2026, 10, 1))
        self.assertEqual(cycle.date_to, date(2026, 10, 31))
        self.assertEqual(cycle.name, "2026-10")
        self.assertEqual(cycle.display_name, "Test scheme · October 2026")

    def test_typed_cycle_jumps_to_the_first_day(self):
        with Form(
            self.env["aftersales.cycle"].with_user(self.officer),
            view="aftersales_kpi.aftersales_cycle_view_form",
        ) as form:
            form.scheme_id = self.scheme
            form.date_from = "2026-09-20"
            self.assertEqual(form.date_from, date(2026, 9, 1))
        self.assertEqual(form.record.date_to, date(2026, 9, 30))

    def test_quarters_and_years(self):
        for period_type, name in {"quarter": "2026-Q4", "year": "2026"}.items():
            scheme = self.make_scheme({}, period_type=period_type)
            self.assertEqual(self.make_cycle(scheme).name, name)

    def test_edges_are_midnights_of_the_company(self):
        """Shanghai is eight hours ahead of UTC."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        cycle = self.make_cycle(self.scheme)
        self.assertEqual(cycle.utc_from, datetime(2026, 9, 30, 16))
        self.assertEqual(cycle.utc_to, datetime(2026, 10, 31, 16))
        self.assertFalse(cycle.without_timezone)

    def test_record_on_the_edge_counts_in_one_period(self):
        """The first instant belongs to the month, the last one's end to the next."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        for second, moment in enumerate(
            (datetime(2026, 9, 30, 16), datetime(2026, 10, 31, 15, 59, 59)), 1
        ):
            self.observe("response", self.anna, 60 * second, event_date=moment)
        self.observe("response", self.anna, 600, event_date=datetime(2026, 10, 31, 16))
        october = self.score(self.scheme)
        november = self.score(self.scheme, date_from="2026-11-01")
        self.assertEqual(self.line(october, self.anna).value_text, "1.5 min")
        self.assertEqual(self.line(november, self.anna).value_text, "10 min")

    def test_company_without_time_zone_is_scored_in_utc_with_a_warning(self):
        self.company.resource_calendar_id = False
        self.company.partner_id.tz = False
        cycle = self.make_cycle(self.scheme)
        self.assertTrue(cycle.without_timezone)
        self.assertEqual(cycle.utc_from, datetime(2026, 10, 1))

    def test_one_cycle_for_scheme_company_and_period(self):
        """A cancelled one makes room for another."""
        cycle = self.make_cycle(self.scheme)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.cr.savepoint(),
        ):
            self.make_cycle(self.scheme, "2026-10-31")
        cycle.action_cancel("Begun twice")
        self.make_cycle(self.scheme)

    def test_period_is_fixed_once_open(self):
        """R63."""
        cycle = self.cycle_in("open")
        with self.assertRaises(UserError):
            cycle.date_from = "2026-09-01"

    # --- Transitions ----------------------------------------------------------------

    def test_every_state_action_and_role(self):
        """What the table allows works for whom it allows it, everything else raises."""
        roles = {
            "aftersales_kpi.group_leader": self.leader,
            "aftersales_kpi.group_officer": self.officer,
            "aftersales_kpi.group_manager": self.manager,
        }
        self.minutes(self.anna, 5)
        for state, _label in self.scheme_states():
            for action, move in TRANSITIONS.items():
                for role, user in roles.items():
                    with self.subTest(state=state, action=action, role=role):
                        self.try_move(state, action, move, user)

    def try_move(self, state, action, move, user):
        cycle = self.cycle_in(state)
        # levels ask for approval, without them there is one decision
        if action == "action_request_approval":
            self.scheme.approval_ids = [Command.create({"kind": "manager"})]
        if not user.has_group(move.group):
            with self.assertRaisesRegex(UserError, "Only members of"):
                self.do(cycle, action, user)
            self.assertEqual(cycle.state, state)
        elif state not in move.sources:
            with self.assertRaisesRegex(UserError, "possible only in"):
                self.do(cycle, action, user)
            self.assertEqual(cycle.state, state)
        else:
            self.do(cycle, action, user)
            self.assertEqual(cycle.state, move.target)
        self.scheme.approval_ids = [Command.clear()]
        self.forget(cycle)

    def forget(self, cycle):
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM aftersales_cycle_approval WHERE cycle_id = %s", [cycle.id]
        )
        self.env.cr.execute(
            "DELETE FROM aftersales_seal WHERE scorecard_id IN "
            "(SELECT id FROM aftersales_scorecard WHERE cycle_id = %s)",
            [cycle.id],
        )
        self.env.invalidate_all()
        cycle.scorecard_ids.sudo().unlink()
        cycle.unlink()

    def test_moves_that_need_a_reason_ask_for_it(self):
        """Without one they open a window; with an empty one they are refused."""
        for action, move in TRANSITIONS.items():
            if not move.reason:
                continue
            with self.subTest(action):
                cycle = self.cycle_in(move.sources[-1])
                window = getattr(cycle, action)()
                self.assertEqual(cycle.state, move.sources[-1])
                wizard = (
                    self.env[window["res_model"]]
                    .with_context(**window["context"])
                    .create({"reason": "  "})
                )
                with self.assertRaisesRegex(UserError, "Give the reason"):
                    wizard.action_apply()
                wizard.reason = "Wrong data"
                wizard.action_apply()
                self.assertEqual(cycle.state, move.target)
                self.assertIn("Wrong data", cycle.message_ids[0].body)
                if cycle.state != "cancelled":
                    cycle.action_cancel("Enough")

    def test_the_window_calls_nothing_else(self):
        cycle = self.cycle_in("scored")
        wizard = self.env["aftersales.reason"].create(
            {
                "res_model": cycle._name,
                "res_ids": cycle.ids,
                "move": "unlink",
                "reason": "Because",
            }
        )
        with self.assertRaisesRegex(UserError, "not done with a reason"):
            wizard.action_apply()

    def scheme_states(self):
        return self.env["aftersales.cycle"]._fields["state"].selection

    def test_every_state_is_reachable(self):
        reached = {"draft"} | {move.target for move in TRANSITIONS.values()}
        self.assertEqual(reached, {state for state, _label in self.scheme_states()})

    def test_state_is_moved_by_buttons_only(self):
        cycle = self.make_cycle(self.scheme)
        with self.assertRaises(UserError):
            cycle.write({"state": "published"})
        with self.assertRaises(UserError):
            self.env["aftersales.cycle"].create(
                {"scheme_id": self.scheme.id, "state": "published"}
            )

    def test_buttons_show_where_the_table_allows_the_move(self):
        arch = etree.fromstring(
            self.env.ref("aftersales_kpi.aftersales_cycle_view_form").arch
        )
        for action, move in TRANSITIONS.items():
            with self.subTest(action):
                (button,) = arch.xpath(f"//header/button[@name='{action}']")
                # the first condition is the table's, others narrow it
                shown, *_more = button.get("invisible").split(" or ")
                shown = shown.removeprefix("state not in ")
                self.assertEqual(literal_eval(shown), move.sources)
                self.assertEqual(button.get("groups"), move.group)

    def test_scorecards_follow_their_cycle(self):
        self.minutes(self.anna, 5)
        cycle = self.make_cycle(self.scheme)
        cycle.action_open()
        for action, state in {
            "action_score": "scored",
            "action_approve": "approved",
            "action_publish": "published",
            "action_close": "final",
        }.items():
            getattr(cycle, action)()
            self.assertEqual(cycle.scorecard_ids.state, state)

    def test_waiting_points_keep_the_cycle_from_approval(self):
        """R64: whoever waits for points has no total that could be approved."""
        self.serve(self.anna, "one")
        scheme = self.make_scheme(
            {"indicator": "satisfaction", "no_data_policy": "ask", "max_points": 50,
             "bands": [(None, 50)]},
            {"indicator": "service_volume", "max_points": 50, "bands": [(None, 50)]},
        )  # fmt: skip
        cycle = self.score(scheme)
        with self.assertRaisesRegex(UserError, "1 people still wait"):
            cycle.action_approve()

    def test_second_person_scoring_at_once_is_told_so(self):
        cycle = self.cycle_in("open")
        nobody = self.env["aftersales.cycle"]
        model = type(nobody)
        with (
            patch.object(model, "try_lock_for_update", lambda self: nobody),
            self.assertRaisesRegex(UserError, "Somebody else is working on"),
        ):
            cycle.action_score()

    # --- Results at a glance ----------------------------------------------------------

    def test_period_without_tickets(self):
        """Nobody served: no card, no error; a team that is named is listed."""
        cycle = self.score(self.scheme)
        self.assertEqual((cycle.state, cycle.card_count), ("scored", 0))
        scheme = self.make_scheme({}, team_ids=[Command.set(self.team.ids)])
        cycle = self.score(scheme)
        self.assertEqual(set(cycle.scorecard_ids.mapped("result")), {"no_data"})
        self.assertEqual(cycle.scorecard_ids.employee_id, self.anna | self.ben)

    def test_exceptions_are_one_row_for_all_people_alike(self):
        self.minutes(self.anna, 5)
        self.minutes(self.ben, 5)
        scheme = self.make_scheme(
            {"max_points": 40, "minimum_sample": 2, "bands": [(None, 40)]},
            {"indicator": "knowledge_test", "max_points": 60, "bands": [(None, 60)]},
        )
        cycle = self.score(scheme)
        rows = {row.name: (row.people, row.who) for row in cycle.exception_ids}
        self.assertEqual(
            rows,
            {
                "Average response time: Too few records": (2, "Anna, Ben"),
                "Business-knowledge test: No data": (2, "Anna, Ben"),
            },
        )
        action = cycle.exception_ids[0].action_view()
        self.assertEqual(
            self.env[action["res_model"]].search_count(action["domain"]), 2
        )

    def test_summary_of_the_results(self):
        """5 and 25 minutes give 100 and 60 points: the median is 80."""
        self.minutes(self.anna, 5)
        self.minutes(self.ben, 25)
        cycle = self.score(self.make_scheme({"bands": [(10, 100), (None, 60)]}))
        self.assertEqual((cycle.scored_count, cycle.median_score), (2, 80))
        self.assertIn("2 of 2 have a total, median 80.00", cycle.message_ids[0].body)

    # --- Scheduled --------------------------------------------------------------------

    def run_cron(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("aftersales_kpi.cycle_cron_start").method_direct_trigger()

    def automatic_cycles(self):
        return self.env["aftersales.cycle"].search(
            [("scheme_id", "=", self.scheme.id), ("company_id", "=", self.company.id)]
        )

    def test_scheduled_action_scores_the_ended_month_once(self):
        """R30: early in the next month, and once only."""
        self.minutes(self.anna, 5)
        self.scheme.auto_cycle = True
        self.run_cron("2026-11-01 00:30:00")
        cycle = self.automatic_cycles()
        self.assertEqual((cycle.name, cycle.state), ("2026-10", "scored"))
        self.assertEqual(cycle.scorecard_ids.score, 100)
        self.run_cron("2026-11-02 00:30:00")
        self.assertEqual(self.automatic_cycles(), cycle)
        self.assertEqual(len(cycle.message_ids.filtered("body")), 2)

    def test_scheduled_action_waits_for_the_company_s_midnight(self):
        """In New York it is still October at 00:30 UTC."""
        self.minutes(self.anna, 5)
        self.company.resource_calendar_id.tz = "America/New_York"
        self.scheme.auto_cycle = True
        self.run_cron("2026-11-01 00:30:00")
        self.assertEqual(self.automatic_cycles().mapped("name"), ["2026-09"])

    def test_one_failing_scheme_does_not_stop_the_others(self):
        self.minutes(self.anna, 5)
        self.scheme.auto_cycle = True
        failing = self.make_scheme({}, code="A", auto_cycle=True)
        model = type(self.env["aftersales.cycle"])
        score, reason = model._score, "It is locked."

        def fail_once(cycle):
            if cycle.scheme_id == failing:
                raise UserError(reason)
            return score(cycle)

        with (
            patch.object(model, "_score", fail_once),
            self.assertLogs("odoo.addons.aftersales_kpi", "WARNING") as logs,
        ):
            self.run_cron("2026-11-01 00:30:00")
        self.assertIn(f"A of Service Company: {reason}", logs.output[0])
        self.assertEqual(self.automatic_cycles().state, "scored")

    # --- Access -----------------------------------------------------------------------

    def test_people_see_published_cycles_of_their_companies(self):
        cycle = self.cycle_in("scored")
        mine = self.env["aftersales.cycle"].with_user(self.anna_user)
        self.assertNotIn(cycle, mine.search([]))
        cycle.action_approve()
        cycle.action_publish()
        self.assertIn(cycle, mine.search([]))
        with self.assertRaises(AccessError):
            cycle.with_user(self.anna_user).write({"scored_on": False})
        stranger = self._make_user("stranger", "aftersales_kpi.group_manager")
        other = self.env["res.company"].create({"name": "Other"})
        stranger.write(
            {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        )
        theirs = self.env["aftersales.cycle"].with_user(stranger)
        theirs = theirs.with_context(allowed_company_ids=other.ids)
        self.assertNotIn(cycle, theirs.search([]))
        with self.assertRaises(AccessError):
            cycle.with_user(stranger).with_context(
                allowed_company_ids=other.ids
            ).action_publish()
