"""What was measured before and after a scheme began: figures, not causes (R53)."""

from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..models.aftersales_cycle_values import _aggregate_sql
from ..models.aftersales_indicator import UNIT_SCALE
from ..models.aftersales_scheme_criterion import UNIT_PHRASES
from ..models.company_day import zone_of
from ..scoring import midnight, plain, quantity
from ..scoring.effect import Side, difference

BEFORE, AFTER = SIDES = ("before", "after")
COMPARED = ("satisfaction", "response_time", "resolution_rate", "resolution_time")
# A figure of months is rough; more decimals would say the opposite.
PLACES = 1


class AftersalesEffect(models.TransientModel):
    """The indicators of a company or team for as many months before a day as after."""

    _name = "aftersales.effect"
    _description = "Effect of a Scheme"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    scheme_id = fields.Many2one(
        "aftersales.scheme",
        domain="[('state', '!=', 'draft'), ('company_id', 'in', (False, company_id))]",
        help="Its first period is the day that before and after are divided by.",
    )
    date = fields.Date(
        "Compare Around",
        compute="_compute_date",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    months = fields.Integer("Months on Each Side", default=3, required=True)
    team_id = fields.Many2one("helpdesk.ticket.team", help="Empty: the whole company.")
    indicator_ids = fields.Many2many(
        "aftersales.indicator", default=lambda self: self._default_indicators()
    )
    line_ids = fields.One2many("aftersales.effect.line", "effect_id", readonly=True)
    month_ids = fields.One2many("aftersales.effect.month", "effect_id", readonly=True)

    _months_some = models.Constraint(
        "CHECK(months BETWEEN 1 AND 24)", "Compare 1 to 24 months on each side."
    )

    def _default_indicators(self):
        return self.env["aftersales.indicator"].search([("code", "in", COMPARED)])

    @api.depends("scheme_id")
    def _compute_display_name(self):
        for effect in self:
            effect.display_name = effect.scheme_id.display_name or self.env._(
                "Before and after"
            )

    @api.depends("scheme_id", "company_id")
    def _compute_date(self):
        for effect in self:
            first = self.env["aftersales.cycle"].search(
                [
                    ("scheme_id", "=", effect.scheme_id.id),
                    ("company_id", "=", effect.company_id.id),
                    ("state", "!=", "cancelled"),
                ],
                order="date_from",
                limit=1,
            )
            day = first.date_from or effect.scheme_id.valid_from or fields.Date.today()
            effect.date = fields.Date.start_of(day, "month")

    def action_compare(self):
        """Read the ledger, and say in plain sentences what differs."""
        self.ensure_one()
        if not self.indicator_ids:
            raise UserError(self.env._("Say what to compare."))
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Choose one of your companies."))
        self.env["aftersales.observation"].flush_model()
        lines, months = [], []
        for indicator in self.indicator_ids:
            sides, by_month = self._measured(indicator)
            lines.append(self._line_vals(indicator, sides))
            months += [
                {"indicator_id": indicator.id, "month": month, "value": float(value)}
                for month, value in sorted(by_month.items())
            ]
        self.write(
            {
                "line_ids": [Command.clear(), *map(Command.create, lines)],
                "month_ids": [Command.clear(), *map(Command.create, months)],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Effect of a Scheme"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_chart(self):
        """The same figures month by month."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_effect_month_action"
        )
        return {**action, "domain": [("effect_id", "=", self.id)]}

    # --- Measuring --------------------------------------------------------------------

    def _measured(self, indicator):
        """({side: (value, spread, parts and records)}, {month: value})."""
        sides, by_month = {}, {}
        for side, month, *row in self.env.execute_query(self._values_sql(indicator)):
            numerator, denominator, records, *spread = row
            numerator, denominator = (
                None if text is None else Decimal(text)
                for text in (numerator, denominator)
            )
            if not denominator:
                continue
            value = indicator._in_unit(numerator, denominator)
            if month is None:
                sides[side] = (value, spread, numerator, denominator, records)
            else:
                by_month[month] = value
        return sides, by_month

    def _values_sql(self, indicator):
        """One statement an indicator: both sides, and each of their months."""
        counted, base = indicator._rows_sql()
        kinds = indicator.numerator_kind_id | indicator.denominator_kind_id
        numerator, denominator, records = _aggregate_sql(indicator.aggregate)
        zone = zone_of(self.company_id)
        first = self.date - relativedelta(months=self.months)
        last = self.date + relativedelta(months=self.months)
        return SQL(
            """
            SELECT side, month, (%(numerator)s)::text, (%(denominator)s)::text,
                   %(records)s,
                   COUNT(n / NULLIF(d, 0)) FILTER (WHERE counted),
                   (AVG(n / NULLIF(d, 0)) FILTER (WHERE counted))::text,
                   (VAR_SAMP(n / NULLIF(d, 0)) FILTER (WHERE counted))::text,
                   BOOL_AND((NOT base OR d = 1) AND (NOT counted OR n IN (0, 1))),
                   BOOL_AND(NOT counted OR n <= d)
              FROM (
                SELECT CASE WHEN local < %(date)s THEN 'before' ELSE 'after' END
                           AS side,
                       DATE_TRUNC('month', local)::date AS month,
                       %(number)s AS n, denominator AS d, customer_key,
                       %(counted)s AS counted, %(base)s AS base
                  FROM aftersales_observation
                 CROSS JOIN LATERAL (
                    SELECT date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s AS local
                 ) AS clock
                 WHERE company_id = %(company)s AND kind_id IN %(kinds)s
                   AND date >= %(from)s AND date < %(to)s
                   AND voided_on IS NULL AND replaced_by_id IS NULL
                   AND (%(every_team)s OR team_id = %(team)s)
                   AND (%(counted)s OR %(base)s) AND %(number)s IS NOT NULL
              ) AS row
             GROUP BY GROUPING SETS ((side), (side, month))
            """,
            numerator=numerator,
            denominator=denominator,
            records=records,
            number=SQL("elapsed") if indicator.clock == "elapsed" else SQL("numerator"),
            counted=counted,
            base=base,
            zone=zone,
            company=self.company_id.id,
            kinds=tuple(kinds.ids),
            date=self.date,
            every_team=not self.team_id,
            team=self.team_id.id or 0,
            **{"from": midnight(first, zone), "to": midnight(last, zone)},
        )

    # --- Words ------------------------------------------------------------------------

    def _line_vals(self, indicator, sides):
        vals = {"indicator_id": indicator.id}
        for side in SIDES:
            if side in sides:
                vals[side] = self._words(sides[side][0], indicator)
                vals[f"{side}_records"] = sides[side][4]
        if len(sides) < len(SIDES):
            return {**vals, "verdict": "unknown", "sentence": self._nothing(indicator)}
        change = sides[AFTER][0] - sides[BEFORE][0]
        chance = self._chance(indicator, sides)
        verdict = self._verdict(indicator, change, chance)
        return {
            **vals,
            "difference": self._words(change, indicator, signed=True),
            "chance": chance
            and self.env._(
                "%(low)s to %(high)s",
                low=self._words(chance.low, indicator, signed=True),
                high=self._words(chance.high, indicator, signed=True),
            ),
            "verdict": verdict,
            "sentence": self._sentence(indicator, vals, verdict),
        }

    def _chance(self, indicator, sides):
        """The differences that chance leaves possible (scoring.Interval), or None."""
        factor = Decimal(UNIT_SCALE[indicator.unit][0]) / UNIT_SCALE[indicator.unit][1]
        found = []
        for side in SIDES:
            value, spread, numerator, denominator, _records = sides[side]
            records = indicator._records_of(numerator, denominator, spread)
            if records is None:
                return None
            found.append(Side(value, records))
        return difference(*found, factor) or None

    def _verdict(self, indicator, change, chance):
        if not change:
            return "same"
        if chance is None:
            return "unknown"
        if 0 in chance:
            return "same"
        return (
            "better" if (change > 0) == (indicator.direction == "higher") else "worse"
        )

    def _sentence(self, indicator, vals, verdict):
        endings = {
            "better": self.env._("better than chance alone explains"),
            "worse": self.env._("worse than chance alone explains"),
            "same": self.env._("a difference that chance alone can explain"),
            "unknown": self.env._("too few records to tell from chance"),
        }
        return self.env._(
            "%(indicator)s %(before)s → %(after)s, %(span)s on each side of %(day)s; "
            "%(first)s and %(second)s records; %(ending)s.",
            indicator=indicator.name,
            before=vals[BEFORE],
            after=vals[AFTER],
            span=self._span(),
            day=format_date(self.env, self.date),
            first=vals["before_records"],
            second=vals["after_records"],
            ending=endings[verdict],
        )

    def _span(self):
        if self.months == 1:
            return self.env._("one month")
        return self.env._("%s months", self.months)

    def _nothing(self, indicator):
        return self.env._(
            "%(indicator)s: there are records on one side only, or on none.",
            indicator=indicator.name,
        )

    def _words(self, number, indicator, signed=False):
        text = plain(round(number, PLACES))
        if signed and number > 0:
            text = f"+{text}"
        return quantity(text, UNIT_PHRASES[indicator.unit]).text(self.env._)


class AftersalesEffectLine(models.TransientModel):
    _name = "aftersales.effect.line"
    _description = "Effect on an Indicator"
    _order = "id"

    effect_id = fields.Many2one("aftersales.effect", required=True, ondelete="cascade")
    indicator_id = fields.Many2one("aftersales.indicator", ondelete="cascade")
    before = fields.Char()
    before_records = fields.Integer("Records Before", aggregator=None)
    after = fields.Char()
    after_records = fields.Integer("Records After", aggregator=None)
    difference = fields.Char()
    chance = fields.Char(
        "95 % Interval", help="The differences that chance leaves possible."
    )
    verdict = fields.Selection(
        [
            ("better", "Better"),
            ("worse", "Worse"),
            ("same", "Not clear"),
            ("unknown", "Cannot be told"),
        ]
    )
    sentence = fields.Char("In Words")


class AftersalesEffectMonth(models.TransientModel):
    _name = "aftersales.effect.month"
    _description = "Effect by Month"
    _order = "indicator_id, month"

    effect_id = fields.Many2one("aftersales.effect", required=True, ondelete="cascade")
    indicator_id = fields.Many2one("aftersales.indicator", ondelete="cascade")
    month = fields.Date()
    value = fields.Float(aggregator="avg", digits=(16, 2))
