from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..scoring.goal import BEHIND
from .aftersales_goal import LEVEL_FIELDS
from .company_day import today_of

# Aggregates that only grow while records come in.
ADDING_AGGREGATES = ("sum", "count")
# A missed goal is talked about within this time.
COACHING_DAYS = 14


class AftersalesGoal(models.Model):
    """The end of a goal: evaluated, posted to the ledger, coached where missed."""

    _inherit = "aftersales.goal"

    is_reminded = fields.Boolean(readonly=True, copy=False)

    def action_evaluate(self):
        """Fix how far the goals were reached, and post it so that schemes score it."""
        for goal in self:
            goal._check_move("action_evaluate")
            goal._check_over()
        # the parts first, so that the goal above rests on what they were fixed at
        for goal in self.sorted("level_order", reverse=True):
            goal._evaluate()

    def _check_over(self):
        goal = self.sudo()
        is_over = goal.date_to < today_of(goal.company_id)
        if is_over or (goal.status == "reached" and goal._stays_reached()):
            return
        raise UserError(
            self.env._(
                "%(goal)s runs until %(day)s. It is evaluated after that day, or as "
                "soon as it is reached for good.",
                goal=self.name,
                day=fields.Date.to_string(self.date_to),
            )
        )

    def _stays_reached(self):
        """Whether more records cannot undo that the goal is reached.

        A mean or a rate still changes until the last day; what only adds up does not.
        """
        match self.measure:
            case "milestones" | "yes_no":
                return True
            case "indicator":
                adds_up = self.indicator_id.aggregate in ADDING_AGGREGATES
                return adds_up and not self._lower_is_better()
            case "kind":
                return self._kind_indicator(self.kind_id).aggregate in ADDING_AGGREGATES
            case "children":
                return all(
                    child.state == "evaluated" or child._stays_reached()
                    for child in self.child_ids
                    if child.state != "cancelled"
                )
        raise ValueError(f"Unknown measure {self.measure!r}")

    def _evaluate(self):
        goal = self.sudo()
        goal.invalidate_recordset(["achievement", "status", "value_text"])
        achievement, status, value = goal.achievement, goal.status, goal.value_text
        labels = dict(self._fields["status"]._description_selection(self.env))
        self._move(
            "action_evaluate",
            self.env._(
                "Evaluated: %(status)s, %(share)s %%.",
                status=labels[status],
                share=f"{achievement:.2f}",
            ),
            final_achievement=achievement,
            final_known=status != "unknown",
            final_value=value,
            evaluated_on=fields.Date.context_today(goal),
        )
        self._answered()
        goal._post_achievement()
        if status == BEHIND:
            goal._coach()

    # --- To the ledger ----------------------------------------------------------------

    def _post_achievement(self):
        """One fact of the kind “goal” for whose goal it was; a post has no scorecard.

        Weight times per cent of weight times 100, so that sums of goals are weighted.
        """
        if self.level == "job" or not self.final_known or self._is_counted_above():
            return
        row = self._prepare_observation_vals()
        ledger = self.env["aftersales.observation"].sudo()
        previous = ledger._latest("goal", row["origin"], self.company_id)
        if previous:
            ledger._post_replacing(row, previous)
        else:
            ledger._post([row])

    def _is_counted_above(self):
        """Whether a goal of the same subject is reached by this one's being reached.

        Then that goal counts in the scorecard, and this one only through it.
        """
        subject = LEVEL_FIELDS[self.level]
        above = self.parent_id
        while above.measure == "children" and above.state != "cancelled":
            if above.level == self.level and above[subject] == self[subject]:
                return True
            above = above.parent_id
        return False

    def action_cancel(self, reason=None):
        """What a goal was broken down to counts by itself once it is given up."""
        result = super().action_cancel(reason)
        for goal in self.sudo()._with_descendants() - self.sudo():
            if goal.state == "evaluated":
                goal._post_achievement()
        return result

    def _prepare_observation_vals(self):
        subject = {
            field: self[field].id
            for field in ("employee_id", "department_id")
            if field == LEVEL_FIELDS[self.level]
        }
        return {
            **subject,
            "kind": "goal",
            "company_id": self.company_id.id,
            "event_date": self._moment(self.date_to),
            "numerator": self.weight * self.final_achievement,
            "denominator": self.weight * 100,
            "origin": f"goal:{self.id}",
            "res_model": self._name,
            "res_id": self.id,
        }

    # --- Where it was missed ----------------------------------------------------------

    def _coach(self):
        """Have somebody talk about it with the person (R23, R35).

        Add-ons and improvement plans that know more than a reminder extend this.
        """
        coach = self.superior_id or self._officer()
        self.activity_schedule(
            "aftersales_kpi.mail_activity_coaching",
            date_deadline=fields.Date.context_today(self)
            + timedelta(days=COACHING_DAYS),
            summary=self.env._(
                "Coach %(name)s: %(goal)s was missed",
                name=self.employee_id.name,
                goal=self.name,
            ),
            user_id=coach.id,
        )

    def _officer(self):
        officers = self.env.ref("aftersales_kpi.group_officer").all_user_ids
        return officers.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        ).sorted("id")[:1]

    def action_reopen(self, reason=None):
        """Take an evaluation back; what was posted counts no more."""
        self._check_move("action_reopen", reason)
        goal = self.sudo()
        ledger = self.env["aftersales.observation"].sudo()
        ledger._latest("goal", f"goal:{self.id}", goal.company_id)._void(reason)
        self._move(
            "action_reopen",
            self.env._("Evaluation taken back:"),
            reason,
            final_known=False,
            final_achievement=0,
            final_value=False,
            evaluated_on=False,
            is_reminded=False,
        )
        goal.activity_unlink(["aftersales_kpi.mail_activity_coaching"])

    # --- Scheduled --------------------------------------------------------------------

    @api.model
    def _cron_due(self):
        """Leave each goal that is over with the superior, once."""
        goals = self.search(
            [
                ("state", "=", "agreed"),
                # in the east a company may be at tomorrow already
                ("date_to", "<=", fields.Date.today()),
                ("is_reminded", "=", False),
            ]
        ).filtered(lambda goal: goal.date_to < today_of(goal.company_id))
        for goal in goals:
            user = goal.superior_id or goal._officer()
            if user:
                goal.activity_schedule(
                    "aftersales_kpi.mail_activity_goal",
                    summary=self.env._("Evaluate the goal"),
                    user_id=user.id,
                )
        goals._set({"is_reminded": True})
