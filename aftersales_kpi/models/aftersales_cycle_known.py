from odoo import fields, models


class AftersalesCycle(models.Model):
    """What of the ledger the results rest on, to notice what came after."""

    _inherit = "aftersales.cycle"

    scored_until_id = fields.Integer(
        readonly=True,
        copy=False,
        help="The number of the last record of the ledger that scoring knew.",
    )

    def _score(self):
        result = super()._score()
        self.env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM aftersales_observation")
        [self.scored_until_id] = self.env.cr.fetchone()
        return result
