"""From five questions to a first evaluated month (section B: presets by size)."""

from typing import NamedTuple

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..models.company_day import today_of
from ..scoring import period_of, points_by_importance
from ..sources import directory

# Rules of criteria that the client's own scheme has no rule for.
RULES = {
    "first_time_fix_rate": {"zero_value": 50, "full_value": 90},
    "sla_rate": {"zero_value": 70, "full_value": 98},
    "repeat_rate": {"zero_value": 10, "full_value": 2},
    "reopen_rate": {"zero_value": 10, "full_value": 1},
}
# The levels of each kind of approval, in their order.
APPROVALS = {
    "manager": (),
    "leader": ("team_leader",),
    "levels": ("team_leader", "department_manager", "officer"),
}
# What a criterion can only be measured by.
NEEDS = {
    "satisfaction": "has_ratings",
    "sla_rate": "has_agreements",
    "knowledge_test": "has_tests",
    "skill": "has_grades",
    "cooperation": "has_grades",
    "information_sharing": "has_grades",
}
# Kinds of facts by which one sees what a company measures already.
SIGNS = {
    "has_ratings": "rating",
    "has_agreements": "sla",
    "has_tests": "knowledge_test",
}
# How far back they are looked for.
SIGN_DAYS = 92


class Preset(NamedTuple):
    """The schemes of a company of one size, with the importance of each criterion."""

    # {subject type: {indicator code: importance}}
    schemes: dict
    # Whether quarters and years are made from the months.
    longer_periods: bool = False


PERSON = {
    "complaint_rate": 20,
    "satisfaction": 20,
    "response_time": 15,
    "resolution_rate": 15,
    "knowledge_test": 10,
    "skill": 10,
    "cooperation": 5,
    "information_sharing": 5,
}
UNIT = {
    "complaint_rate": 25,
    "satisfaction": 25,
    "sla_rate": 20,
    "first_time_fix_rate": 15,
    "repeat_rate": 15,
}
PRESETS = {
    "small": Preset(
        {
            "employee": {
                "complaint_rate": 25,
                "satisfaction": 25,
                "response_time": 25,
                "resolution_rate": 25,
            }
        }
    ),
    "medium": Preset({"employee": PERSON, "team": UNIT}),
    "large": Preset(
        {
            "employee": {**PERSON, "first_time_fix_rate": 10, "sla_rate": 10},
            "team": UNIT,
            "department": UNIT,
        },
        longer_periods=True,
    ),
}


