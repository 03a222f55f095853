from odoo import api, models

from ..sources import rating as source


class RatingRating(models.Model):
    _inherit = "rating.rating"

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings.sudo()._kpi_follow()
        return ratings

    def write(self, vals):
        result = super().write(vals)
        if {"rating", "consumed"} & vals.keys():
            self.sudo()._kpi_follow()
        return result

    def unlink(self):
        """A deleted rating stays in the ledger, voided."""
        for rating in self.sudo():
            known = rating._kpi_known()
            if known and not known.voided_on:
                known._void(self.env._("The rating was deleted."))
        return super().unlink()

    def _kpi_follow(self):
        """Post what customers rated; void what staff changed (never taken silently)."""
        by_staff = self.env.user._kpi_is_staff()
        for rating in self.filtered(lambda one: one.res_model == source.MODEL):
            rating._kpi_update(by_staff)

    def _kpi_ticket(self):
        return self.env[source.MODEL].browse(self.res_id).exists()

    def _kpi_known(self):
        ticket = self.res_model == source.MODEL and self._kpi_ticket()
        ledger = self.env["aftersales.observation"].sudo()
        if not ticket:
            return ledger.browse()
        return ledger._latest("rating", f"r{self.id}", ticket.company_id)

    def _kpi_update(self, by_staff):
        ticket = self._kpi_ticket()
        known = self._kpi_known()
        if not ticket or (known and known.voided_on):
            return
        given = self.consumed and self.rating > 0
        if known and (not given or self.rating != known.numerator):
            if by_staff or not given:
                known._void(source.CHANGED_BY_STAFF)
            else:
                self.env["aftersales.observation"].sudo()._post_replacing(
                    self._kpi_row(ticket), known
                )
        elif given and not known:
            self.env["aftersales.observation"].sudo()._post(
                [
                    self._kpi_row(
                        ticket,
                        void_reason=source.ENTERED_BY_STAFF if by_staff else None,
                    )
                ]
            )
        if given and not by_staff:
            ticket.sudo().with_context(tracking_disable=True).write(
                {"kpi_rating": self.rating}
            )

    def _kpi_row(self, ticket, **values):
        users = self.rated_partner_id.with_context(active_test=False).user_ids
        rated = users._kpi_staff().sorted("id")[:1]
        return {"kind": "rating", **source.rating_fact(ticket, self, rated, **values)}
