from odoo import fields, models


class AftersalesScorecard(models.Model):
    _inherit = "aftersales.scorecard"

    seal_ids = fields.One2many(
        "aftersales.seal",
        "scorecard_id",
        readonly=True,
        groups="aftersales_kpi.group_officer",
    )

    def _follow_cycle(self, state):
        """Seal what is published, and again when it becomes final with its rank."""
        result = super()._follow_cycle(state)
        if state in ("published", "final"):
            cards = self.sudo().filtered(lambda card: card.is_current)
            self.env["aftersales.seal"].sudo()._seal(cards, state)
        return result

    def _store_recomputed(self):
        result = super()._store_recomputed()
        self.env["aftersales.seal"].sudo()._seal(self, self._state())
        return result
