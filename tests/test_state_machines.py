"""Every state is moved by a table, and every table is tried whole by some test."""

import ast
import importlib
from pathlib import Path

from odoo.tests import TransactionCase, tagged

REPOSITORY = Path(__file__).resolve().parents[1]
# The table of each model with states: {model: (add-on, module of its models)}.
CORE, SURVEY = "aftersales_kpi", "aftersales_kpi_survey"
MACHINES = {
    "aftersales.appeal": (CORE, "aftersales_appeal_workflow"),
    "aftersales.assessment": (CORE, "aftersales_assessment_workflow"),
    "aftersales.bonus": ("aftersales_kpi_payroll", "aftersales_bonus_workflow"),
    "aftersales.campaign": (SURVEY, "aftersales_campaign"),
    "aftersales.cycle": (CORE, "aftersales_cycle_workflow"),
    "aftersales.cycle.approval": (CORE, "aftersales_cycle_approval_workflow"),
    "aftersales.goal": (CORE, "aftersales_goal_workflow"),
    "aftersales.improvement.action": (CORE, "aftersales_improvement_action"),
    "aftersales.improvement.plan": (CORE, "aftersales_improvement_plan"),
    "aftersales.interview": (CORE, "aftersales_interview_workflow"),
    "aftersales.invitation": (SURVEY, "aftersales_invitation_workflow"),
    "aftersales.outcome": (CORE, "aftersales_outcome_workflow"),
    "aftersales.phone.interview": (SURVEY, "aftersales_phone_interview"),
    "aftersales.quality.check": (CORE, "aftersales_quality_check_workflow"),
    "aftersales.scheme": (CORE, "aftersales_scheme_workflow"),
    "aftersales.test": (SURVEY, "aftersales_test"),
    "aftersales.test.sitting": (SURVEY, "aftersales_test_sitting"),
    "aftersales.training.proposal": (CORE, "aftersales_training_proposal"),
    "aftersales.visit": (SURVEY, "aftersales_visit"),
}
# States that are no machine of their own, and what they follow.
FOLLOWERS = {
    "aftersales.goal.change": "the moves of its goal",
    "aftersales.grading": "computed from its grades",
    "aftersales.observation": "computed: voided, left out, replaced or counting",
    "aftersales.parts.wait": "computed from its last day",
    "aftersales.quality.draw": "drawn once, never undone",
    "aftersales.scorecard": "the moves of its cycle; revisions and voiding",
    "aftersales.suggestion": "left out or kept, by the exclusion made of it",
}
# A rater moves the grades of a whole sheet; answering is saving, no action.
ACTIONS_ON = {"aftersales.assessment": "aftersales.grading"}
NO_METHODS = {("aftersales.assessment", "action_answer")}


def steps(move):
    """{(from, to)} of a row of any of the tables."""
    moves = getattr(move, "moves", None)
    if moves is None:
        moves = dict.fromkeys(move.sources, move.target)
    return set(moves.items())


@tagged("post_install", "-at_install")
class TestStateMachines(TransactionCase):
    def table(self, model):
        addon, module = MACHINES[model]
        path = f"odoo.addons.{addon}.models.{module}"
        return importlib.import_module(path).TRANSITIONS

    def test_every_state_stands_in_a_table(self):
        """A new model with states belongs into the lists above."""
        stateful = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("aftersales.")
            and not model._abstract
            and "state" in model._fields
            and not model._fields["state"].related
        }
        self.assertEqual(stateful, {*MACHINES, *FOLLOWERS})

    def test_tables_know_the_states_and_reach_them_all(self):
        for name in MACHINES:
            states = self.env[name]._fields["state"].get_values(self.env)
            known = set().union(*map(steps, self.table(name).values()))
            with self.subTest(name):
                self.assertLessEqual(set().union(*known), {*states})
                reached, before = {states[0]}, None
                while reached != before:
                    before = set(reached)
                    reached |= {after for first, after in known if first in reached}
                self.assertEqual(reached, {*states})

    def test_every_action_of_a_table_exists(self):
        for name in {*MACHINES} - self.of_surveys():
            model = self.env[ACTIONS_ON.get(name, name)]
            for action in self.table(name):
                if action.startswith("action_") and (name, action) not in NO_METHODS:
                    with self.subTest(name, action=action):
                        self.assertTrue(callable(getattr(model, action, None)))

    def of_surveys(self):
        """Their customers, callers and shoppers move them by answers and pages."""
        return {*self.env["aftersales.survey.workflow"]._inherit_children}

    def test_every_table_is_tried_by_a_test(self):
        """Some test of the add-on reads the table, so that it can try all of it."""
        for name, (addon, module) in MACHINES.items():
            with self.subTest(name):
                if addon == SURVEY:  # one test finds all of them
                    self.assertIn(name, self.of_surveys())
                    continue
                self.assertTrue(any(map(reads(module), files_of_tests(addon))))


def files_of_tests(addon):
    return (REPOSITORY / addon / "tests").glob("test_*.py")


def reads(module):
    """Whether a test file imports the table of the module."""

    def does(path):
        return any(
            isinstance(node, ast.ImportFrom)
            and (node.module or "").endswith(f"models.{module}")
            and any(alias.name == "TRANSITIONS" for alias in node.names)
            for node in ast.walk(ast.parse(path.read_text()))
        )

    return does
