"""A leader, her two people, and short ways to agree on goals."""

from odoo import Command

from .engine_common import EngineCase


class GoalCase(EngineCase):
    """It is 2 November 2026. Goals run through October, or until the year's end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.leader.employee_id or cls._make_employee("Leader", cls.leader)
        (cls.anna | cls.ben).parent_id = cls.head
        cls.job = cls.env["hr.job"].create(
            {"name": "Hotline", "company_id": cls.company.id}
        )

    @classmethod
    def make_goal(cls, employee=None, **values):
        """A draft about answering within 10 minutes, unless told otherwise."""
        return cls.env["aftersales.goal"].create(
            {
                "name": "Answer within 10 minutes",
                "employee_id": (employee or cls.anna).id,
                "company_id": cls.company.id,
                "date_from": "2026-10-01",
                "date_to": "2026-10-31",
                "measure": "indicator",
                "indicator_id": cls.indicator("response_time").id,
                "target_value": 10,
                **values,
            }
        )

    @classmethod
    def yes_no(cls, employee=None, **values):
        return cls.make_goal(employee, measure="yes_no", **values)

    @classmethod
    def milestones(cls, *weights, **values):
        commands = [
            Command.create({"name": f"Step {number}", "weight": weight})
            for number, weight in enumerate(weights, 1)
        ]
        return cls.make_goal(measure="milestones", milestone_ids=commands, **values)

    def agree(self, goal):
        """Proposed by the superior, agreed by the person."""
        goal.with_user(self.leader).action_propose()
        goal.with_user(goal.user_id).action_agree()
        return goal
