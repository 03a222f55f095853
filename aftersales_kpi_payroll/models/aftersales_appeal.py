from odoo import models


class AftersalesAppeal(models.Model):
    _inherit = "aftersales.appeal"

    def _move(self, action, reason=None, **vals):
        """A bonus is held while an appeal is open, and goes on when it ends."""
        result = super()._move(action, reason, **vals)
        for appeal in self.sudo():
            appeal._follow_in_bonuses()
        return result

    def _follow_in_bonuses(self):
        bonuses = self.env["aftersales.bonus"]._about_same(self.scorecard_id)
        bonuses._hold_appealed()._say(self.env._("Held: an appeal is open."))
        bonuses._release_decided()._say(self.env._("The appeal has ended."))
