"""What became of the figure that an action shall move (R51)."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ..scoring import brief, quantity, thaw

TABLE = Markup(
    "<table class='table table-sm w-auto mb-0'><thead><tr><th>%s</th>"
    "<th class='text-end'>%s</th><th class='text-end'>%s</th></tr></thead>"
    "<tbody>%s</tbody></table>"
)
ROW = Markup(
    "<tr><td>%s</td><td class='text-end'>%s</td><td class='text-end'>%s</td></tr>"
)


class Period(NamedTuple):
    """The person's published figure of one period."""

    cycle_id: int
    date_from: date
    value: Decimal
    share: Decimal | None  # per cent of the points
    target: Decimal | None  # of the scorecard
    criterion: dict  # frozen; says the unit


class AftersalesImprovementAction(models.Model):
    """The figure in the period that the plan starts from and in every later one."""

    _inherit = "aftersales.improvement.action"

    effect = fields.Selection(
        [
            ("waiting", "No later period yet"),
            ("reached", "Target reached"),
            ("better", "Better"),
            ("same", "Unchanged"),
            ("worse", "Worse"),
        ],
        compute="_compute_effect",
    )
    effect_text = fields.Char(compute="_compute_effect", string="What Became of It")
    effect_table = fields.Html(
        compute="_compute_effect", sanitize=False, string="Period by Period"
    )

    @api.depends("indicator_id", "has_target", "target", "plan_id.scorecard_id")
    @api.depends_context("lang", "uid")
    def _compute_effect(self):
        # an owner from outside does the task, and sees no figures of the person
        known = self.filtered(lambda one: one._origin.plan_id.has_access("read"))
        periods = known._effect_periods()
        for action in self:
            own = periods.get(action._origin.id, [])
            action.effect = action._effect_of(own)
            action.effect_text = bool(own) and action._effect_sentence(own)
            action.effect_table = bool(own) and action._effect_rows(own)

    def _effect_periods(self):
        """{action id: its periods, oldest first}, in one query for all plans."""
        self.env.flush_all()
        query = SQL(
            """
            SELECT DISTINCT ON (action.id, cycle.date_from)
                   action.id, cycle.id, cycle.date_from, line.value::text,
                   (100 * line.points / NULLIF(line.max_points, 0))::text,
                   line.target::text, line.criterion_data
              FROM aftersales_improvement_action AS action
              JOIN aftersales_improvement_plan AS plan ON plan.id = action.plan_id
              JOIN aftersales_cycle AS base ON base.id = plan.cycle_id
              JOIN aftersales_scheme AS first ON first.id = base.scheme_id
              JOIN aftersales_scorecard AS card
                ON card.employee_id = plan.employee_id
               AND card.company_id = plan.company_id
               AND card.is_current AND card.state IN ('published', 'final')
              JOIN aftersales_cycle AS cycle
                ON cycle.id = card.cycle_id AND cycle.date_from >= base.date_from
              JOIN aftersales_scheme AS applied
                ON applied.id = cycle.scheme_id
               AND applied.period_type = first.period_type
              JOIN aftersales_scorecard_line AS line
                ON line.scorecard_id = card.id
               AND line.indicator_id = action.indicator_id
               AND line.value IS NOT NULL
             WHERE action.id IN %s
             ORDER BY action.id, cycle.date_from, applied.code <> first.code, cycle.id
            """,
            self._origin._ids or (None,),
        )
        found = {}
        for action_id, cycle_id, start, *numbers, criterion in self.env.execute_query(
            query
        ):
            exact = (number and Decimal(number) for number in numbers)
            period = Period(cycle_id, start, *exact, criterion)
            found.setdefault(action_id, []).append(period)
        return found

    def _effect_target(self, periods):
        """The value aimed at: the action's own, else the latest scorecard's."""
        if self.has_target:
            return Decimal(str(self.target))
        return periods[-1].target

    def _effect_of(self, periods):
        if not periods:
            return False
        if len(periods) == 1:
            return "waiting"
        last, first = periods[-1].value, periods[0].value
        sign = 1 if self.sudo().indicator_id.direction == "higher" else -1
        target = self._effect_target(periods)
        if target is not None and sign * last >= sign * target:
            return "reached"
        if last == first:
            return "same"
        return "better" if sign * last > sign * first else "worse"

    def _effect_sentence(self, periods):
        """ "Response time 21.4 min → 12 min in 2 periods; target 10 min"."""
        values = {
            "indicator": self.sudo().indicator_id.name,
            "before": self._effect_number(periods, periods[0].value),
            "now": self._effect_number(periods, periods[-1].value),
            "count": len(periods) - 1,
        }
        match len(periods) - 1:
            case 0:
                text = self.env._("%(indicator)s: %(before)s when it began", **values)
            case 1:
                text = self.env._(
                    "%(indicator)s: %(before)s → %(now)s in one period", **values
                )
            case _:
                text = self.env._(
                    "%(indicator)s: %(before)s → %(now)s in %(count)s periods",
                    **values,
                )
        target = self._effect_target(periods)
        if target is None:
            return text
        return self.env._(
            "%(effect)s; target %(target)s",
            effect=text,
            target=self._effect_number(periods, target),
        )

    def _effect_number(self, periods, number):
        if number is None:
            return "–"
        unit = thaw(periods[0].criterion).unit
        return quantity(brief(number), unit).text(self.env._)

    def _effect_rows(self, periods):
        rows = Markup().join(
            ROW % (row["period"], row["value"], row["share"])
            for row in self._effect_values(periods)
        )
        labels = (self.env._("Period"), self.env._("Value"), self.env._("Points"))
        return TABLE % (*labels, rows)

    def _effect_values(self, periods):
        """The periods in the reader's words, for tables and charts."""
        cycles = self.env["aftersales.cycle"].sudo()
        target = self._effect_target(periods)
        return [
            {
                "period": cycles.browse(one.cycle_id)._period_label(),
                "value": self._effect_number(periods, one.value),
                "number": float(one.value),
                "share": "–" if one.share is None else f"{one.share:.0f} %",
                "target": target is not None and self._effect_number(periods, target),
                "target_number": target is not None and float(target),
            }
            for one in periods
        ]


