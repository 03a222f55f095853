from odoo import api, models


class AftersalesExclusion(models.Model):
    _inherit = "aftersales.exclusion"

    @api.model
    def _of_person(self, cycle, indicator, employee, visibility):
        """Active exclusions of a person's records of an indicator in a period."""
        kinds = indicator._kinds()
        return self.search(
            [
                ("undone_on", "=", False),
                ("observation_id.employee_id", "=", employee.id),
                ("observation_id.kind_id", "in", kinds.ids),
                ("observation_id.kind_id.visibility", "in", visibility),
                ("observation_id.date", ">=", cycle.utc_from),
                ("observation_id.date", "<", cycle.utc_to),
            ]
        )
