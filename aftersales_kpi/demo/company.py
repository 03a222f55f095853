"""The demo company's last months, as Odoo would have recorded them.

Tickets, answers, changes and ratings are written as history, and the add-on then does
with them what it does on any running database: posts what was recorded.  The numbers
come from a fixed seed, the dates end today.
"""

import random
from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from .ticket_history import TicketHistory, next_ticket_id

MONTHS = 4
TICKETS_A_MONTH = 22
CUSTOMERS = 60
SUBJECTS = {
    "pump": ("Pump is leaking", "Pump makes noise", "Pump does not start"),
    "valve": ("Valve is stuck", "Valve drips", "Which valve fits?"),
    "control": ("Display stays dark", "Error E12", "How do I reset it?"),
    "delivery": ("Parcel is missing parts", "Question on the invoice"),
}
#: login: minutes to the first answer, hours to the solution, share solved,
#: share reopened, weights of the ratings 5, 3 and 1, complaints a month
PEOPLE = {
    "lina": (6, 4, 1.00, 0.01, (9, 1, 0), 0),
    "zhangwei": (14, 7, 0.97, 0.05, (7, 3, 0), 0),
    "wangfang": (25, 10, 0.95, 0.06, (6, 3, 1), 0),
    "zhaomin": (75, 26, 0.88, 0.15, (3, 4, 3), 2),
    "chenjie": (9, 16, 0.99, 0.03, (8, 2, 0), 0),
    "liuyang": (32, 30, 0.94, 0.08, (5, 4, 1), 1),
    "huangqi": (18, 20, 0.97, 0.04, (7, 2, 1), 0),
}
#: login: knowledge test, then graded levels of skill, cooperation, sharing (of 100)
GRADES = {
    "lina": (96, 100, 100, 100),
    "zhangwei": (88, 80, 100, 80),
    "wangfang": (82, 80, 80, 80),
    "zhaomin": (64, 60, 60, 40),
    "chenjie": (93, 100, 80, 80),
    "liuyang": (75, 60, 80, 60),
    # away on the day of the test: an exception somebody has to look at
    "huangqi": (None, 80, 80, 100),
}
GRADED = ("knowledge_test", "skill", "cooperation", "information_sharing")


