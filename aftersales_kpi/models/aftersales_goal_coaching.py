from datetime import timedelta

from odoo import Command, fields, models

# A plan for a missed goal is to be done within this time.
PLAN_DAYS = 30


class AftersalesGoal(models.Model):
    """A missed goal becomes an improvement plan, where the person has a scorecard."""

    _inherit = "aftersales.goal"

    def _coach(self):
        """Propose a plan with the coaching as its first action, beside the reminder."""
        result = super()._coach()
        card = self._latest_card()
        coach = self.superior_id
        if card and coach and coach != self.user_id:
            plan = self.env["aftersales.improvement.plan"].create(
                {
                    "name": self.env._("Coaching: %(goal)s", goal=self.name),
                    "scorecard_id": card.id,
                    "leader_id": coach.id,
                    "action_ids": [Command.create(self._prepare_coaching_vals(coach))],
                }
            )
            self.message_post(
                body=self.env._("Improvement plan: %s", plan._get_html_link())
            )
        return result

    def _latest_card(self):
        """The person's newest published scorecard; none for goals of others."""
        if self.level != "employee":
            return self.env["aftersales.scorecard"]
        return self.env["aftersales.scorecard"].search(
            [
                ("employee_id", "=", self.employee_id.id),
                ("company_id", "=", self.company_id.id),
                ("is_current", "=", True),
                ("state", "in", ("published", "final")),
            ],
            order="published_on desc, id desc",
            limit=1,
        )

    def _prepare_coaching_vals(self, coach):
        measured = self.measure == "indicator"
        return {
            "name": self.env._("Talk about what was in the way of the goal"),
            "kind": "coaching",
            "owner_id": coach.id,
            "due": fields.Date.context_today(self) + timedelta(days=PLAN_DAYS),
            "indicator_id": self.indicator_id.id if measured else False,
            "has_target": measured,
            "target": self.target_value if measured else 0,
        }
