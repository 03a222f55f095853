from odoo import models
from odoo.tools import SQL


class AftersalesCycle(models.Model):
    """Closing: ranks are given once more, from what corrections left, and stay."""

    _inherit = "aftersales.cycle"

    def action_close(self):
        """Make the results final; later corrections lower nobody else's rank."""
        self._check_move("action_close")
        for cycle in self.sudo():
            cycle._give_final_ranks()
        return super().action_close()

    def _give_final_ranks(self):
        """Rank what counts today; who has no total any more has no rank."""
        if not self.show_rank:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_scorecard AS card SET rank = placed.rank
                  FROM (SELECT id, CASE WHEN result = 'scored' THEN
                                   RANK() OVER (PARTITION BY result = 'scored'
                                                ORDER BY score DESC) END AS rank
                          FROM aftersales_scorecard
                         WHERE cycle_id = %s AND is_current) AS placed
                 WHERE placed.id = card.id
                   AND card.rank IS DISTINCT FROM placed.rank
                """,
                self.id,
            )
        )
        self.env["aftersales.scorecard"].invalidate_model(["rank"])
