from odoo import api, models


class AftersalesCycle(models.Model):
    _inherit = "aftersales.cycle"

    def action_publish(self):
        """Published scorecards lead to bonuses, which payroll then approves."""
        result = super().action_publish()
        published = self.filtered(lambda cycle: cycle.state == "published")
        self.env["aftersales.bonus.payout"].sudo()._prepare_cycles(published)
        return result

    @api.model
    def _cron_prepare_bonuses(self):
        """Make what is missing: plans that came after publication, late scorecards."""
        cycles = self._payable_cycles()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(cycles))
        for cycle in cycles:
            self.env["aftersales.bonus.payout"]._prepare_cycles(cycle)
            if not cron._commit_progress(1):
                break

    @api.model
    def _payable_cycles(self):
        """Published cycles whose scheme a plan pays."""
        plans = self.env["aftersales.bonus.plan"].search([])
        cycles = self.search(
            [
                ("state", "in", ("published", "closed")),
                ("scheme_id.code", "in", plans.mapped("scheme_code")),
                ("company_id", "in", plans.company_id.ids),
            ],
            order="date_from",
        )
        return cycles.filtered(lambda cycle: plans._of_cycle(cycle))
