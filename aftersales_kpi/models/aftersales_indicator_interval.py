from decimal import Decimal

from odoo import models

from ..scoring import (
    NO_DATA,
    Records,
    is_number,
    plain,
    quantity,
    say,
    value_interval,
)
from ..scoring.phrase import _
from .aftersales_indicator import SHARES, UNIT_SCALE
from .aftersales_scheme_criterion import UNIT_PHRASES

# An interval says how rough a value is; more decimals would say the opposite.
INTERVAL_PLACES = 1
# Units in which a share of the whole is at most 100.
OF_HUNDRED = ("percent", "score")


class AftersalesIndicator(models.Model):
    _inherit = "aftersales.indicator"

    def _interval(self, value, numerator, denominator, spread):
        """What chance could have made of a value (scoring.Interval), or None."""
        if spread is None or not is_number(value):
            return None
        records = self._records_of(numerator, denominator, spread)
        if records is None:
            return None
        factor, divisor = UNIT_SCALE[self.unit]
        found = value_interval(value, records, Decimal(factor) / Decimal(divisor))
        return None if found is NO_DATA else found

    def _interval_words(self, interval):
        """From where to where it goes, with the unit."""
        low, high = (
            round(end, INTERVAL_PLACES) for end in (interval.low, interval.high)
        )
        high = quantity(plain(high), UNIT_PHRASES[self.unit])
        phrase = say(_("%(low)s to %(high)s"), low=plain(low), high=high)
        return phrase.text(self.env._)

    def _records_of(self, numerator, denominator, spread):
        """What the records behind a value say (scoring.Records), or None.

        ``spread`` as SPREAD_COLUMNS of aftersales_cycle_fairness.py give it. Medians,
        sums and shares of what can exceed it say nothing about chance.
        """
        count, _mean, variance, binary, shares = spread
        if self.aggregate in SHARES or (
            binary and self.aggregate in ("ratio_of_sums", "mean")
        ):
            if numerator is None or not 0 <= numerator <= (denominator or 0):
                return None
            return Records(count, yes=int(numerator), of=int(denominator))
        if self.denominator_kind_id or self.aggregate not in ("ratio_of_sums", "mean"):
            return None
        most = Decimal(1) if shares and self.unit in OF_HUNDRED else None
        return Records(count, None if variance is None else Decimal(variance), most)