class AftersalesSetup(models.TransientModel):
    """The guided set-up: everything it makes can be changed afterwards."""

    _name = "aftersales.setup"
    _description = "Guided Set-up"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    size = fields.Selection(
        [
            ("small", "Small: a few criteria, one person approves"),
            ("medium", "Medium: people and teams, the leaders approve"),
            ("large", "Large: people, teams, departments; several approve"),
        ],
        string="How large is the service?",
        required=True,
        default="small",
    )
    team_ids = fields.Many2many(
        "helpdesk.ticket.team",
        string="Which teams?",
        help="Leave empty to evaluate everybody with records.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        help="For teams that have none of their own: times are counted inside them.",
    )
    has_ratings = fields.Boolean("Customers rate the service")
    has_agreements = fields.Boolean("Service level agreements")
    has_tests = fields.Boolean("Knowledge tests")
    has_grades = fields.Boolean(
        "Superiors and colleagues give grades",
        compute="_compute_by_size",
        store=True,
        readonly=False,
    )
    pay = fields.Selection(
        [
            ("none", "No, feedback only"),
            ("elsewhere", "Yes, by the table of results in another system"),
        ],
        string="Does it reach the pay?",
        required=True,
        default="none",
    )
    approval = fields.Selection(
        [
            ("manager", "One person"),
            ("leader", "Team leaders"),
            ("levels", "Team leaders, department managers, then HR"),
        ],
        string="Who approves the results?",
        compute="_compute_by_size",
        store=True,
        readonly=False,
        required=True,
    )
    stop_others = fields.Boolean(
        string="Replaces what runs now",
        default=True,
        help="The schemes that start by themselves today and are for the same people, "
        "teams or departments start no new month. Schemes that several companies share "
        "are left as they are.",
    )
    other_scheme_ids = fields.Many2many(
        "aftersales.scheme", compute="_compute_other_schemes"
    )

    @api.model
    def default_get(self, field_names):
        values = super().default_get(field_names)
        company = self.env["res.company"].browse(
            values.get("company_id") or self.env.company.id
        )
        values.update(self._signs(company))
        values.setdefault("calendar_id", company.resource_calendar_id.id)
        return {name: values[name] for name in values if name in field_names}

    @api.model
    def _signs(self, company):
        """What the company measures already, by the records of the last months."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT kind.code
                  FROM aftersales_kind AS kind
                 WHERE kind.code IN %s AND EXISTS (
                       SELECT FROM aftersales_observation AS fact
                        WHERE fact.company_id = %s AND fact.kind_id = kind.id
                          AND fact.date >= %s)
                """,
                tuple(SIGNS.values()),
                company.id,
                fields.Datetime.subtract(fields.Datetime.now(), days=SIGN_DAYS),
            )
        )
        found = {row[0] for row in rows}
        return {name: kind in found for name, kind in SIGNS.items()}

    @api.depends("size")
    def _compute_by_size(self):
        approvals = {"small": "manager", "medium": "leader", "large": "levels"}
        for setup in self:
            setup.has_grades = setup.size != "small"
            setup.approval = approvals[setup.size]

    @api.depends("company_id", "size")
    def _compute_other_schemes(self):
        # What other companies share is not one company's to stop.
        alone = self.env["res.company"].sudo().search_count([], limit=2) == 1
        for setup in self:
            owners = [setup.company_id.id, *([False] if alone else [])]
            setup.other_scheme_ids = self.env["aftersales.scheme"].search(
                [
                    ("state", "=", "approved"),
                    ("auto_cycle", "=", True),
                    ("company_id", "in", owners),
                    ("subject_type", "in", list(PRESETS[setup.size].schemes)),
                ]
            )

    # --- What it makes --------------------------------------------------------------

    def action_set_up(self):
        """Make schemes, approval and the first cycle; show the first results."""
        self.ensure_one()
        self.env["aftersales.scheme"]._check_manager()
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Switch to the company that you set up."))
        if self.stop_others:
            self.other_scheme_ids.auto_cycle = False
        if self.calendar_id and self.team_ids.has_access("write"):
            directory.give_working_hours(self.team_ids, self.calendar_id)
        schemes = self._make_schemes()
        schemes.action_approve()
        if PRESETS[self.size].longer_periods:
            self._make_longer_periods(schemes[0]).action_approve()
        cycles = self._start_cycles(schemes)
        return cycles[:1]._get_records_action()

    def _make_schemes(self):
        return self.env["aftersales.scheme"].create(
            [
                self._scheme_vals(subject_type, importance)
                for subject_type, importance in PRESETS[self.size].schemes.items()
            ]
        )

    def _scheme_vals(self, subject_type, importance):
        return {
            "name": self._scheme_name(subject_type),
            "code": self._free_code(subject_type),
            "company_id": self.company_id.id,
            "period_type": "month",
            "subject_type": subject_type,
            "show_rank": self.size != "small",
            "auto_cycle": True,
            "team_ids": [Command.set(self.team_ids.ids)]
            if subject_type in ("employee", "team")
            else False,
            "criterion_ids": [
                Command.create(vals) for vals in self._criterion_vals(importance)
            ],
            **self._approval_vals(),
        }

    def _scheme_name(self, subject_type):
        match subject_type:
            case "employee":
                return self.env._("After-sales service: people")
            case "team":
                return self.env._("After-sales service: teams")
            case "department":
                return self.env._("After-sales service: departments")
        raise ValueError(f"Unknown subject type {subject_type!r}")

    def _free_code(self, subject_type):
        """A code that no scheme of the company has: EMPLOYEE, EMPLOYEE-2 …"""
        codes = (
            self.env["aftersales.scheme"]
            .with_context(active_test=False)
            .search([("company_id", "=", self.company_id.id)])
            .mapped("code")
        )
        code, number = subject_type.upper(), 1
        while (f"{code}-{number}" if number > 1 else code) in codes:
            number += 1
        return f"{code}-{number}" if number > 1 else code

    def _criterion_vals(self, importance):
        """Criteria of what the company measures, 100 points shared by importance."""
        measured = {
            code: weight
            for code, weight in importance.items()
            if code not in NEEDS or self[NEEDS[code]]
        }
        points = points_by_importance(measured)
        for sequence, code in enumerate(measured):
            yield {**self._rule_vals(code, points[code]), "sequence": 10 * sequence}

    def _rule_vals(self, code, points):
        """The client's own rule for the indicator, else a straight line."""
        indicator = self.env.ref(f"aftersales_kpi.indicator_{code}")
        known = self.env.ref("aftersales_kpi.scheme_client").criterion_ids.filtered(
            lambda criterion: criterion.indicator_id == indicator
        )
        if known:
            return known._scaled_vals(points)
        return {
            "indicator_id": indicator.id,
            "max_points": points,
            "curve": "linear",
            **RULES[code],
        }

    def _approval_vals(self):
        return {
            "approval_ids": [
                Command.create({"kind": kind, "sequence": 10 * place})
                for place, kind in enumerate(APPROVALS[self.approval])
            ]
        }

    def _make_longer_periods(self, scheme):
        return self.env["aftersales.scheme"].create(
            [
                {
                    "name": self.env._("%(name)s, quarter", name=scheme.name)
                    if period == "quarter"
                    else self.env._("%(name)s, year", name=scheme.name),
                    "code": f"{scheme.code}-{period.upper()}",
                    "company_id": self.company_id.id,
                    "period_type": period,
                    "rollup_scheme_id": scheme.id,
                    "show_rank": scheme.show_rank,
                    "auto_cycle": True,
                }
                for period in ("quarter", "year")
            ]
        )

    def _start_cycles(self, schemes):
        """The month that is over, scored at once where there is anything to score."""
        today = today_of(self.company_id)
        month = period_of(today, "month").previous()
        cycles = self.env["aftersales.cycle"].create(
            [
                {
                    "scheme_id": scheme.id,
                    "company_id": self.company_id.id,
                    "date_from": month.start,
                }
                for scheme in schemes
            ]
        )
        for cycle in cycles:
            cycle._start()
        if self.pay == "elsewhere":
            cycles[:1].activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Give the published table of results to payroll"),
                user_id=self.env.uid,
            )
        return cycles
