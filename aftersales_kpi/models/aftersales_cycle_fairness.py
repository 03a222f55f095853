"""Small samples: weights of the teams' values, and ranks that chance does not decide.

Both are made from the temporary tables of a scoring run, for schemes that ask for it
only; what they give is frozen with the lines and cards.
"""

from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..scoring import (
    NO_DATA,
    Interval,
    Sample,
    rank_within,
    team_records,
    total_range,
)
from .aftersales_cycle_score import _json, decimal
from .aftersales_indicator import SHARES
from .aftersales_scorecard import REPLACEABLE_STATES

# The evidence of a run, record by record.
MEASURED_ROWS = SQL(
    """
    ROWS FROM (
        JSONB_ARRAY_ELEMENTS_TEXT(measured.evidence->'n'),
        JSONB_ARRAY_ELEMENTS_TEXT(measured.evidence->'d')
    ) AS item (n, d)
    """
)
# What a value's interval is made of, over rows item (n, d).
SPREAD_COLUMNS = SQL(
    """
    COUNT(item.n::numeric / NULLIF(item.d::numeric, 0)),
    AVG(item.n::numeric / NULLIF(item.d::numeric, 0))::text,
    VAR_SAMP(item.n::numeric / NULLIF(item.d::numeric, 0))::text,
    BOOL_AND(COALESCE(item.d::numeric = 1, TRUE)
             AND COALESCE(item.n::numeric IN (0, 1), TRUE)),
    BOOL_AND(COALESCE(item.n::numeric <= item.d::numeric, TRUE))
    """
)


