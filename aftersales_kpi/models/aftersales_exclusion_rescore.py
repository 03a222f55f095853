from odoo import api, models


class AftersalesExclusion(models.Model):
    """Excluding a record scores whom it touches again, as long as results may change.

    A published card is corrected by a revision, which is an appeal's or an officer's.
    """

    _inherit = "aftersales.exclusion"

    @api.model_create_multi
    def create(self, vals_list):
        exclusions = super().create(vals_list)
        exclusions._rescore_touched()
        return exclusions

    def action_undo(self):
        result = super().action_undo()
        self._rescore_touched()
        return result

    def _rescore_touched(self):
        for cycle, employees in self.sudo()._touched():
            cycle._rescore(employees)

    def _touched(self):
        """(scored cycle, the people whose records in it these are)."""
        observations = self.observation_id
        cycles = self.env["aftersales.cycle"].search(
            [
                ("state", "=", "scored"),
                ("subject_type", "=", "employee"),
                ("company_id", "in", observations.company_id.ids),
            ]
        )
        for cycle in cycles:
            touched = observations.filtered(
                lambda one, cycle=cycle: (
                    one.company_id == cycle.company_id
                    and cycle.utc_from <= one.date < cycle.utc_to
                )
            )
            employees = touched.employee_id & cycle.scorecard_ids.employee_id
            if employees:
                yield cycle, employees
