from odoo import api, fields, models
from odoo.tools import SQL


class AftersalesCycleException(models.Model):
    _inherit = "aftersales.cycle.exception"
    _depends = {
        "aftersales.suggestion": ["cycle_id", "company_id", "observation_id", "state"],
        "aftersales.exclusion": ["observation_id", "undone_on"],
    }

    kind = fields.Selection(selection_add=[("suspicious", "Suspicious records")])

    @api.model
    def _more_exceptions(self):
        return [*super()._more_exceptions(), self._people_with_suspicions()]

    @api.model
    def _people_with_suspicions(self):
        return SQL(
            """
            SELECT DISTINCT suggestion.cycle_id, suggestion.company_id,
                   NULL::int AS criterion_id, 'suspicious' AS kind, employee.name,
                   NULL::int AS line_id, card.id AS card_id
              FROM aftersales_suggestion AS suggestion
              JOIN aftersales_cycle AS cycle ON cycle.id = suggestion.cycle_id
              JOIN aftersales_observation AS observation
                ON observation.id = suggestion.observation_id
               AND observation.voided_on IS NULL
               AND observation.replaced_by_id IS NULL
              JOIN hr_employee AS employee
                ON employee.id = observation.employee_id
              LEFT JOIN aftersales_scorecard AS card
                ON card.cycle_id = cycle.id AND card.is_current
               AND card.employee_id = employee.id
             WHERE suggestion.state = 'open' AND cycle.state = 'scored'
               AND NOT EXISTS (
                       SELECT FROM aftersales_exclusion AS exclusion
                        WHERE exclusion.observation_id = observation.id
                          AND exclusion.undone_on IS NULL
                   )
            """
        )

    def action_view(self):
        """Open what the exception is about: here the records to decide about."""
        if self.kind != "suspicious":
            return super().action_view()
        return self.cycle_id.action_view_suggestions()
