"""What each of a person's scorecards of one period counts (several posts)."""

from odoo import fields, models
from odoo.tools import SQL

from .aftersales_scorecard import REPLACEABLE_STATES

RECORDS = SQL(
    """
    (SELECT COALESCE(SUM(line.sample_size), 0) FROM aftersales_scorecard_line AS line
      WHERE line.scorecard_id = card.id)
    """
)


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_share_by = fields.Selection(
        [("equal", "Equally"), ("records", "By the number of records")],
        string="Schemes without a Share Divide the Rest",
        default="equal",
        required=True,
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kpi_share_by = fields.Selection(related="company_id.kpi_share_by", readonly=False)


class AftersalesScorecard(models.Model):
    _inherit = "aftersales.scorecard"

    share = fields.Float(
        default=1,
        digits=(16, 6),
        readonly=True,
        aggregator=None,
        help="What the scorecard counts among the person's scorecards of the period: "
        "1 where it is the only one. The combined score and the bonus are weighted "
        "by it.",
    )

    def init(self):
        """Cards are inserted by statements of their own; each counts in full first."""
        self.env.cr.execute(
            "ALTER TABLE aftersales_scorecard ALTER COLUMN share SET DEFAULT 1"
        )
        return super().init()


class AftersalesCycle(models.Model):
    _inherit = "aftersales.cycle"

    def _store_results(self, results, everybody=None):
        result = super()._store_results(results, everybody)
        if self.subject_type == "employee":
            self._share_out()
        return result

    def _share_out(self):
        """Give the people's cards of the period, whatever the scheme, their shares.

        A declared share counts as it is; cards without one divide the rest. A card
        without data counts nothing beside one that has some. What was approved keeps
        its share, so the cards still open divide what that leaves.
        """
        self.env["aftersales.scheme.share"].flush_model()
        self.env["aftersales.scorecard"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH card AS (%(cards)s),
                part AS (
                    SELECT card.id, card.is_open, card.declared,
                           CASE WHEN SUM(records) OVER rest > 0
                                THEN records ELSE 1 END AS weight,
                           GREATEST(0, 1 - COALESCE(SUM(
                               CASE WHEN NOT is_open THEN share ELSE declared END
                           ) OVER person, 0)) AS left_over,
                           card.employee_id, card.counts
                      FROM card
                     WHERE card.counts
                    WINDOW person AS (PARTITION BY card.employee_id),
                           rest AS (PARTITION BY card.employee_id,
                                    card.is_open AND card.declared IS NULL)
                ),
                divided AS (
                    SELECT id, COALESCE(
                               declared,
                               left_over * weight / NULLIF(SUM(weight) OVER (
                                   PARTITION BY employee_id,
                                                is_open AND declared IS NULL
                               ), 0)
                           ) AS share
                      FROM part WHERE is_open
                    UNION ALL
                    SELECT id, 0 FROM card WHERE is_open AND NOT counts
                )
                UPDATE aftersales_scorecard AS scorecard
                   SET share = ROUND(COALESCE(divided.share, 0), 6)
                  FROM divided WHERE divided.id = scorecard.id
                """,
                cards=self._shared_cards_sql(),
            )
        )
        self.env["aftersales.scorecard"].invalidate_model(["share"])

    def _shared_cards_sql(self):
        """The people's current cards of this period in all cycles of the company."""
        return SQL(
            """
            SELECT card.id, card.employee_id, card.share,
                   card.state IN %(open)s AS is_open,
                   declared.share / 100 AS declared,
                   %(records)s AS records,
                   card.result IN ('scored', 'waiting')
                   OR NOT BOOL_OR(card.result IN ('scored', 'waiting'))
                          OVER (PARTITION BY card.employee_id) AS counts
              FROM aftersales_scorecard AS card
              JOIN aftersales_cycle AS cycle ON cycle.id = card.cycle_id
              JOIN aftersales_scheme AS scheme ON scheme.id = cycle.scheme_id
              LEFT JOIN LATERAL (
                    SELECT share.share FROM aftersales_scheme_share AS share
                     WHERE share.employee_id = card.employee_id
                       AND share.company_id = card.company_id
                       AND share.code = scheme.code
                       AND share.date_from <= cycle.date_to
                       AND COALESCE(share.date_to, cycle.date_to) >= cycle.date_to
                     ORDER BY share.date_from DESC, share.id DESC
                     LIMIT 1
              ) AS declared ON TRUE
             WHERE card.is_current AND card.state != 'voided'
               AND card.employee_id IS NOT NULL
               AND card.company_id = %(company)s
               AND cycle.date_from = %(date_from)s AND cycle.date_to = %(date_to)s
               AND cycle.state != 'cancelled' AND scheme.subject_type = 'employee'
            """,
            open=REPLACEABLE_STATES,
            records=RECORDS if self.company_id.kpi_share_by == "records" else SQL("0"),
            company=self.company_id.id,
            date_from=self.date_from,
            date_to=self.date_to,
        )


class AftersalesCycleException(models.Model):
    """People whose scorecards of a period do not count 100 % together."""

    _inherit = "aftersales.cycle.exception"
    _depends = {"aftersales.scorecard": ["share"]}

    kind = fields.Selection(selection_add=[("shares", "Shares are not 100 % together")])

    def _more_exceptions(self):
        differs = SQL(
            """
            card.employee_id IS NOT NULL AND card.state IN %s
            AND ABS(1 - (
                SELECT SUM(other.share) FROM aftersales_scorecard AS other
                  JOIN aftersales_cycle AS beside ON beside.id = other.cycle_id
                 WHERE other.employee_id = card.employee_id
                   AND other.company_id = card.company_id
                   AND other.is_current AND other.state != 'voided'
                   AND beside.state != 'cancelled'
                   AND beside.date_from = cycle.date_from
                   AND beside.date_to = cycle.date_to
            )) > 0.0001
            """,
            REPLACEABLE_STATES,
        )
        return [
            *super()._more_exceptions(),
            self._exceptional_cards("shares", differs),
        ]
