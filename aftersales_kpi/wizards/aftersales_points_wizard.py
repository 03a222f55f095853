from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesPointsWizard(models.TransientModel):
    """Points that an officer gives where nothing was recorded (policy "ask")."""

    _name = "aftersales.points.wizard"
    _description = "Enter Points"

    line_ids = fields.Many2many(
        "aftersales.scorecard.line",
        string="For",
        required=True,
        domain="[('exception', '=', 'waiting')]",
    )
    points = fields.Float(required=True, digits=(16, 2))
    reason = fields.Char(required=True)

    def action_apply(self):
        """Give the points with the reason, and score again."""
        self.ensure_one()
        self.line_ids.cycle_id._check_move("action_score")
        self._check_lines()
        # The lines are closed to everybody; this is the one door for given points.
        lines = self.line_ids.sudo()
        lines.write(
            {
                "given_points": self.points,
                "given_reason": self.reason,
                "given_by_id": self.env.uid,
            }
        )
        for line in lines:
            line.scorecard_id.message_post(body=self._message(line))
        self.line_ids.cycle_id.action_score()
        return {"type": "ir.actions.act_window_close"}

    def _check_lines(self):
        self.line_ids.check_access("read")
        for line in self.line_ids:
            if line.scorecard_id.user_id == self.env.user:
                raise UserError(self.env._("Nobody enters points for oneself."))
            if line.criterion_id.no_data_policy != "ask":
                raise UserError(
                    self.env._(
                        "%(criterion)s is not among those that a person gives points "
                        "for.",
                        criterion=line.indicator_id.name,
                    )
                )
            if not 0 <= self.points <= line.max_points:
                raise UserError(
                    self.env._(
                        "%(criterion)s gives 0 to %(max)g points.",
                        criterion=line.indicator_id.name,
                        max=line.max_points,
                    )
                )

    def _message(self, line):
        return self.env._(
            "%(criterion)s: %(points)g points given. Reason: %(reason)s",
            criterion=line.indicator_id.name,
            points=self.points,
            reason=self.reason,
        )
