"""What stands on a payslip: one summed input per code, and its lines."""

from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_is_zero

from .aftersales_bonus import CODES

OUR_CODES = tuple(CODES.values())


class HrPayslip(models.Model):
    _inherit = "hr.payslip"

    # --- Which bonuses ------------------------------------------------------------

    def _kpi_fill(self):
        """Bring what open payslips carry up to date; again changes nothing."""
        slips = self.sudo().filtered(lambda slip: slip._kpi_is_open())
        slips._kpi_release_misplaced()
        slips._kpi_take_bonuses()
        slips._kpi_write_inputs()

    def _kpi_is_open(self):
        return self.state in ("draft", "verify") and not self.credit_note

    def _kpi_release_misplaced(self):
        """Give back what does not fit any more: another person, date or structure."""
        misplaced = self.kpi_posting_ids.filtered(
            lambda posting: (
                not posting.bonus_id._fits(posting.payslip_id)
                or posting.bonus_id._code() not in posting.payslip_id._kpi_codes()
            )
        )
        misplaced._release()

    def _kpi_take_bonuses(self):
        """Post each payable bonus on the first of the person's open payslips."""
        bonuses = self.env["aftersales.bonus"].sudo()
        payable = bonuses._lock_payable(self.employee_id, self.company_id)
        open_slips = self._kpi_open_slips(payable.employee_id)
        taken = []
        for bonus in payable:
            slip = bonus._first_slip(open_slips[bonus.employee_id])
            if slip in self:
                taken.append((bonus, slip))
        self._kpi_post(taken)

    def _kpi_post(self, pairs):
        """Post (bonus, payslip) pairs; a unique index allows one payslip per bonus."""
        self.env["aftersales.bonus.posting"].sudo().create(
            [
                {
                    "bonus_id": bonus.id,
                    "payslip_id": slip.id,
                    "amount": bonus.pay_amount,
                }
                for bonus, slip in pairs
            ]
        )
        bonuses = self.env["aftersales.bonus"].sudo()
        bonuses.browse(bonus.id for bonus, _slip in pairs)._move("_post")

    def _kpi_open_slips(self, employees):
        """{employee: open payslips}, those that end first first."""
        found = self.sudo().search(
            [
                ("employee_id", "in", employees.ids),
                ("state", "in", ("draft", "verify")),
                ("credit_note", "=", False),
            ],
            order="date_to, id",
        )
        slips = defaultdict(self.browse)
        for slip in found:
            slips[slip.employee_id] |= slip
        return slips

    def _kpi_codes(self):
        """Codes of ours that this payslip's rules pay."""
        structures = self.struct_id or self._get_employee_contracts().struct_id
        return structures._kpi_codes()

    def _is_final(self):
        """Whether it is the last payslip of somebody who leaves."""
        employee = self.employee_id
        last_day = employee.departure_date
        if not last_day:
            versions = employee.with_context(active_test=False).version_ids
            last = versions.sorted("date_version")[-1:]
            last_day = last.contract_date_end
        return bool(last_day and self.date_from <= last_day <= self.date_to)

    # --- Inputs -------------------------------------------------------------------

    def _kpi_amounts(self):
        """{(payslip, code): sum of the bonuses on it}."""
        amounts = defaultdict(float)
        for posting in self.kpi_posting_ids:
            amounts[posting.payslip_id, posting.bonus_id._code()] += posting.amount
        return amounts

    def _kpi_write_inputs(self):
        """One input per code with the sum: OCA keeps only the last line of a code."""
        amounts = self._kpi_amounts()
        found = defaultdict(self.env["hr.payslip.input"].sudo().browse)
        for line in self.input_line_ids.filtered(lambda one: one.code in OUR_CODES):
            found[line.payslip_id, line.code] |= line
        surplus = self.env["hr.payslip.input"].sudo()
        for key, lines in found.items():
            surplus |= lines[1:]
            if lines[0].amount != amounts.get(key, 0.0):
                lines[0].amount = amounts.get(key, 0.0)
        surplus.unlink()
        missing = [key for key in amounts if key not in found]
        surplus.create([slip._kpi_input_vals(code, amounts) for slip, code in missing])

    def _kpi_input_vals(self, code, amounts):
        labels = {
            "KPIBONUS": self.env._("KPI bonus"),
            "KPIAWARD": self.env._("Award"),
            "KPIDEDUCT": self.env._("Deduction"),
        }
        contract = self.contract_id or self._get_employee_contracts()[:1]
        return {
            "payslip_id": self.id,
            "name": labels[code],
            "code": code,
            "amount": amounts[self, code],
            "contract_id": (contract or self.employee_id.version_id).id,
        }

    # --- Salary rules -------------------------------------------------------------

    def _get_baselocaldict(self, contracts):
        """Inputs of ours are always there, zero if need be: rules need no guard."""
        localdict = super()._get_baselocaldict(contracts)
        for code in OUR_CODES:
            localdict["inputs"].dict.setdefault(code, _Nothing())
        return localdict

    def localdict_hook(self, localdict):
        """Paid with the first contract of the payslip, not again with the second."""
        localdict = super().localdict_hook(localdict)
        for code in OUR_CODES:
            localdict["inputs"].dict[code] = _Nothing()
        return localdict

    def _kpi_paid(self):
        """{(payslip, code): what the lines of the payslip pay}."""
        groups = self.env["hr.payslip.line"]._read_group(
            [("slip_id", "in", self.ids), ("code", "in", OUR_CODES)],
            ["slip_id", "code"],
            ["total:sum"],
        )
        return {(slip, code): total for slip, code, total in groups}

    def _kpi_wrong_codes(self):
        """{(payslip, code): (due, paid)} where the lines do not pay the bonuses."""
        self.env.flush_all()
        due, paid = self._kpi_amounts(), self._kpi_paid()
        return {
            key: (due.get(key, 0.0), paid.get(key, 0.0))
            for key in due.keys() | paid.keys()
            if not float_is_zero(
                due.get(key, 0.0) - paid.get(key, 0.0),
                precision_rounding=key[0].company_id.currency_id.rounding or 0.01,
            )
        }

    def _kpi_check_computed(self):
        """After computing: give back what no line pays, refuse what is paid wrongly."""
        slips = self.sudo().filtered(lambda slip: slip._kpi_is_open())
        unpaid = self.env["aftersales.bonus.posting"].sudo()
        for (slip, code), (due, paid) in slips._kpi_wrong_codes().items():
            if paid:
                raise UserError(
                    self.env._(
                        "The salary rule %(code)s pays %(paid)s on the payslip of "
                        "%(person)s instead of %(due)s. Let it give: result = "
                        "inputs.%(code)s.amount",
                        code=code,
                        paid=slip.company_id.currency_id.format(paid),
                        due=slip.company_id.currency_id.format(due),
                        person=slip.employee_id.name,
                    )
                )
            unpaid |= slip.kpi_posting_ids.filtered(
                lambda posting, code=code: posting.bonus_id._code() == code
            )
        if unpaid:
            # No contract in the period, or a condition of the rule: not paid here.
            slips_without = unpaid.payslip_id
            unpaid._release()
            slips_without._kpi_write_inputs()

    def _kpi_check_confirmed(self):
        """Before confirming: the lines pay what the bonuses say, to the cent."""
        slips = self.sudo().filtered(lambda slip: not slip.credit_note)
        wrong = slips._kpi_wrong_codes()
        strangers = slips.kpi_posting_ids.filtered(
            lambda posting: (
                posting.bonus_id.employee_id != posting.payslip_id.employee_id
            )
        )
        if wrong or strangers:
            names = {slip for slip, _code in wrong} | set(strangers.payslip_id)
            raise UserError(
                self.env._(
                    "The bonus lines of these payslips are not up to date; compute the "
                    "sheets again: %s",
                    ", ".join(sorted(slip.name or slip.number for slip in names)),
                )
            )


class _Nothing:
    """An input that a payslip does not have: every amount of it is zero."""

    amount = 0.0
    amount_qty = 0.0
