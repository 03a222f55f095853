"""A team that grades: Anna, her superior, three colleagues and somebody outside."""

from odoo import Command

from .engine_common import EngineCase

LEVELS = {100: 10, 80: 8, 60: 6, 40: 4, 0: 0}


class GradingCase(EngineCase):
    """Anna, Ben, Cleo and Dan share a team and report to Sue; Eve is elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sue_user = cls._make_user("sue", "base.group_user")
        cls.cleo_user = cls._make_user("cleo", "aftersales_kpi.group_user")
        cls.dan_user = cls._make_user("dan", "aftersales_kpi.group_user")
        cls.eve_user = cls._make_user("eve", "aftersales_kpi.group_user")
        cls.sue = cls._make_employee("Sue", cls.sue_user, department_id=False)
        cls.cleo = cls._make_employee("Cleo", cls.cleo_user)
        cls.dan = cls._make_employee("Dan", cls.dan_user)
        cls.eve = cls._make_employee("Eve", cls.eve_user, department_id=False)
        cls.crew = cls.anna | cls.ben | cls.cleo | cls.dan
        cls.crew.parent_id = cls.sue
        cls.team.user_ids = [Command.set(cls.crew.user_id.ids)]

    @classmethod
    def make_graded_scheme(cls, *raters, scheme=None, **values):
        """A scheme of one criterion with the usual levels, graded by the given roles.

        It covers the team, whatever records there are.
        """
        return cls.make_scheme(
            {
                "indicator": "cooperation",
                "curve": "levels",
                "max_points": 100,
                "band_ids": [
                    Command.create(
                        {
                            "grade": grade,
                            "points": 10 * points,
                            "description": f"level {points}",
                        }
                    )
                    for grade, points in LEVELS.items()
                ],
                "rater_ids": [Command.create(rater) for rater in raters],
                **values,
            },
            **(scheme or {"team_ids": [Command.set(cls.team.ids)]}),
        )

    @classmethod
    def both(cls, **values):
        """Superior and colleagues, half and half, three colleagues at least."""
        return cls.make_graded_scheme(
            {"role": "superior", "weight": 50},
            {
                "role": "colleague",
                "weight": 50,
                "minimum_raters": 3,
                "is_anonymous": True,
            },
            **values,
        )

    def open_cycle(self, scheme=None):
        cycle = self.make_cycle(scheme or self.both())
        cycle.action_open()
        return cycle

    def sheet(self, cycle, rater):
        return cycle.grading_ids.filtered(lambda one: one.rater_id == rater)

    def task(self, cycle, rater, subject):
        return self.sheet(cycle, rater).assessment_ids.filtered(
            lambda one: one.employee_id == subject
        )

    def answer(self, task, grade):
        """The page's word for a grade of a task."""
        if grade is None:
            return "declined"
        level = task._levels().filtered(lambda one: one.grade == grade)
        return f"level:{level.id}"

    def grade(self, cycle, rater, grades, submit=True):
        """A rater gives {person: grade of 100, or None where unable to judge}."""
        sheet = self.sheet(cycle, rater).with_user(rater.user_id)
        sheet.save_answers(
            {
                task.id: self.answer(task, grade)
                for subject, grade in grades.items()
                for task in self.task(cycle, rater, subject)
            }
        )
        if submit:
            sheet.action_submit()

    def grade_all(self, cycle, superior, colleagues):
        """Everybody gets the superior's grade; colleague n gives the nth grade."""
        self.grade(cycle, self.sue, dict.fromkeys(self.crew, superior))
        for rater, grade in zip(self.crew, colleagues, strict=False):
            self.grade(cycle, rater, dict.fromkeys(self.crew - rater, grade))

    def posted(self, cycle, employee):
        """{role: (numerator, denominator)} of what counts in the ledger."""
        rows = self.ledger.search(
            [
                ("employee_id", "=", employee.id),
                ("origin", "=like", f"assessment:{cycle.id}:%"),
                ("state", "=", "counts"),
            ]
        )
        return {
            row.origin.rpartition(":")[2]: (row.numerator, row.denominator)
            for row in rows
        }