class AftersalesScorecard(models.Model):
    """From a weak line to what is done about it."""

    _inherit = "aftersales.scorecard"

    plan_ids = fields.One2many(
        "aftersales.improvement.plan", "scorecard_id", string="Improvement Plans"
    )
    plan_count = fields.Integer(compute="_compute_plan_count")

    @api.depends("plan_ids", "employee_id")
    def _compute_plan_count(self):
        counts = dict(
            self.env["aftersales.improvement.plan"]._read_group(
                [
                    ("employee_id", "in", self.employee_id.ids),
                    ("state", "!=", "dropped"),
                ],
                ["employee_id"],
                ["__count"],
            )
        )
        for card in self:
            card.plan_count = counts.get(card.employee_id, 0)

    def _action_vals(self, reading):
        """A measure for a weak line: next better points, within a month."""
        goal = reading.goal_value
        today = fields.Date.context_today(self)
        return {
            "name": self.env._("Improve: %(indicator)s", indicator=reading.name),
            "indicator_id": reading.facts.indicator.id,
            "owner_id": self.sudo().user_id.id,
            "due": fields.Date.add(today, months=1),
            "has_target": goal is not None,
            "target": 0 if goal is None else float(goal),
        }

    def action_improve(self):
        """Start an improvement plan from the weak lines."""
        self.ensure_one()
        plan = self.env["aftersales.improvement.plan"]._start(self, self.interview_id)
        return plan._get_records_action()

    def action_view_plans(self):
        """Open the person's improvement plans."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_improvement_plan_action"
        )
        return {
            **action,
            "domain": [("employee_id", "=", self.employee_id.id)],
            "context": {"create": False},
        }


class AftersalesInterview(models.Model):
    """What was agreed in the talk becomes a plan."""

    _inherit = "aftersales.interview"

    plan_ids = fields.One2many(
        "aftersales.improvement.plan", "interview_id", string="Improvement Plans"
    )
    plan_count = fields.Integer(compute="_compute_plan_count")

    @api.depends("plan_ids")
    def _compute_plan_count(self):
        for interview in self:
            interview.plan_count = len(interview.plan_ids)

    def action_improve(self):
        """Start an improvement plan from the weak lines, with what is agreed here."""
        self.ensure_one()
        plans = self.env["aftersales.improvement.plan"]
        card = self.scorecard_id
        return plans._start(card, self)._get_records_action()

    def action_view_plans(self):
        """Open the plans that came of the talk."""
        self.ensure_one()
        return self.plan_ids._get_records_action(name=self.env._("Improvement Plans"))