class DemoCompany:
    """Writes the history, posts it, and imports the grades of the past months."""

    def __init__(self, env):
        self.env = env
        self.chance = random.Random(2026)
        self.now = env.cr.now().replace(microsecond=0)
        self.tickets, self.events, self.complaints = [], [], []
        self.stages = {
            name: self._ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}")
            for name in ("new", "in_progress", "done", "cancelled")
        }

    def _ref(self, xml_id):
        return self.env.ref(xml_id).id

    def load(self):
        """Build everything; the caller's transaction decides whether it stays."""
        self.customers = self._make_customers()
        self.next_id = next_ticket_id(self.env)
        for number, login in enumerate(PEOPLE):
            for month in self._months():
                for _ in range(TICKETS_A_MONTH - number % 3 * 4):
                    self._plan_ticket(login, month)
        self._write_history()
        self._mark_complaints()
        self.env["aftersales.observation"]._post_due()
        self._import_grades()

    def _months(self):
        first = self.now.date().replace(day=1)
        return [first - relativedelta(months=back) for back in range(MONTHS, -1, -1)]

    def _make_customers(self):
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Customer {number:02d}",
                    "email": f"customer{number:02d}@example.com",
                    "phone": f"+1 202-555-01{number:02d}",
                }
                for number in range(1, CUSTOMERS + 1)
            ]
        )
        return partners.ids

    # --- One ticket's life ------------------------------------------------------------

    def _plan_ticket(self, login, month):
        """Opened, assigned, answered, solved, perhaps reopened and rated."""
        answer, solve, solved, reopened, _ratings, _complaints = PEOPLE[login]
        opened = self._working_moment(month)
        if opened > self.now:
            return
        ticket_id, user_id = (
            self.next_id,
            self._ref(f"aftersales_kpi.demo_user_{login}"),
        )
        self.next_id += 1
        self._stage(ticket_id, login, opened)
        moment = opened + timedelta(minutes=self.chance.expovariate(1 / 4))
        self._happen(ticket_id, moment, "user", user_id, 0, user_id)
        moment = opened + timedelta(minutes=2 + self.chance.expovariate(1 / answer))
        self._happen(ticket_id, moment, "reply", user_id)
        new, work = self.stages["new"], self.stages["in_progress"]
        self._happen(ticket_id, moment, "stage", user_id, new, work)
        moment += timedelta(hours=0.2 + self.chance.expovariate(1 / solve))
        if self.chance.random() > solved:
            if self.chance.random() < 0.5:
                end = self.stages["cancelled"]
                self._happen(ticket_id, moment, "stage", user_id, work, end)
            return
        done = self.stages["done"]
        self._happen(ticket_id, moment, "stage", user_id, work, done)
        self._plan_rating(ticket_id, login, user_id, moment)
        if self.chance.random() < reopened:
            back = moment + timedelta(hours=self.chance.uniform(5, 60))
            again = back + timedelta(hours=self.chance.uniform(1, 20))
            self._happen(ticket_id, back, "customer", None)
            self._happen(ticket_id, back, "stage", user_id, done, work)
            self._happen(ticket_id, again, "stage", user_id, work, done)

    def _plan_rating(self, ticket_id, login, user_id, moment):
        if self.chance.random() < 0.55:
            stars = self.chance.choices((5, 3, 1), PEOPLE[login][4])[0]
            rated = moment + timedelta(hours=self.chance.uniform(0.5, 30))
            self._happen(ticket_id, rated, "rating", user_id, 0, stars)

    def _working_moment(self, month):
        """A moment of a working day of the month, between 9 and 16 hours."""
        days = ((month + relativedelta(months=1)) - month).days
        day = month + timedelta(days=self.chance.randrange(days))
        if day.weekday() > 4:
            day += timedelta(days=1 if day.day < 3 else -2)
        minute = self.chance.randrange(9 * 60, 16 * 60)
        return datetime.combine(day, time()) + timedelta(minutes=minute)

    def _stage(self, ticket_id, login, opened):
        category = self.chance.choice(list(SUBJECTS))
        team = "repair" if login in ("chenjie", "liuyang", "huangqi") else "hotline"
        channel = self.chance.choice(("email", "web", "phone"))
        self.tickets.append(
            (
                ticket_id,
                f"DEMO{ticket_id:05d}",
                self.chance.choice(SUBJECTS[category]),
                opened,
                self._ref("base.user_admin"),
                self._ref("base.main_company"),
                self._ref(f"aftersales_kpi.demo_team_{team}"),
                "",
                self.stages["new"],
                self.chance.choice(self.customers),
                self._ref(f"aftersales_kpi.demo_category_{category}"),
                self._ref(f"helpdesk_mgmt.helpdesk_ticket_channel_{channel}"),
                "3" if self.chance.random() < 0.06 else "1",
            )
        )
        self._happen(ticket_id, opened, "created", self._ref("base.user_admin"))
        wanted = PEOPLE[login][5]
        if (
            sum(known[:2] == (login, opened.month) for known in self.complaints)
            < wanted
        ):
            self.complaints.append((login, opened.month, ticket_id))

    def _happen(self, ticket_id, moment, what, user_id, old=0, new=0):
        """One event; what lies in the future has not happened yet."""
        if moment <= self.now:
            sequence = len(self.events)
            self.events.append(
                (ticket_id, sequence, moment, what, user_id or "", old, new)
            )

    # --- Into the database ------------------------------------------------------------

    def _write_history(self):
        history = TicketHistory(self.env)
        history.copy_rows(self.tickets, self.events)
        history.write()
        self.env["aftersales.observation"]._post_history(
            [ticket[0] for ticket in self.tickets]
        )

    def _mark_complaints(self):
        causes = ("attitude", "timeliness", "quality")
        for number, (_login, _month, ticket_id) in enumerate(self.complaints):
            self.env["helpdesk.ticket"].browse(ticket_id).write(
                {
                    "kpi_is_complaint": True,
                    "kpi_complaint_cause": causes[number % len(causes)],
                    # the last one is still under examination
                    "kpi_complaint_valid": "valid"
                    if number + 1 < len(self.complaints)
                    else False,
                }
            )

    def _import_grades(self):
        """Gradings and tests of the past months, as figures of another system."""
        self.env["aftersales.measurement"].create(
            [
                {
                    "kind_id": self._ref(f"aftersales_kpi.kind_{kind}"),
                    "employee_id": self._ref(f"aftersales_kpi.demo_employee_{login}"),
                    "date": month + relativedelta(day=25),
                    "numerator": grade,
                    "denominator": 100,
                    "company_id": self._ref("base.main_company"),
                }
                for month in self._months()[:-1]
                for login, grades in GRADES.items()
                for kind, grade in zip(GRADED, grades, strict=True)
                if grade is not None
            ]
        )
