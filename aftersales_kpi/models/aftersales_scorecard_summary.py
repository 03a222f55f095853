from statistics import median

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, float_repr

# Totals that a summary counts below and above.
LOW, HIGH = 60, 95
# The distribution in tens of points; the last ten include 100.
TENS = range(0, 100, 10)
BAR_HEIGHT = 24  # pixels of the tallest bar


class AftersalesScorecard(models.Model):
    """Results at a glance: of many cards in a line, of one card beside the last one."""

    _inherit = "aftersales.scorecard"

    previous_score = fields.Float(
        compute="_compute_previous",
        digits=(16, 2),
        help="The total of the period before, in the same scheme.",
    )
    has_previous = fields.Boolean(compute="_compute_previous")
    change = fields.Float(
        "Points More or Less", compute="_compute_previous", digits=(16, 2)
    )
    change_text = fields.Char(
        compute="_compute_previous",
        string="Change",
        help="Points more or less than in the period before, in the same scheme.",
    )
    bars = fields.Html(
        compute="_compute_bars",
        sanitize=False,
        string="Criteria",
        help="Each criterion's share of its points, in the order of the scheme.",
    )

    @api.depends("score", "result", "cycle_id", "subject_id")
    def _compute_previous(self):
        before = self._scores_before()
        for card in self:
            score = before.get(card.id)
            known = score is not None and card.result == "scored"
            card.has_previous = known
            card.previous_score = score if known else 0
            card.change = card.score - score if known else 0
            card.change_text = known and card._change_words()

    def _change_words(self):
        change = round(self.change, 2)
        if not change:
            return "= 0.00"
        return f"{'▲ +' if change > 0 else '▼ −'}{abs(change):.2f}"

    def _scores_before(self):
        """{card id: total of the same subject and scheme in the period before}."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (card.id) card.id,
                       CASE earlier.result WHEN 'scored' THEN earlier.score END
                  FROM aftersales_scorecard AS card
                  JOIN aftersales_cycle AS cycle ON cycle.id = card.cycle_id
                  JOIN aftersales_scheme AS scheme ON scheme.id = cycle.scheme_id
                  JOIN aftersales_cycle AS before
                    ON before.company_id = cycle.company_id
                   AND before.date_to = cycle.date_from - 1
                   AND before.state IN ('approved', 'published', 'closed')
                  JOIN aftersales_scheme AS same
                    ON same.id = before.scheme_id AND same.code = scheme.code
                  JOIN aftersales_scorecard AS earlier
                    ON earlier.cycle_id = before.id AND earlier.is_current
                   AND earlier.subject_id = card.subject_id
                 WHERE card.id IN %s
                 ORDER BY card.id, before.id DESC
                """,
                self._ids or (None,),
            )
        )
        return {card_id: score and float(score) for card_id, score in rows}

    @api.depends("line_ids.points", "line_ids.effective_max")
    @api.depends_context("lang")
    def _compute_bars(self):
        for card in self:
            card.bars = Markup("<div class='d-flex gap-1 align-items-end'>%s</div>") % (
                Markup().join(line._bar_html() for line in card.line_ids.sudo())
            )

    # --- Many cards in a line ---------------------------------------------------------

    def _summary_html(self):
        """How many, their median, how they are spread, and who is at the ends."""
        scored = self.filtered(lambda card: card.result == "scored")
        scores = scored.mapped("score")
        parts = [self.env._("%(count)s people", count=len(self))]
        if scores:
            parts += [
                self.env._("median %(median).2f", median=median(scores)),
                self._spread_html(scores),
                self.env._(
                    "%(count)s below %(limit)s",
                    count=sum(score < LOW for score in scores),
                    limit=LOW,
                ),
                self.env._(
                    "%(count)s above %(limit)s",
                    count=sum(score > HIGH for score in scores),
                    limit=HIGH,
                ),
            ]
        if len(scores) < len(self):
            parts.append(
                self.env._("%(count)s without a total", count=len(self) - len(scores))
            )
        return Markup(
            "<div class='d-flex flex-wrap align-items-end gap-2'>%s</div>"
        ) % Markup("<span class='text-muted'>·</span>").join(
            Markup("<span>%s</span>") % part for part in parts
        )

    def _spread_html(self, scores):
        """Bars of ten points each; read aloud, the same as text."""
        counts = [
            sum(
                low <= score < low + 10 or (score >= 100 and low == 90)
                for score in scores
            )
            for low in TENS
        ]
        texts = [
            self.env._(
                "%(low)s to %(high)s points: %(count)s people",
                low=low,
                high=low + 10,
                count=count,
            )
            for low, count in zip(TENS, counts, strict=True)
        ]
        said = "; ".join(
            text for text, count in zip(texts, counts, strict=True) if count
        )
        bars = Markup().join(
            Markup(
                "<span class='d-inline-block %s' title='%s' "
                "style='width: 8px; height: %spx'></span>"
            )
            % (
                "bg-primary" if count else "bg-secondary-subtle",
                text,
                round(BAR_HEIGHT * count / max(counts)) if count else 2,
            )
            for text, count in zip(texts, counts, strict=True)
        )
        return Markup(
            "<span class='d-inline-flex align-items-end' role='img' aria-label='%s' "
            "style='gap: 1px'>%s</span>"
        ) % (said, bars)


class AftersalesScorecardLine(models.Model):
    _inherit = "aftersales.scorecard.line"

    def _bar_html(self):
        """A small bar: the share of the points; without points, an empty frame."""
        top = self.effective_max or self.max_points
        known = self.status in ("scored", "adjusted") and top
        share = min(100, max(0, 100 * self.points / top)) if known else 0
        points = float_repr(self.points, 1) if known else self.env._("no data")
        title = f"{self.indicator_id.name}: {points} / {float_repr(top, 1)}"
        return Markup(
            "<span class='d-inline-block border rounded-1 position-relative' "
            "role='img' title='%s' aria-label='%s' style='width: 14px; height: 20px'>"
            "<span class='position-absolute bottom-0 start-0 w-100 %s' "
            "style='height: %d%%'></span></span>"
        ) % (title, title, "bg-primary" if share >= LOW else "bg-warning", share)
