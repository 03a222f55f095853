"""Bonuses wait while an appeal is open, where the company says so."""

from odoo import models

# An appeal that may still change the score: undecided, or to be taken higher.
UNDECIDED_STATES = ("submitted", "hearing", "heard", "escalated")
OPEN_APPEALS = [
    "|",
    ("state", "in", UNDECIDED_STATES),
    "&",
    ("state", "in", ("partly", "rejected")),
    ("level", "=", 1),
]
HOLDABLE_STATES = ("draft", "approved")


class AftersalesBonus(models.Model):
    _inherit = "aftersales.bonus"

    def _hold_appealed(self):
        """Hold those of the bonuses whose scorecards are under appeal."""
        asked = self.filtered(
            lambda bonus: (
                bonus.company_id.kpi_bonus_hold
                and bonus.scorecard_id
                and bonus.state in HOLDABLE_STATES
            )
        )
        appealed = asked._appealed_cards()
        held = asked.filtered(
            lambda bonus: (bonus.scorecard_id.cycle_id, bonus.employee_id) in appealed
        )
        held._move("_hold", held_by_appeal=True)
        return held

    def _release_decided(self):
        """Let those go on whose appeals are all at their end.

        What a person held, a person releases.
        """
        held = self.filtered(lambda one: one.state == "held" and one.held_by_appeal)
        appealed = held._appealed_cards()
        free = held.filtered(
            lambda bonus: (
                (bonus.scorecard_id.cycle_id, bonus.employee_id) not in appealed
            )
        )
        free._move("_release", held_by_appeal=False)
        return free

    def _appealed_cards(self):
        """{(cycle, employee)} that an open appeal is about."""
        open_appeals = self.env["aftersales.appeal"].search(
            [
                ("cycle_id", "in", self.scorecard_id.cycle_id.ids),
                ("employee_id", "in", self.employee_id.ids),
                *OPEN_APPEALS,
            ]
        )
        return {(appeal.cycle_id, appeal.employee_id) for appeal in open_appeals}
