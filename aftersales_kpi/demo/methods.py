"""The demo company's strategy: a balanced scorecard of its teams, and its goals.

The company's goals of the year are broken down to the department, a post and persons;
some wait for an answer, some go well, one was missed last month.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

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


class DemoMethods:
    """Imports finance figures, scores the teams' last months, and agrees on goals."""

    def __init__(self, env):
        self.env = env
        self.today = env.cr.now().date()
        self.company = env.ref("base.main_company")

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
        cycle = self.env["aftersales.cycle"].create(
            {
                "scheme_id": scheme.id,
                "company_id": self.company.id,
                "date_from": month,
            }
        )
        for move in ("open", "score", "approve", "publish"):
            getattr(cycle, f"action_{move}")()

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
        models = ("aftersales.goal", "aftersales.scorecard", "aftersales.cycle")
        self.env["mail.mail"].search([("model", "in", models)]).unlink()
