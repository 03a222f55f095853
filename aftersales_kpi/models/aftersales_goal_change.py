from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# What may change in a running period, with the agreement of both sides.
CHANGEABLE_FIELDS = ("name", "target_value", "weight", "date_to")


class AftersalesGoalChange(models.Model):
    """A change of an agreed goal: what it was, what it shall be, who said what.

    It is never edited or deleted: what was agreed, and when, stays readable (R23).
    """

    _name = "aftersales.goal.change"
    _description = "Change of a Goal"
    _order = "id desc"

    goal_id = fields.Many2one(
        "aftersales.goal", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="goal_id.company_id", store=True)
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("agreed", "Agreed"),
            ("declined", "Declined"),
            ("withdrawn", "Taken back"),
        ],
        default="proposed",
        required=True,
        readonly=True,
    )
    reason = fields.Text(required=True, readonly=True)
    answer = fields.Text(readonly=True)
    before_data = fields.Json(readonly=True)
    after_data = fields.Json(readonly=True)
    difference = fields.Text(compute="_compute_difference", string="What Changes")
    proposed_by_id = fields.Many2one("res.users", readonly=True)
    proposed_on = fields.Datetime(readonly=True, default=fields.Datetime.now)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)

    _one_open = models.UniqueIndex(
        "(goal_id) WHERE state = 'proposed'",
        "A change of this goal is on the table already.",
    )

    @api.depends("before_data", "after_data")
    @api.depends_context("lang")
    def _compute_difference(self):
        for change in self:
            goal = change.goal_id
            change.difference = "\n".join(
                self.env._(
                    "%(field)s: %(before)s → %(after)s",
                    field=goal._fields[name]._description_string(self.env),
                    before=goal._plain_value(name, (change.before_data or {})[name]),
                    after=goal._plain_value(name, change.after_data[name]),
                )
                for name in CHANGEABLE_FIELDS
                if name in (change.after_data or {})
            )

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("What was proposed or agreed stays as it was."))
        return super().write(vals)

    def unlink(self):
        if not self.env.su:
            raise UserError(self.env._("What was proposed or agreed stays as it was."))
        return super().unlink()


class AftersalesGoal(models.Model):
    """Changes of agreed goals need both sides."""

    _inherit = "aftersales.goal"

    open_change_id = fields.Many2one(
        "aftersales.goal.change",
        compute="_compute_open_change",
        compute_sudo=True,
        string="Change on the Table",
    )
    open_change = fields.Text(compute="_compute_open_change", compute_sudo=True)
    open_change_reason = fields.Text(compute="_compute_open_change", compute_sudo=True)

    @api.depends("change_ids.state")
    @api.depends_context("lang")
    def _compute_open_change(self):
        for goal in self:
            change = goal.change_ids.filtered(lambda one: one.state == "proposed")[:1]
            goal.open_change_id = change
            goal.open_change = change.difference
            goal.open_change_reason = change.reason

    def action_propose_change(self, values=None, reason=None):
        """Offer other values of CHANGEABLE_FIELDS to the other side, and say why."""
        self._check_move("action_propose_change", reason)
        after = self._changed_values(values or {})
        self._check_change(after)
        side = self._own_side()
        self.env["aftersales.goal.change"].sudo().create(
            {
                "goal_id": self.id,
                "reason": reason.strip(),
                "before_data": {
                    name: self._json_value(name, self.sudo()[name]) for name in after
                },
                "after_data": after,
                "proposed_by_id": self.env.uid,
            }
        )
        self._move(
            "action_propose_change",
            self.env._("Change proposed:") + "\n" + self.open_change,
            reason,
            proposed_side=side,
        )
        self._ask_other_side(self.env._("Agree on a change of the goal"))

    def action_agree_change(self):
        """Let the proposed change be in force from now on."""
        self._check_move("action_agree_change")
        change = self.open_change_id
        after = change.after_data
        words = self.env._("Change agreed:") + "\n" + change.difference
        self._close_change("agreed")
        self._move("action_agree_change", words, **after)
        self._answered()

    def action_decline_change(self, reason=None):
        """Leave the goal as it was agreed."""
        self._check_move("action_decline_change", reason)
        self._close_change("declined", reason)
        self._move("action_decline_change", self.env._("Change declined:"), reason)
        self._answered()

    def action_take_back_change(self):
        """Leave the goal as it was, on one's own account."""
        self._check_move("action_take_back_change")
        self._close_change("withdrawn")
        self._move("action_take_back_change", self.env._("Change taken back."))
        self._answered()

    def _close_change(self, state, answer=None):
        self.sudo().open_change_id.write(
            {
                "state": state,
                "answer": (answer or "").strip() or False,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )

    def _changed_values(self, values):
        """Those of the values that differ from what is agreed, ready for JSON."""
        unknown = set(values) - set(CHANGEABLE_FIELDS)
        if unknown:
            raise UserError(
                self.env._("Name, target, weight and last day of a goal may change.")
            )
        changed = {}
        for name, value in values.items():
            after = self._json_value(name, value)
            if after != self._json_value(name, self.sudo()[name]):
                changed[name] = after
        return changed

    def _json_value(self, name, value):
        if name == "date_to":
            return fields.Date.to_string(fields.Date.to_date(value))
        return value

    def _plain_value(self, name, value):
        """A value of a change as a person reads it."""
        if name == "date_to":
            return format_date(self.env, value)
        return f"{value:g}" if isinstance(value, (int, float)) else value

    def _check_change(self, after):
        """Refuse now what could not be agreed later."""
        if not after:
            raise UserError(self.env._("Nothing would change. Enter what shall."))
        if after.get("weight", 1) <= 0:
            raise UserError(self.env._("A goal weighs more than zero."))
        if not (after.get("name", self.name) or "").strip():
            raise UserError(self.env._("A goal needs its words."))
        goal = self.sudo()
        if fields.Date.to_date(after.get("date_to", goal.date_to)) < goal.date_from:
            raise UserError(self.env._("A goal cannot end before it starts."))
        goal.new(after, origin=goal)._check_measure()
