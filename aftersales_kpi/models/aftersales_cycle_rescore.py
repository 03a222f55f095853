from odoo import models
from odoo.tools import SQL

from .aftersales_scorecard import REPLACEABLE_STATES
from .wording import listed


class AftersalesCycle(models.Model):
    """Scoring some people again, and leaving the others' results as they are."""

    _inherit = "aftersales.cycle"

    def _rescore(self, employees):
        """Replace the results of these people; only the ranks of others can move."""
        self.ensure_one()
        self = self.with_context(lang=self.company_id.partner_id.lang or "en_US")
        self._lock_for_scoring()
        self.env.flush_all()
        self._collect_subjects()
        self._collect_values()
        everybody = list(self._award_points())
        self._store_results(
            [one for one in everybody if one[0].subject_id in employees._ids],
            everybody,
        )
        self._rank_again()
        self.env.invalidate_all()
        self.message_post(
            body=self.env._(
                "Scored again after records were excluded or counted again: %(names)s.",
                names=listed(self.env, employees.mapped("name")),
            )
        )

    def _rank_again(self):
        """Ranks of the whole cycle, as scoring.ranking.rank gives them."""
        if not self.show_rank:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_scorecard AS card SET rank = placed.rank
                  FROM (SELECT id, RANK() OVER (ORDER BY score DESC) AS rank
                          FROM aftersales_scorecard
                         WHERE cycle_id = %(cycle)s AND is_current
                           AND result = 'scored') AS placed
                 WHERE placed.id = card.id AND card.state IN %(replaceable)s
                """,
                cycle=self.id,
                replaceable=REPLACEABLE_STATES,
            )
        )
