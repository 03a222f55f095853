from odoo import fields, models

from .aftersales_bonus import GRANTED_STATES


class AftersalesOutcome(models.Model):
    """What an outcome gives or takes in money goes the way of all bonuses."""

    _inherit = "aftersales.outcome"

    bonus_ids = fields.One2many(
        "aftersales.bonus",
        "outcome_id",
        "Bonuses",
        readonly=True,
        groups="payroll.group_payroll_user,hr.group_hr_manager",
    )

    def _take_effect(self):
        result = super()._take_effect()
        self._make_bonuses()
        return result

    def _follow_choice(self):
        result = super()._follow_choice()
        self._make_bonuses()
        return result

    def _make_bonuses(self):
        """An award, or a deduction, for each recipient."""
        amount = self._granted_amount()
        if amount:
            self.env["aftersales.bonus"]._make(
                [self._bonus_vals(person, amount) for person in self.recipient_ids]
            )

    def _bonus_vals(self, person, amount):
        currency = self.incentive_id.currency_id or self.currency_id
        return {
            "kind": "award" if amount > 0 else "deduction",
            "outcome_id": self.id,
            "employee_id": person.id,
            "company_id": self.company_id.id,
            "currency_id": (currency or self.company_id.currency_id).id,
            "date_from": self.date_from or self.date_to,
            "date_to": self.date_to,
            "reason": self.title or self.rule_id.name,
            "full_amount": amount,
            "amount": amount,
        }

    def _undo_effect(self):
        """What is not approved is not paid; what was granted is taken back."""
        result = super()._undo_effect()
        for bonus in self.bonus_ids.filtered(lambda one: not one.is_correction):
            if bonus.state in ("draft", "held"):
                bonus._move("_supersede")
            elif bonus.state in GRANTED_STATES:
                bonus._take_back(self.reason)
        return result
