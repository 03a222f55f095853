from odoo import api, fields, models
from odoo.tools import SQL

from .aftersales_assessment_workflow import GRADING_STATES


class AftersalesCycleException(models.Model):
    _inherit = "aftersales.cycle.exception"
    _depends = {
        "aftersales.grading": ["cycle_id", "company_id", "rater_id", "state"],
        "hr.employee": ["name"],
    }

    kind = fields.Selection(selection_add=[("grading", "Still grading")])

    @api.model
    def _more_exceptions(self):
        return [*super()._more_exceptions(), self._raters_not_done()]

    @api.model
    def _raters_not_done(self):
        return SQL(
            """
            SELECT sheet.cycle_id, sheet.company_id, NULL::int AS criterion_id,
                   'grading' AS kind, rater.name,
                   NULL::int AS line_id, NULL::int AS card_id
              FROM aftersales_grading AS sheet
              JOIN aftersales_cycle AS cycle ON cycle.id = sheet.cycle_id
              JOIN hr_employee AS rater ON rater.id = sheet.rater_id
             WHERE sheet.state = 'open' AND cycle.state IN %s
            """,
            GRADING_STATES,
        )

    def action_view(self):
        """Open what the exception is about: here the sheets of the raters."""
        if self.kind != "grading":
            return super().action_view()
        action = self.cycle_id.action_view_gradings()
        return {**action, "context": {"search_default_open": True}}

    def action_remind(self):
        """Write to the raters whom the cycle waits for."""
        return self.cycle_id.action_remind_raters()
