"""Named actors and short ways to write facts, for tests of the engine."""

from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

# The evaluation of October happens early in November.
NOW = "2026-11-02 09:00:00"


class EngineCase(TransactionCase):
    """A company in UTC with Anna and Ben in one team, and people of every role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        freezer = freeze_time(NOW)
        freezer.start()
        cls.addClassCleanup(freezer.stop)
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True})
        cls.company = cls.env["res.company"].create({"name": "Service Company"})
        cls.company.resource_calendar_id.tz = "UTC"
        cls.env.user.company_ids = [Command.link(cls.company.id)]
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.company = cls.company.with_env(cls.env)
        cls.ledger = cls.env["aftersales.observation"]
        cls.leader = cls._make_user("leader", "aftersales_kpi.group_leader")
        cls.officer = cls._make_user("officer", "aftersales_kpi.group_officer")
        cls.manager = cls._make_user("manager", "aftersales_kpi.group_manager")
        cls.anna_user = cls._make_user("anna", "aftersales_kpi.group_user")
        cls.ben_user = cls._make_user("ben", "aftersales_kpi.group_user")
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Hotline",
                "company_id": cls.company.id,
                "user_id": cls.leader.id,
                "user_ids": [Command.set((cls.anna_user | cls.ben_user).ids)],
            }
        )
        cls.department = cls._make_department("Service")
        cls.anna = cls._make_employee("Anna", cls.anna_user)
        cls.ben = cls._make_employee("Ben", cls.ben_user)

    @classmethod
    def _make_user(cls, login, group):
        return new_test_user(
            cls.env,
            login,
            groups=f"base.group_user,{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _make_department(cls, name):
        return cls.env["hr.department"].create(
            {"name": name, "company_id": cls.company.id}
        )

    @classmethod
    def _make_employee(cls, name, user=None, **values):
        return cls.env["hr.employee"].create(
            {
                "name": name,
                "user_id": user and user.id,
                "company_id": cls.company.id,
                "department_id": cls.department.id,
                "date_version": "2026-01-01",
                **values,
            }
        )

    # --- Facts ----------------------------------------------------------------------

    def observe(self, kind, employee, *numerators, denominator=1, day=5, **values):
        """One observation a numerator; returns them in their order."""
        origins = []
        for numerator in numerators:
            origins.append(f"test:{kind}:{self.ledger.search_count([])}")
            self.ledger._post(
                [
                    {
                        "kind": kind,
                        "company_id": self.company.id,
                        "employee_id": employee.id or None,
                        "team_id": self.team.id,
                        "event_date": datetime(2026, 10, day, 10),
                        "numerator": numerator,
                        "denominator": denominator,
                        "origin": origins[-1],
                        **values,
                    }
                ]
            )
        return self.ledger.search([("origin", "in", origins)], order="id")

    def serve(self, employee, *customers, **values):
        """One ticket served for each customer, named by a word."""
        for customer in customers:
            self.observe("served", employee, 1, customer=customer, **values)

    def complain(self, employee, *customers, **values):
        for customer in customers:
            self.observe("complaint", employee, 1, customer=customer, **values)

    def minutes(self, employee, *minutes, **values):
        """First replies that took so many minutes."""
        return self.observe("response", employee, *[60 * m for m in minutes], **values)

    # --- Schemes and cycles ---------------------------------------------------------

    @classmethod
    def indicator(cls, code):
        return cls.env.ref(f"aftersales_kpi.indicator_{code}")

    @classmethod
    def make_indicator(cls, **values):
        number = cls.env["aftersales.indicator"].search_count([])
        return cls.env["aftersales.indicator"].create(
            {
                "name": "Test indicator",
                "code": f"test_{number}",
                "numerator_kind_id": cls.env.ref("aftersales_kpi.kind_response").id,
                **values,
            }
        )

    @classmethod
    def make_scheme(cls, *criteria, approve=True, **values):
        """A scheme of criteria given as dicts; each gives 100 points for 0 … ∞."""
        scheme = cls.env["aftersales.scheme"].create(
            {
                "name": "Test scheme",
                "code": f"TEST{cls.env['aftersales.scheme'].search_count([])}",
                "company_id": cls.company.id,
                "criterion_ids": [
                    Command.create(cls._criterion_vals(**criterion))
                    for criterion in criteria
                ],
                **values,
            }
        )
        if approve:
            scheme.action_approve()
        return scheme

    @classmethod
    def _criterion_vals(cls, indicator="response_time", bands=None, **values):
        if isinstance(indicator, str):
            indicator = cls.indicator(indicator)
        if values.get("curve", "bands") == "bands" and "band_ids" not in values:
            # (up to and including, points), the last band has no end
            values["band_ids"] = list(cls._band_commands(bands or [(None, 100)]))
        return {"indicator_id": indicator.id, "max_points": 100, **values}

    @classmethod
    def _band_commands(cls, bands):
        low = None
        for high, points in bands:
            yield Command.create(
                {
                    "low_sign": "none" if low is None else "gt",
                    "low": low or 0,
                    "high_sign": "none" if high is None else "le",
                    "high": high or 0,
                    "points": points,
                }
            )
            low = high

    @classmethod
    def make_cycle(cls, scheme, date_from="2026-10-01"):
        return cls.env["aftersales.cycle"].create(
            {
                "scheme_id": scheme.id,
                "company_id": cls.company.id,
                "date_from": date_from,
            }
        )

    def score(self, scheme, **values):
        """A cycle of October with the scheme, scored."""
        cycle = self.make_cycle(scheme, **values)
        cycle.action_open()
        cycle.action_score()
        return cycle

    def score_client(self):
        """October with the client's own scheme."""
        return self.score(self.env.ref("aftersales_kpi.scheme_client"))

    def card(self, cycle, employee):
        return cycle.scorecard_ids.filtered(
            lambda card: card.employee_id == employee and card.is_current
        )

    def line(self, cycle, employee, code=None):
        """The line of a person's card; by the indicator's code where there are more."""
        lines = self.card(cycle, employee).line_ids
        return lines.filtered(lambda one: code in (None, one.indicator_id.code))
