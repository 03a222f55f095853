from odoo import api, models


class AftersalesExclusion(models.Model):
    """The person learns of what is left out, and why (R45, R37)."""

    _inherit = "aftersales.exclusion"

    @api.model_create_multi
    def create(self, vals_list):
        exclusions = super().create(vals_list)
        exclusions.sudo()._notify_people()
        return exclusions

    def _notify_people(self):
        """Queue one mail for each person and reason, where the kind is open to both."""
        template = self.env.ref("aftersales_kpi.mail_template_records_excluded")
        shown = self.filtered(lambda one: one.kind_id.visibility == "own")
        for (employee, _reason), group in shown.grouped(
            lambda one: (one.employee_id, one.reason)
        ).items():
            self.env["aftersales.scorecard"]._mail_about(
                group[0],
                template.with_context(record_count=len(group)),
                employee.user_id,
            )
