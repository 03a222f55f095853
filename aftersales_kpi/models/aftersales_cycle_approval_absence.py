"""Whoever is on time off is stood in for without anybody's doing."""

from odoo import models
from odoo.tools import groupby

from .company_day import local_day


class AftersalesCycleApproval(models.Model):
    _inherit = "aftersales.cycle.approval"

    def _cover_absence(self):
        """Name a substitute for each approver who has time off today and named none.

        It is the deputy, else the nearest superior who is there and whose own scorecard
        is not among those to approve. The substitution ends with the time off.
        """
        parts = self.sudo().filtered(lambda part: part.state == "waiting")
        for company, of_company in groupby(parts, lambda part: part.company_id):
            self.concat(*of_company).sudo()._cover_absence_in(company)

    def _cover_absence_in(self, company):
        day = self[0]._today()
        leaves = self.pending_ids._kpi_leaves(company, day)
        vals_list = []
        for absent, of_user in groupby(leaves, lambda leave: leave.resource_id.user_id):
            barred = self.filtered(
                lambda part, absent=absent: absent in part.pending_ids
            ).card_ids._own_users()
            if substitute := self._find_substitute(absent, barred, company, day):
                vals_list.append(self._prepare_cover(of_user[0], substitute, company))
        if vals_list:
            self.env["aftersales.substitution"].sudo().create(vals_list)

    def _find_substitute(self, absent, barred, company, day):
        """Who is to be named; nobody where somebody named stands in today."""

        def can(user):
            return user != absent and self._can_cover(user, barred, company, day)

        if any(map(can, absent._kpi_substitutes(day)[absent])):
            return None
        return next(filter(can, absent._kpi_deputies(company)), None)

    def _can_cover(self, user, barred, company, day):
        return bool(
            user
            and user.active
            and not user.share
            and user not in barred
            and company in user.company_ids
            and not user._kpi_leaves(company, day)
        )

    def _prepare_cover(self, leave, substitute, company):
        return {
            "user_id": leave.resource_id.user_id.id,
            "substitute_id": substitute.id,
            "date_from": local_day(company, leave.date_from),
            "date_to": local_day(company, leave.date_to),
            "leave_id": leave.id,
            "reason": self.env._("Time off"),
        }
