from odoo import models

from .aftersales_outcome import OPEN_STATES


class AftersalesScorecard(models.Model):
    """Corrections are told to outcomes that rest on the corrected card."""

    _inherit = "aftersales.scorecard"

    def _revise(self, reason, removed=(), replaced=None, points=None, void=False):
        revision = super()._revise(reason, removed, replaced, points, void)
        revision.sudo()._tell_outcomes(self)
        if void and revision.employee_id:
            revision.sudo()._record_discipline(reason)
        return revision

    def _tell_outcomes(self, corrected):
        """What is not decided yet shows that its evidence has changed."""
        outcomes = self.env["aftersales.outcome"].search(
            [("scorecard_ids", "in", corrected.ids), ("state", "in", OPEN_STATES)]
        )
        outcomes._set({"is_outdated": True})
        for outcome in outcomes:
            outcome.message_post(
                body=self.env._(
                    "%(card)s was corrected: %(before)s → %(after)s.",
                    card=corrected.display_name,
                    before=corrected._total_text(),
                    after=self._total_text(),
                )
            )

    def _record_discipline(self, reason):
        """Cheating leads to a disciplinary record, as a proposal (R37)."""
        rule = self.env.ref(
            "aftersales_kpi.outcome_rule_cheating", raise_if_not_found=False
        )
        if rule and rule.active:
            self.env["aftersales.outcome"].create(
                {
                    "rule_id": rule.id,
                    "employee_id": self.employee_id.id,
                    "company_id": self.company_id.id,
                    "date_from": self.date_from,
                    "date_to": self.date_to,
                    "proposal": reason,
                    "scorecard_ids": [(6, 0, self.ids)],
                }
            )
