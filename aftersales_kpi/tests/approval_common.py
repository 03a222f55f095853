"""October of Anna and Ben, approved by their leader, their head and the officers."""

from odoo import Command

from .engine_common import EngineCase

NOTE = "Looked at"


class ApprovalCase(EngineCase):
    """Levels are given in short: "team_leader", or ("users", [user, …], "all")."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head_user = cls._make_user("head", "base.group_user")
        cls.head = cls._make_employee("Head", cls.head_user)
        cls.department.manager_id = cls.head
        cls.second_officer = cls._make_user("officer2", "aftersales_kpi.group_officer")

    def make_levels(self, *levels):
        return [
            Command.create(
                self._level_vals(*([level] if isinstance(level, str) else level))
            )
            for level in levels
        ]

    def _level_vals(self, kind, users=(), rule="any"):
        return {
            "kind": kind,
            "rule": rule,
            "user_ids": [Command.set([user.id for user in users])],
        }

    def scored(self, *levels, people=None):
        """October, scored, with the levels; Anna and Ben unless `people` are given."""
        for employee in people or (self.anna, self.ben):
            self.minutes(employee, 5)
        return self.score(self.make_scheme({}, approval_ids=self.make_levels(*levels)))

    def asked(self, *levels, **values):
        cycle = self.scored(*levels, **values)
        cycle.with_user(self.officer).action_request_approval()
        return cycle

    def parts(self, cycle, level=None, state=None):
        return cycle.approval_ids.filtered(
            lambda part: (
                part.level in (level, part.level if level is None else None)
                and part.state in (state or part.state,)
            )
        )

    def part(self, cycle, level, person=None):
        found = self.parts(cycle, level).filtered(
            lambda part: person is None or person in part.card_ids.employee_id
        )
        self.assertEqual(len(found), 1)
        return found

    def mine(self, user):
        """What waits for a user, as the page lists it."""
        return (
            self.env["aftersales.cycle.approval"]
            .with_user(user)
            .search([("waits_for_me", "=", True)])
        )
