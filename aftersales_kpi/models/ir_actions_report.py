from odoo import models

PLAIN_REPORTS = ("aftersales_kpi.report_scorecard",)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        """A page without style sheets to fetch, for reports that bring their own.

        They look the same, and print, whatever address Odoo thinks that it has.
        """
        if self.report_name in PLAIN_REPORTS:
            return self.env.ref("aftersales_kpi.report_plain_layout")
        return super()._get_layout()
