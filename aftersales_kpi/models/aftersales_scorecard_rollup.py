from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..scoring import Measure, freeze, rolled_up_card, thaw
from .aftersales_scorecard import REPLACEABLE_STATES


class AftersalesScorecardLine(models.Model):
    _inherit = "aftersales.scorecard.line"

    status = fields.Selection(
        selection_add=[("averaged", "Averaged")], ondelete={"averaged": "cascade"}
    )


class AftersalesScorecard(models.Model):
    """A year's card and the months that it is made from (R30)."""

    _inherit = "aftersales.scorecard"

    rollup_data = fields.Json(
        readonly=True, help="The cards it is made from, with their weights."
    )
    part_ids = fields.Many2many(
        "aftersales.scorecard",
        compute="_compute_part_ids",
        string="Made From",
        help="The scorecards of the shorter periods whose totals are averaged.",
    )

    @api.depends("rollup_data")
    def _compute_part_ids(self):
        for card in self:
            card.part_ids = [part.card_id for part in card._parts()]

    def _parts(self):
        """The parts of a roll-up, oldest first; none of any other card."""
        return thaw(self.rollup_data).parts if self.rollup_data else ()

    # --- Recomputing ----------------------------------------------------------------

    def _recomputed_card(self, rows, values):
        if not self.rollup_data:
            return super()._recomputed_card(rows, values)
        specs, measures = [], {}
        for row in rows:
            spec = thaw(row["criterion_data"])
            criterion = self.env["aftersales.scheme.criterion"].browse(
                row["criterion_id"]
            )
            specs.append(spec)
            measures[spec.code] = Measure(
                **self.cycle_id._parts(criterion, values[row["id"]])
            )
        return rolled_up_card(specs, measures, thaw(self.rollup_data)), measures

    # --- Corrections ----------------------------------------------------------------

    def _is_open_to_appeal(self):
        # What is wrong in a year is wrong in a month, and is put right there.
        return not self.rollup_data and super()._is_open_to_appeal()

    def _check_revisable(self, reason):
        if self.rollup_data and not self.env.context.get("kpi_part_revised"):
            raise UserError(
                self.env._(
                    "%(card)s is made from the scorecards of shorter periods. Correct "
                    "the one that is wrong; this one follows by itself.",
                    card=self.display_name,
                )
            )
        return super()._check_revisable(reason)

    def _revise(self, reason, removed=(), replaced=None, points=None, void=False):
        """Cards of longer periods that rest on the card follow."""
        revision = super()._revise(reason, removed, replaced, points, void)
        self.sudo()._lead_rollups(revision, reason)
        return revision

    def _lead_rollups(self, revision, reason):
        """Have the cards made from this one rest on its revision (R30).

        Published ones are superseded, those that may still change are scored again;
        what is approved is not published before somebody looked at it again, see
        ``AftersalesCycle._check_parts_current``.
        """
        rollups = self._rollups()
        for card in rollups.filtered("published_on"):
            card._follow_part(self, revision, reason)
        open_cards = rollups.filtered(lambda one: one.state in REPLACEABLE_STATES)
        for cycle in open_cards.cycle_id:
            cycle._score_corrected(self)

    def _rollups(self):
        """The current cards that this card is a part of."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM aftersales_scorecard
                 WHERE is_current AND subject_id = %s AND company_id = %s
                   AND rollup_data @> %s::jsonb
                 ORDER BY id
                """,
                self.subject_id,
                self.company_id.id,
                '{"fields": {"parts": [{"fields": {"card_id": %d}}]}}' % self.id,
            )
        )
        return self.browse(row[0] for row in rows)

    def _follow_part(self, old, new, reason):
        """Supersede this card by one in which the part `new` stands for `old`.

        A year made from quarters follows in its turn.
        """
        self = self.with_context(kpi_part_revised=True)
        self._check_revisable(reason)
        card_ids = [
            new.id if part.card_id == old.id else part.card_id for part in self._parts()
        ]
        revision = self._copy_as_revision(reason, self._state())
        revision._rest_on(card_ids)
        revision._store_recomputed()
        revision._announce_revision()
        self._lead_rollups(revision, reason)

    def _rest_on(self, card_ids):
        """Take evidence and parts anew from these cards."""
        cycle = self.cycle_id
        rule = cycle._rollup_rules(card_ids)[self.subject_id]
        self.env.cr.execute(
            SQL(
                "UPDATE aftersales_scorecard SET rollup_data = %s::jsonb WHERE id = %s",
                fields.Json().convert_to_column(freeze(rule), self),
                self.id,
            )
        )
        counted = self.browse(card_ids).filtered(lambda card: card.state != "voided")
        for line in self.line_ids:
            values = cycle._part_values_sql(line.indicator_id, counted._ids)
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE aftersales_scorecard_line SET evidence = (
                        SELECT evidence FROM (%s) AS value (
                            subject_id, numerator, denominator, records, evidence
                        )
                    ) WHERE id = %s
                    """,
                    values,
                    line.id,
                )
            )
        self.env.invalidate_all()
