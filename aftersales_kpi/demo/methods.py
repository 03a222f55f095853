"""The demo company's strategy: a balanced scorecard of its teams, and its goals.

The company's goals of the year are broken down to the department, a post and persons;
some wait for an answer, some go well, one was missed last month.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from .company import GRADED, GRADES

# kind: team, figures of the last months as (numerator, denominator)
FINANCE = {
    "service_revenue": {
        "hotline": ((9200, 10000), (9900, 10000)),
        "repair": ((30500, 40000), (36800, 40000)),
    },
    "service_budget": {
        "hotline": ((7900, 8000), (7700, 8000)),
        "repair": ((23800, 21000), (22400, 21000)),
    },
}

# What people write about each other when they are asked from all sides.
STRENGTHS = (
    "Stays calm with angry customers, and finds out what they really need.",
    "Explains a repair so that the customer does not call again.",
    "Writes down what was done; whoever takes over knows at once.",
    "Helps without being asked when the hotline is full.",
)
WISHES = (
    "Could say earlier that a ticket takes longer.",
    "Should share the tricks with control units with everybody.",
    "Sometimes answers before the question is asked to its end.",
    "Could hand over before a day off more completely.",
)
# login: how much better (or worse) people see themselves than others do, of 100
OWN_VIEW = {"zhaomin": 40, "chenjie": -20}
# Graded levels of who has none in the past months.
USUAL_GRADE = 80
# Whose target of first answers, in minutes: a person, a post, a team, a department.
TARGETS = (
    ("employee_id", "demo_employee_lina", 8),
    ("job_id", "demo_job_repair", 20),
    ("team_id", "demo_team_hotline", 12),
    ("department_id", "demo_department", 15),
)


class DemoMethods:
    """Imports finance figures, scores the teams' last months, and agrees on goals."""

    def __init__(self, env):
        self.env = env
        self.today = env.cr.now().date()
        self.company = env.ref("base.main_company")
        self.last_mail = env["mail.mail"].search([], order="id desc", limit=1).id

    def load(self):
        """Build it, unless somebody has worked with the scheme already."""
        scheme = self.env.ref("aftersales_kpi.scheme_balanced")
        if scheme.state != "draft" or scheme.cycle_ids:
            return
        self._import_finance()
        scheme.team_ids = self._ref("demo_team_hotline") | self._ref("demo_team_repair")
        scheme.action_approve()
        for back in (2, 1):
            self._publish(scheme, self._month(back))
        self._make_goals()
        self._set_targets()
        self._announce()
        quarter = self._last_quarter()
        if quarter:
            self._publish(self.env.ref("aftersales_kpi.scheme_client_quarter"), quarter)
            self._ask_all_around(quarter)
        self._forget_mails()

    def _month(self, back):
        return self.today + relativedelta(day=1, months=-back)

    def _ref(self, name):
        return self.env.ref(f"aftersales_kpi.{name}")

    def _import_finance(self):
        self.env["aftersales.measurement"].create(
            [
                {
                    "kind_id": self._ref(f"kind_{kind}").id,
                    "subject_type": "team",
                    "team_id": self._ref(f"demo_team_{team}").id,
                    "date": self._month(back) + relativedelta(day=28),
                    "numerator": numerator,
                    "denominator": denominator,
                    "company_id": self.company.id,
                }
                for kind, teams in FINANCE.items()
                for team, months in teams.items()
                for back, (numerator, denominator) in zip((2, 1), months, strict=True)
            ]
        )

    def _publish(self, scheme, month):
        cycle = self._cycle(scheme, month)
        for move in ("open", "score", "approve", "publish"):
            getattr(cycle, f"action_{move}")()

    def _cycle(self, scheme, first_day):
        return self.env["aftersales.cycle"].create(
            {
                "scheme_id": scheme.id,
                "company_id": self.company.id,
                "date_from": first_day,
            }
        )

    def _set_targets(self):
        """From this month on: a person's before a post's, and so on."""
        self.env["aftersales.target"].create(
            [
                {
                    "indicator_id": self._ref("indicator_response_time").id,
                    "company_id": self.company.id,
                    "date_from": self._month(0),
                    "value": minutes,
                    owner: self._ref(name).id,
                }
                for owner, name, minutes in TARGETS
            ]
        )

    def _announce(self):
        """Everybody is told the rules; one has confirmed to have read them."""
        scheme = self._ref("scheme_client")
        scheme._announce()
        reader = self._ref("demo_user_zhangwei")
        self.env["aftersales.scheme.reading"].with_user(reader).search(
            [("scheme_id", "=", scheme.id), ("user_id", "=", reader.id)]
        ).action_read()

    # --- The last quarter -------------------------------------------------------------

    def _last_quarter(self):
        """First day of a quarter whose last month is published; None if there is none.

        Last month is left to the visitor.
        """
        for back in (2, 3, 4):
            month = self._month(back)
            first = month.replace(month=month.month - (month.month - 1) % 3)
            if first + relativedelta(months=3) <= self._month(1):
                return first
        return None

    def _ask_all_around(self, quarter):
        """Superior, colleagues, subordinates, customers and the own view (R22).

        Grades of the months that were imported are not given again.
        """
        scheme = self.env.ref("aftersales_kpi.scheme_360")
        scheme.department_ids = self._ref("demo_department")
        scheme.action_approve()
        cycle = self._cycle(scheme, quarter)
        cycle.action_open()
        cycle.grading_deadline = self.today + timedelta(days=5)
        cycle.action_start_grading()
        for sheet in cycle.grading_ids:
            self._grade_all_around(sheet.with_user(sheet.user_id))
        for move in ("score", "approve", "publish"):
            getattr(cycle, f"action_{move}")()

    def _grade_all_around(self, sheet):
        tasks = sheet.assessment_ids
        sheet.save_answers({task.id: f"level:{self._level(task).id}" for task in tasks})
        people = tasks.employee_id - sheet.sudo().rater_id
        sheet.save_remarks(
            {
                person.id: {
                    "strengths": STRENGTHS[(person.id + sheet.id) % len(STRENGTHS)],
                    "weaknesses": WISHES[(person.id + sheet.id) % len(WISHES)],
                }
                for person in people
            }
        )
        sheet.action_submit()

    def _level(self, task):
        """The level of the past months; of themselves some think otherwise."""
        login = task.employee_id.user_id.login
        skill = GRADES.get(login, (None, USUAL_GRADE))[GRADED.index("skill")]
        if task.role == "self":
            skill = max(0, min(100, skill + OWN_VIEW.get(login, 0)))
        return task._levels().filtered(lambda level: level.grade == skill)

    # --- Goals ------------------------------------------------------------------------

    def _make_goals(self):
        top = self._make_company_goals()
        repair = self._goal(
            "Every second repair right at once",
            "sunli",
            level="job",
            job_id=self._ref("demo_job_repair").id,
            parent_id=top["process"].id,
            indicator_id=self._ref("indicator_first_time_fix_rate").id,
            target_value=80,
        )
        hotline = self._goal(
            "First answers of the hotline within 15 minutes",
            "sunli",
            level="department",
            department_id=self._ref("demo_department").id,
            parent_id=top["customer"].id,
            indicator_id=self._ref("indicator_response_time").id,
            target_value=15,
        )
        self._agree(repair | hotline)
        self._make_personal_goals(hotline, repair, top["learning"])

    def _make_company_goals(self):
        goals = {
            "finance": self._company_goal(
                "finance",
                "Service earns 95 % of its plan",
                indicator_id=self._ref("indicator_revenue_rate").id,
                target_value=95,
            ),
            "customer": self._company_goal(
                "customer",
                "Customers rate us 90 of 100",
                indicator_id=self._ref("indicator_satisfaction").id,
                target_value=90,
                has_start=True,
                start_value=70,
            ),
            "process": self._company_goal(
                "process",
                "Nine of ten problems fixed at the first attempt",
                indicator_id=self._ref("indicator_first_time_fix_rate").id,
                target_value=90,
            ),
            "learning": self._company_goal(
                "learning",
                "Everybody passes the product test",
                measure="children",
            ),
        }
        for goal in goals.values():
            self._agree(goal)
        return goals

    def _company_goal(self, perspective, name, **values):
        return self._goal(
            name,
            "wuhua",
            level="company",
            perspective=perspective,
            date_from=self.today + relativedelta(month=1, day=1),
            **values,
        )

    def _goal(self, name, login, measure="indicator", **values):
        return self.env["aftersales.goal"].create(
            {
                "name": name,
                "employee_id": self._ref(f"demo_employee_{login}").id,
                "company_id": self.company.id,
                "date_from": self._month(2),
                "date_to": self.today + relativedelta(month=12, day=31),
                "measure": measure,
                **values,
            }
        )

    def _agree(self, goals):
        """Proposed by the superior's side, agreed by the person."""
        for goal in goals:
            boss = goal.superior_id or self.env.ref("base.user_admin")
            goal.with_user(boss).action_propose()
            goal.with_user(goal.user_id).action_agree()

    def _make_personal_goals(self, hotline, repair, learning):
        quick = self._goal(
            "Answer within 10 minutes",
            "lina",
            parent_id=hotline.id,
            indicator_id=self._ref("indicator_response_time").id,
            target_value=10,
        )
        course = self._milestones("lina", learning)
        fixing = self._goal(
            "Nine of ten repairs right at once",
            "chenjie",
            parent_id=repair.id,
            indicator_id=self._ref("indicator_first_time_fix_rate").id,
            target_value=90,
        )
        slow = self._goal(
            "Answer within 30 minutes",
            "zhaomin",
            parent_id=hotline.id,
            indicator_id=self._ref("indicator_response_time").id,
            target_value=30,
            date_to=self._month(0) - timedelta(days=1),
        )
        self._agree(quick | course | fixing | slow)
        own = course.with_user(course.user_id)
        own.milestone_ids[0].action_reach()
        own.check_in("The first part is passed; the second is next week.")
        boss = quick.superior_id
        quick.with_user(boss).action_propose_change(
            {"target_value": 8}, "Two months in a row below 8 minutes: well done."
        )
        slow.with_user(boss).action_evaluate()
        manual = self._goal(
            "Write the manual of control unit E12",
            "lina",
            measure="yes_no",
            parent_id=learning.id,
        )
        manual.with_user(boss).action_propose()

    def _milestones(self, login, parent):
        steps = ("Pumps", "Valves", "Control units")
        return self._goal(
            "Pass the three product tests",
            login,
            measure="milestones",
            parent_id=parent.id,
            weight=2,
            milestone_ids=[
                (0, 0, {"name": name, "date_due": self.today + timedelta(days=20 * n)})
                for n, name in enumerate(steps)
            ],
        )

    def _forget_mails(self):
        """Nobody writes to people who do not exist."""
        self.env["mail.mail"].search([("id", ">", self.last_mail)]).unlink()
