from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# How many of an indicator's unit make one of the ledger's base unit
# (seconds, cents, parts of one), as a fraction so that figures stay exact.
UNIT_SCALE = {
    "percent": (100, 1),
    "score": (100, 1),
    "second": (1, 1),
    "minute": (1, 60),
    "hour": (1, 3600),
    "day": (1, 86400),
    "count": (1, 1),
    "money": (1, 100),
}


# The four views of the balanced scorecard (R21), in the order of its author.
PERSPECTIVES = [
    ("finance", "Finance"),
    ("customer", "Customer"),
    ("process", "Internal process"),
    ("learning", "Learning and growth"),
]

# Aggregates that have no meaning without the records that they are a share of.
SHARES = ("ratio_of_counts", "distinct_customers_ratio")

# What decides an indicator's value.
MEASURING_FIELDS = {
    "code",
    "numerator_kind_id",
    "numerator_domain",
    "denominator_kind_id",
    "denominator_domain",
    "aggregate",
    "clock",
    "unit",
    "direction",
}


class AftersalesIndicator(models.Model):
    """What is measured, as data: which ledger rows, and how they become one figure."""

    _name = "aftersales.indicator"
    _description = "Evaluation Indicator"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(
        translate=True, help="The definition, as the people scored by it read it."
    )
    company_id = fields.Many2one(
        "res.company", help="Leave empty to share it among all companies."
    )
    numerator_kind_id = fields.Many2one(
        "aftersales.kind", string="Counts", required=True, ondelete="restrict"
    )
    numerator_domain = fields.Char(
        string="Counted Records",
        default="[]",
        required=True,
        help="Condition on columns of the ledger, "
        "for example [('cause', '=', 'attitude')].",
    )
    denominator_kind_id = fields.Many2one(
        "aftersales.kind",
        string="Out Of",
        ondelete="restrict",
        help="Leave empty to divide by the counted records themselves.",
    )
    denominator_domain = fields.Char(
        string="Records Counted Out Of", default="[]", required=True
    )
    aggregate = fields.Selection(
        [
            ("ratio_of_sums", "Ratio of sums"),
            ("ratio_of_counts", "Share of records"),
            ("mean", "Mean"),
            ("median", "Median"),
            ("percentile_90", "90th percentile"),
            ("sum", "Sum"),
            ("count", "Number of records"),
            ("distinct_customers_ratio", "Ratio of distinct customers"),
        ],
        required=True,
        default="ratio_of_sums",
    )
    clock = fields.Selection(
        [
            ("none", "No clock"),
            ("working", "Working time"),
            ("elapsed", "Elapsed time (24 x 7)"),
        ],
        required=True,
        default="none",
    )
    unit = fields.Selection(
        [
            ("percent", "%"),
            ("score", "points of 100"),
            ("second", "seconds"),
            ("minute", "min"),
            ("hour", "hours"),
            ("day", "days"),
            ("count", "times"),
            ("money", "currency"),
        ],
        required=True,
        default="percent",
    )
    direction = fields.Selection(
        [("higher", "Higher is better"), ("lower", "Lower is better")],
        required=True,
        default="higher",
    )
    perspective = fields.Selection(PERSPECTIVES, required=True, default="customer")

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is already an indicator of this code."
    )

    def write(self, vals):
        if MEASURING_FIELDS & set(vals):
            self._refuse_in_force()
        return super().write(vals)

    def _refuse_in_force(self):
        """An indicator of an approved scheme is part of rules that do not change."""
        criterion = self.env["aftersales.scheme.criterion"].search(
            [("indicator_id", "in", self.ids), ("scheme_id.state", "!=", "draft")],
            limit=1,
        )
        if criterion:
            raise UserError(
                self.env._(
                    "%(scheme)s relies on %(indicator)s. Duplicate the indicator and "
                    "use the copy in a new version of the scheme.",
                    scheme=criterion.scheme_id.display_name,
                    indicator=criterion.indicator_id.name,
                )
            )

    def copy_data(self, default=None):
        return [
            {**vals, "code": f"{indicator.code}_copy"}
            for indicator, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.constrains("numerator_domain", "denominator_domain")
    def _check_domains(self):
        for indicator in self:
            indicator._parse_domain(indicator.numerator_domain)
            indicator._parse_domain(indicator.denominator_domain)

    @api.constrains("aggregate", "denominator_kind_id")
    def _check_denominator(self):
        for indicator in self:
            if indicator.aggregate in SHARES and not indicator.denominator_kind_id:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s is a share: say out of which records.",
                        indicator=indicator.name,
                    )
                )

    @api.constrains("clock", "unit")
    def _check_clock(self):
        timed = ("second", "minute", "hour", "day")
        for indicator in self:
            if indicator.clock != "none" and indicator.unit not in timed:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s measures time: its unit must be one of time.",
                        indicator=indicator.name,
                    )
                )

    @api.model
    def _parse_domain(self, text):
        """The condition written in `text`, which may name ledger columns only."""
        try:
            domain = Domain(literal_eval(text or "[]"))
        except (SyntaxError, TypeError, ValueError) as error:
            raise ValidationError(
                self.env._("%(domain)s is not a condition.", domain=text)
            ) from error
        columns = self._ledger_columns()
        for condition in domain.iter_conditions():
            if condition.field_expr not in columns:
                raise ValidationError(
                    self.env._(
                        "%(domain)s names “%(field)s”, which is not a column of the "
                        "ledger. Columns are: %(columns)s.",
                        domain=text,
                        field=condition.field_expr,
                        columns=", ".join(sorted(columns)),
                    )
                )
        try:
            domain.validate(self.env["aftersales.observation"])
        except (TypeError, ValueError) as error:
            raise ValidationError(
                self.env._(
                    "%(domain)s is not a condition: %(error)s",
                    domain=text,
                    error=error,
                )
            ) from error
        return domain

    @api.model
    def _ledger_columns(self):
        ledger = self.env["aftersales.observation"]
        return {name for name, field in ledger._fields.items() if field.column_type}

    def _kinds(self):
        """The kinds of facts that it reads."""
        return self.numerator_kind_id | self.denominator_kind_id

    def _rows_sql(self):
        """The SQL conditions for rows counted, and for rows counted out of."""
        self.ensure_one()
        counted = self._condition_sql(self.numerator_kind_id, self.numerator_domain)
        if not self.denominator_kind_id:
            return counted, counted
        return counted, self._condition_sql(
            self.denominator_kind_id, self.denominator_domain
        )

    def _condition_sql(self, kind, domain):
        ledger = self.env["aftersales.observation"].sudo()
        query = ledger._search(
            Domain("kind_id", "=", kind.id) & self._parse_domain(domain),
            active_test=False,
            bypass_access=True,
        )
        return SQL("FALSE") if query.is_empty() else query.where_clause

    def _in_unit(self, numerator, denominator):
        """The value in this indicator's unit, exact as long as it can be."""
        factor, divisor = UNIT_SCALE[self.unit]
        return numerator * factor / (denominator * divisor)
