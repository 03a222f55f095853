from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .company_day import today_of


class AftersalesCycle(models.Model):
    """A period has one version of a scheme: that which is in force on its first day."""

    _inherit = "aftersales.cycle"

    def action_open(self):
        """Let the period run under the rules that are in force for it."""
        for cycle in self:
            cycle._check_in_force()
            cycle._check_one_version()
        return super().action_open()

    def _check_in_force(self):
        scheme = self.scheme_id
        if not scheme._is_for(self.date_from):
            raise UserError(
                self.env._(
                    "%(scheme)s is not in force on %(day)s. Choose the version that "
                    "is.",
                    scheme=scheme.display_name,
                    day=format_date(self.env, self.date_from),
                )
            )

    def _check_one_version(self):
        other = self.sudo().search(
            [
                ("id", "!=", self.id),
                ("scheme_id.code", "=", self.scheme_id.code),
                ("company_id", "=", self.company_id.id),
                ("date_from", "=", self.date_from),
                ("state", "not in", ("draft", "cancelled")),
            ],
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "The period runs under %(scheme)s already; no rule changes inside "
                    "a period.",
                    scheme=other.scheme_id.display_name,
                )
            )

    @api.model
    def _cron_start_cycles(self):
        self.env["aftersales.scheme"]._retire_outdated()
        return super()._cron_start_cycles()

    @api.model
    def _due_pairs(self):
        return [
            (scheme, company)
            for scheme, company in super()._due_pairs()
            if scheme._is_for(scheme._previous_period(today_of(company)).start)
        ]

    @api.model
    def _running_cycles(self, company):
        return [
            cycle
            for cycle in super()._running_cycles(company)
            if cycle.id or cycle.scheme_id._is_for(cycle.date_from)
        ]
