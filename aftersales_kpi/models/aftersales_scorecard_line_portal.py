from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..scoring import Phrase, thaw
from .line_reading import Facts, LineReading

# Kinds of which the person may see single records once the card is published.
PUBLISHED_VISIBILITY = ("own", "published")

EXACT_NUMBERS = (
    "value",
    "numerator",
    "denominator",
    "points",
    "target",
    "team_median",
    "team_value",
    "team_records",
)


class AftersalesScorecardLine(models.Model):
    """A line as the person scored reads it."""

    _inherit = "aftersales.scorecard.line"

    team_median = fields.Float(
        digits=0,
        readonly=True,
        aggregator=None,
        help="The middle value of the team's people.",
    )
    team_median_text = fields.Char(
        compute="_compute_outlook", compute_sudo=True, string="Median in the Team"
    )
    outlook = fields.Char(
        compute="_compute_outlook",
        compute_sudo=True,
        string="For More Points",
        help="What the next better points would need.",
    )

    @api.depends("explanation_data", "criterion_data", "points", "value", "target")
    @api.depends_context("lang")
    def _compute_outlook(self):
        readings = {reading.record_id: reading for reading in self._readings()}
        for line in self:
            reading = readings[line.id]
            line.outlook = reading.outlook
            line.team_median_text = reading.median_text

    def _readings(self):
        """The lines in the reader's words, one query for all their numbers."""
        numbers = self._exact_facts()
        intervals = {line.id: line.interval_text for line in self}
        return [
            LineReading(
                self.env,
                Facts(
                    record_id=line.id,
                    criterion=thaw(line.criterion_data),
                    indicator=line.indicator_id,
                    status=line.status,
                    sample_size=line.sample_size,
                    phrase=Phrase.from_json(line.explanation_data),
                    interval_text=intervals[line.id],
                    **numbers[line.id],
                ),
            )
            for line in self
        ]

    def _exact_facts(self):
        """{line id: {name: exact number, or None where there is none}}."""
        self.flush_recordset()
        query = SQL(
            """
            SELECT id, COALESCE(JSONB_ARRAY_LENGTH(evidence -> 'id'), 0), %s
              FROM aftersales_scorecard_line WHERE id IN %s
            """,
            SQL(", ").join(
                SQL("%s::text", SQL.identifier(name)) for name in EXACT_NUMBERS
            ),
            self._ids or (None,),
        )
        facts = {}
        for line_id, records, *texts in self.env.execute_query(query):
            numbers = (text and Decimal(text) for text in texts)
            facts[line_id] = dict(zip(EXACT_NUMBERS, numbers, strict=True))
            facts[line_id]["record_count"] = records
        return facts

    def _evidence_rows_sql(self):
        """The frozen records as rows (id, n, d); empty where a record did not count."""
        evidence = self.evidence or {}
        return SQL(
            "SELECT * FROM UNNEST(%s::int[], %s::numeric[], %s::numeric[]) "
            "AS row (id, n, d)",
            evidence.get("id", []),
            evidence.get("n", []),
            evidence.get("d", []),
        )

    def _left_out(self):
        """Active exclusions of the person's records in the period of the line."""
        exclusions = self.env["aftersales.exclusion"]._of_person(
            self.cycle_id, self.indicator_id, self.employee_id, PUBLISHED_VISIBILITY
        )
        counted = set((self.evidence or {}).get("id", []))
        return exclusions.filtered(
            lambda exclusion: exclusion.observation_id.id not in counted
        )
