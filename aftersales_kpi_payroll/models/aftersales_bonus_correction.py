"""Corrections of scorecards reach the pay as differences (R72)."""

from odoo import api, models

from .aftersales_bonus import GRANTED_STATES
from .aftersales_bonus_payout import OPEN_STATES


class AftersalesBonus(models.Model):
    _inherit = "aftersales.bonus"

    def _chain(self):
        """This bonus and all others about the same, corrections included."""
        self.ensure_one()
        return self.search(
            [
                ("payout_id", "=", self.payout_id.id),
                ("outcome_id", "=", self.outcome_id.id),
                ("employee_id", "=", self.employee_id.id),
                ("kind", "=", self.kind),
            ],
            order="id",
        )

    def _take_back(self, reason):
        """Make a bonus that takes all of this one back."""
        self.ensure_one()
        own = (
            "kind",
            "outcome_id",
            "employee_id",
            "company_id",
            "currency_id",
            "date_from",
            "date_to",
        )
        vals = {name: self[name] for name in own}
        vals = self._convert_to_write(vals)
        return self._make(
            [
                {
                    **vals,
                    "corrects_id": self.id,
                    "full_amount": 0,
                    "amount": -self.amount,
                    "reason": reason,
                }
            ]
        )

    @api.model
    def _correct(self, revision):
        """Bring the pay in line with a scorecard's revision.

        What nobody has approved yet is replaced; what was granted stays, and a bonus
        for the difference follows, linked both ways. What a person cancelled does not
        come back by itself.
        """
        chain = self._about_same(revision)
        if not chain:
            payouts = self.env["aftersales.bonus.payout"]
            return payouts._prepare_cycles(revision.cycle_id)
        fresh = chain.filtered(lambda one: one.state in OPEN_STATES)
        granted = chain.filtered(lambda one: one.state in GRANTED_STATES)
        refused = chain.filtered("cancelled_by_id")[-1:]
        if refused and not (fresh or granted):
            return refused._say(
                self.env._(
                    "The scorecard was corrected. This stays cancelled: %s",
                    refused.reason,
                )
            )
        by_hand = fresh.filtered(lambda one: one._is_held_by_hand())
        fresh._move("_supersede")
        payout = chain[-1:].payout_id
        vals = self._correction_vals(revision, payout)
        difference = vals["full_amount"] - sum(granted.mapped("amount"))
        vals["amount"] = payout.currency_id.round(difference)
        if not vals["amount"] and (granted or not payout._is_paid(revision)):
            (granted or chain)[-1:]._say(
                self.env._("The correction of the scorecard changes nothing here.")
            )
        else:
            vals["corrects_id"] = (granted or fresh)[-1:].id or False
            correction = self._make([vals])
            correction._keep_held(by_hand, refused)
        return payout._share_again()

    def _is_held_by_hand(self):
        return self.state == "held" and not self.held_by_appeal

    def _keep_held(self, by_hand, refused):
        """Wait for a person where one held what it replaces, or cancelled a part."""
        if not (by_hand or refused):
            return
        if self.state == "draft":
            self._move("_hold")
        self._set({"held_by_appeal": False})
        self._say(
            self.env._(
                "Held: a part of it was cancelled before (%s). See what is due.",
                refused.reason,
            )
            if refused
            else self.env._("Held, as what it replaces was.")
        )

    @api.model
    def _about_same(self, revision):
        return self.sudo().search(
            [
                ("cycle_id", "=", revision.cycle_id.id),
                ("employee_id", "=", revision.employee_id.id),
                ("kind", "=", "kpi"),
            ],
            order="id",
        )

    @api.model
    def _correction_vals(self, revision, payout):
        """What the revision is worth in all, by the rules of its period."""
        claim = payout._claims(revision)[revision]
        [paid] = payout._pay([claim])
        vals = payout._one_bonus_vals(revision, claim, paid)
        if not payout._is_paid(revision):
            nothing = {"coefficient": 0, "limit": False, "full_amount": 0}
            vals = {**vals, **nothing}
        return {**vals, "reason": revision.revision_reason}