class AftersalesCycle(models.Model):
    _inherit = "aftersales.cycle"

    # --- Drawing values to the team's -------------------------------------------------

    def _read_values(self, criteria):
        own, team_values = super()._read_values(criteria)
        leaning = criteria.filtered(lambda one: one.shrinkage != "none")
        if not leaning:
            return own, team_values
        team_of = dict(
            self.env.execute_query(
                SQL("SELECT subject_id, team_id FROM aftersales_score_subject")
            )
        )
        spreads = self._spreads(leaning)
        for criterion in leaning:
            weight = self._team_weight(criterion, own, team_of, spreads)
            if weight is NO_DATA:
                continue
            for (criterion_id, _subject_id), parts in own.items():
                if criterion_id == criterion.id:
                    parts["team_records"] = weight
        return own, team_values

    def _team_weight(self, criterion, own, team_of, spreads):
        """How many records the team's value weighs beside a person's own ones.

        The parts of people's values, their teams, and what SPREAD_COLUMNS give.
        """
        if criterion.shrinkage == "fixed":
            return Decimal(criterion.shrinkage_records)
        teams = defaultdict(list)
        for subject_id, sample in self._samples(criterion, own, spreads).items():
            if team_of.get(subject_id):
                teams[team_of[subject_id]].append(sample)
        return team_records(teams.values())

    def _samples(self, criterion, own, spreads):
        """{subject id: scoring.Sample} of one criterion."""
        indicator = criterion.indicator_id
        if indicator.aggregate in SHARES or indicator.denominator_kind_id:
            return {
                subject_id: Sample.of_rate(
                    min(parts["numerator"], parts["denominator"]), parts["denominator"]
                )
                for (criterion_id, subject_id), parts in own.items()
                if criterion_id == criterion.id and parts.get("denominator")
            }
        return {
            subject_id: Sample(
                count, decimal(mean), (decimal(variance) or Decimal(0)) * (count - 1)
            )
            for (criterion_id, subject_id), (
                count,
                mean,
                variance,
                *_sorts,
            ) in spreads.items()
            if criterion_id == criterion.id and count
        }

    def _spreads(self, criteria):
        """{(criterion id, subject id): what SPREAD_COLUMNS give} of this run."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT measured.criterion_id, measured.subject_id, %s
                  FROM aftersales_score_value AS measured
                 CROSS JOIN LATERAL %s
                 WHERE NOT measured.of_team AND measured.criterion_id IN %s
                 GROUP BY measured.criterion_id, measured.subject_id
                """,
                SPREAD_COLUMNS,
                MEASURED_ROWS,
                criteria._ids or (None,),
            )
        )
        return {row[:2]: row[2:] for row in rows}

    # --- What is kept -----------------------------------------------------------------

    def _store_results(self, results, everybody=None):
        result = super()._store_results(results, everybody)
        self._store_team_records(results)
        if self.scheme_id.tie_within_intervals:
            self._store_ranges(results)
            self._rank_again()
        return result

    def _store_team_records(self, results):
        """The weights with the lines: recomputing from evidence needs them."""
        criteria = self.scheme_id.criterion_ids
        if all(criterion.shrinkage == "none" for criterion in criteria):
            return
        id_of = {criterion.indicator_id.code: criterion.id for criterion in criteria}
        rows = [
            {
                "subject_id": subject.subject_id,
                "criterion_id": id_of[code],
                "weight": measure.team_records,
            }
            for subject, _card, measures in results
            for code, measure in measures.items()
        ]
        self.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_scorecard_line AS line SET team_records = row.weight
                  FROM JSON_TO_RECORDSET(%s::json) AS row (
                           subject_id int, criterion_id int, weight numeric)
                  JOIN aftersales_scorecard AS card
                    ON card.subject_id = row.subject_id AND card.cycle_id = %s
                   AND card.is_current AND card.state IN %s
                 WHERE line.scorecard_id = card.id
                   AND line.criterion_id = row.criterion_id
                """,
                _json(rows),
                self.id,
                REPLACEABLE_STATES,
            )
        )

    def _store_ranges(self, results):
        """The range of each total, which ranks are compared by."""
        criteria = self.scheme_id.criterion_ids
        specs = [criterion._spec() for criterion in criteria]
        spreads = self._spreads(criteria)
        rows = []
        for subject, card, measures in results:
            intervals = {
                spec.code: interval
                for criterion, spec in zip(criteria, specs, strict=True)
                if (
                    interval := criterion.indicator_id._interval(
                        measures[spec.code].value,
                        measures[spec.code].numerator,
                        measures[spec.code].denominator,
                        spreads.get((criterion.id, subject.subject_id)),
                    )
                )
            }
            found = total_range(card, specs, measures, intervals)
            rows.append(
                {
                    "subject_id": subject.subject_id,
                    "down": None if found is NO_DATA else card.total - found.low,
                    "up": None if found is NO_DATA else found.high - card.total,
                }
            )
        self.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_scorecard AS card
                   SET score_down = row.down, score_up = row.up
                  FROM JSON_TO_RECORDSET(%s::json) AS row (
                           subject_id int, down numeric, up numeric)
                 WHERE card.subject_id = row.subject_id AND card.cycle_id = %s
                   AND card.is_current AND card.state IN %s
                """,
                _json(rows),
                self.id,
                REPLACEABLE_STATES,
            )
        )

    # --- Ranks ------------------------------------------------------------------------

    def _rank_again(self):
        """Who cannot be told apart shares a rank, where the scheme says so."""
        if not self._ranks_by_range():
            return super()._rank_again()
        return self._write_ranks(REPLACEABLE_STATES)

    def _give_final_ranks(self):
        result = super()._give_final_ranks()
        if self._ranks_by_range():
            self._write_ranks(None)
        return result

    def _ranks_by_range(self):
        return self.show_rank and self.scheme_id.tie_within_intervals

    def _write_ranks(self, states):
        """Ranks of all current cards, written to those in these states (None: all)."""
        self.env.flush_all()
        cards = self.env.execute_query(
            SQL(
                """
                SELECT id, score::text, (score - score_down)::text,
                       (score + score_up)::text
                  FROM aftersales_scorecard
                 WHERE cycle_id = %s AND is_current AND result = 'scored'
                """,
                self.id,
            )
        )
        cards = [(row[0], *map(decimal, row[1:])) for row in cards]
        ranks = rank_within(
            {card_id: score for card_id, score, _low, _high in cards},
            {
                card_id: Interval(low, high)
                for card_id, _score, low, high in cards
                if low is not None
            },
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_scorecard AS card SET rank = placed.rank
                  FROM JSON_TO_RECORDSET(%s::json) AS placed (id int, rank int)
                 WHERE placed.id = card.id AND %s
                """,
                _json([{"id": key, "rank": place} for key, place in ranks.items()]),
                SQL("card.state IN %s", states) if states else SQL("TRUE"),
            )
        )
        self.env["aftersales.scorecard"].invalidate_model(["rank"])
