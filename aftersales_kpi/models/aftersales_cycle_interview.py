from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# A total below this is talked about with the person (R32 calls it failing).
TALK_BELOW = 60
RESULT_STATES = ("published", "closed")


class AftersalesCycle(models.Model):
    """How far the talks about the results are."""

    _inherit = "aftersales.cycle"

    interview_count = fields.Integer(compute="_compute_interview_count")
    interview_held_count = fields.Integer(compute="_compute_interview_count")

    def _compute_interview_count(self):
        counts = {}
        for cycle, state, count in self.env["aftersales.interview"]._read_group(
            [("cycle_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["cycle_id", "state"],
            ["__count"],
        ):
            planned, held = counts.get(cycle, (0, 0))
            is_held = state not in ("requested", "planned")
            counts[cycle] = (planned + count, held + is_held * count)
        for cycle in self:
            cycle.interview_count, cycle.interview_held_count = counts.get(
                cycle, (0, 0)
            )

    def action_view_interviews(self):
        """Open the interviews about the cycle's results."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_interview_action"
        )
        return {**action, "domain": [("cycle_id", "=", self.id)], "context": {}}

    def action_plan_interviews(self):
        """Find dates for everybody with whom no interview is planned yet."""
        self.ensure_one()
        if self.state not in RESULT_STATES:
            raise UserError(
                self.env._("Interviews are about published results; publish first.")
            )
        cards = self.scorecard_ids.filtered(
            lambda card: card.is_current and card.employee_id and not card.interview_id
        )
        if not cards:
            raise UserError(self.env._("There is an interview with everybody already."))
        return cards.action_plan_interviews()


class AftersalesCycleException(models.Model):
    """People with a low result whom nobody has asked to a talk."""

    _inherit = "aftersales.cycle.exception"
    _depends = {
        "aftersales.interview": ["cycle_id", "employee_id", "state"],
        "aftersales.scorecard": ["score", "result", "is_current", "employee_id"],
    }

    kind = fields.Selection(
        selection_add=[("no_interview", "Low result and no interview")]
    )

    @api.model
    def _more_exceptions(self):
        return [*super()._more_exceptions(), self._people_not_talked_to()]

    @api.model
    def _people_not_talked_to(self):
        return SQL(
            """
            SELECT card.cycle_id, card.company_id, NULL::int AS criterion_id,
                   'no_interview' AS kind, card.name, NULL::int AS line_id,
                   card.id AS card_id
              FROM aftersales_scorecard AS card
              JOIN aftersales_cycle AS cycle ON cycle.id = card.cycle_id
             WHERE cycle.state IN %(states)s AND card.is_current
               AND card.result = 'scored' AND card.score < %(limit)s
               AND card.employee_id IS NOT NULL
               AND NOT EXISTS (
                       SELECT FROM aftersales_interview AS interview
                        WHERE interview.cycle_id = card.cycle_id
                          AND interview.employee_id = card.employee_id
                          AND interview.state != 'cancelled'
                   )
            """,
            states=RESULT_STATES,
            limit=TALK_BELOW,
        )

    def action_plan_interviews(self):
        """Find dates for the talks with the people of the row."""
        self.ensure_one()
        cards = self.env["aftersales.scorecard"].browse(self.card_ids)
        return cards.action_plan_interviews()
