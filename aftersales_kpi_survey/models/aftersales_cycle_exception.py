from odoo import api, fields, models
from odoo.tools import SQL

from ..sources import alarm


class AftersalesCycleException(models.Model):
    """People without a test result, or whose customers are asked less (R17, R45)."""

    _inherit = "aftersales.cycle.exception"
    _depends = {
        "aftersales.test": ["company_id", "date_from", "state"],
        "aftersales.test.sitting": ["test_id", "employee_id", "user_id", "state"],
        "aftersales.invitation": [
            "company_id",
            "employee_id",
            "queued_on",
            "skip_reason",
            "state",
        ],
        "survey.user_input": ["kpi_invitation_id", "kpi_score", "kpi_has_score"],
    }

    kind = fields.Selection(
        selection_add=[
            ("test", "Knowledge test not taken"),
            ("asking", "Few customers asked, good answers"),
        ]
    )

    @api.model
    def _more_exceptions(self):
        return [
            *super()._more_exceptions(),
            self._tests_not_taken(),
            alarm.asked_selectively(("scored",)),
        ]

    @api.model
    def _tests_not_taken(self):
        """Of the people who have a scorecard, in tests of the cycle's period."""
        return SQL(
            """
            SELECT cycle.id AS cycle_id, cycle.company_id,
                   NULL::int AS criterion_id, 'test' AS kind, employee.name,
                   NULL::int AS line_id, card.id AS card_id
              FROM aftersales_test_sitting AS sitting
              JOIN aftersales_test AS test ON test.id = sitting.test_id
              JOIN aftersales_cycle AS cycle
                ON cycle.company_id = test.company_id
               AND test.date_from BETWEEN cycle.date_from AND cycle.date_to
              JOIN aftersales_scorecard AS card
                ON card.cycle_id = cycle.id AND card.is_current
               AND card.employee_id = sitting.employee_id
              JOIN hr_employee AS employee ON employee.id = sitting.employee_id
             WHERE cycle.state = 'scored'
               AND (sitting.state = 'absent'
                    AND (test.absent_policy = 'list' OR sitting.user_id IS NULL)
                    OR sitting.state = 'waiting' AND test.state = 'open')
            """
        )

    def action_view(self):
        """Open what the exception is about: the tests, or the invitations."""
        if self.kind == "test":
            return self._view_sittings()
        if self.kind == "asking":
            return self._view_invitations()
        return super().action_view()

    def _view_invitations(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi_survey.aftersales_invitation_action"
        )
        cycle = self.cycle_id
        return {
            **action,
            "domain": [
                ("company_id", "=", cycle.company_id.id),
                ("queued_on", ">=", cycle.utc_from),
                ("queued_on", "<", cycle.utc_to),
            ],
            "context": {"search_default_group_employee": True},
        }

    def _view_sittings(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi_survey.aftersales_test_sitting_action"
        )
        cycle = self.cycle_id
        return {
            **action,
            "domain": [
                ("company_id", "=", cycle.company_id.id),
                ("test_id.date_from", ">=", cycle.date_from),
                ("test_id.date_from", "<=", cycle.date_to),
                ("state", "in", ("waiting", "absent")),
            ],
            "context": {},
        }
