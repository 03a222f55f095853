from decimal import Decimal

from odoo import models

from ..scoring import NO_DATA, Records, is_number, value_interval
from .aftersales_indicator import SHARES, UNIT_SCALE

# Units in which a share of the whole is at most 100.
OF_HUNDRED = ("percent", "score")


class AftersalesIndicator(models.Model):
    _inherit = "aftersales.indicator"

    def _interval(self, value, numerator, denominator, spread):
        """What chance could have made of a value (scoring.Interval), or None.

        ``spread`` as SPREAD_COLUMNS of aftersales_cycle_fairness.py give it. Medians,
        sums and shares of what can exceed it have none.
        """
        if spread is None or not is_number(value):
            return None
        count, _mean, variance, binary, shares = spread
        records = None
        if self.aggregate in SHARES or (
            binary and self.aggregate in ("ratio_of_sums", "mean")
        ):
            if numerator is not None and 0 <= numerator <= (denominator or 0):
                records = Records(count, yes=int(numerator), of=int(denominator))
        elif self.aggregate in ("ratio_of_sums", "mean") and not (
            self.denominator_kind_id
        ):
            most = Decimal(1) if shares and self.unit in OF_HUNDRED else None
            records = Records(count, variance and Decimal(variance), most)
        if records is None:
            return None
        factor, divisor = UNIT_SCALE[self.unit]
        found = value_interval(value, records, Decimal(factor) / Decimal(divisor))
        return None if found is NO_DATA else found
