"""Which payslip a bonus goes to."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL


class AftersalesBonus(models.Model):
    _inherit = "aftersales.bonus"

    def _earliest_slip_end(self):
        """The day on or after which a payslip has to end to take the bonus."""
        company = self.company_id
        if company.kpi_bonus_month == "next":
            return self.date_to + timedelta(days=1)
        return self.date_to

    @api.model
    def _lock_payable(self, employees, companies):
        """Approved bonuses of the people that are on no payslip, locked.

        A second clerk waits here for the first; Odoo then repeats the second one's
        request, which finds them taken.
        """
        self.flush_model(["state", "employee_id", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM aftersales_bonus
                 WHERE state = 'approved' AND employee_id IN %s AND company_id IN %s
                 ORDER BY id FOR UPDATE
                """,
                employees._ids or (None,),
                companies._ids or (None,),
            )
        )
        return self.browse(row[0] for row in rows)

    def _fits(self, slip):
        """Whether the payslip may take it: same person and company, late enough.

        The last payslip of somebody who left takes all that was earned until then.
        """
        if slip.employee_id != self.employee_id or slip.company_id != self.company_id:
            return False
        return slip.date_to >= self.pay_from or (
            slip._is_final() and slip.date_to >= self.date_from
        )

    def _first_slip(self, open_slips):
        """The first of the person's open payslips, oldest first, that fits and can pay.

        A payslip whose structure has no rule for the kind is passed over.
        """
        code = self._code()
        for slip in open_slips:
            if self._fits(slip) and code in slip._kpi_codes():
                return slip
        return self.env["hr.payslip"]

    # --- When payslips are confirmed and refunded ---------------------------------

    def _follow_payment(self):
        """Bonuses that are paid now: full corrections reverse what they correct."""
        for bonus in self:
            taken_back = bonus._taken_back().filtered(lambda one: one.state == "paid")
            taken_back._move("_reverse")

    def _follow_refund(self):
        """Bonuses whose payment was taken back: payable again."""
        for bonus in self:
            reversed_ = bonus._taken_back().filtered(
                lambda one: one.state == "reversed"
            )
            reversed_._move("_restore")
        self._move("_unpay")

    def _taken_back(self):
        """What this correction takes back in full, or none."""
        if not self.is_correction or self.full_amount:
            return self.browse()
        return self._chain().filtered(lambda one: one.id < self.id)
