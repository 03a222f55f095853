"""State machines as one table each: who may move what from where to where."""

from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

from .guards import check_state, claim

# What the mail thread keeps on a record.
THREAD_PREFIXES = ("message_", "activity_", "website_message_", "rating_")


class Transition(NamedTuple):
    """One action, by one role."""

    role: str  # a relation to the one record: the method `_is_<role>` tells
    moves: dict  # {state it may start from: state it leads to}


class AftersalesWorkflow(models.AbstractModel):
    """Moves a record by its model's table of transitions, and by nothing else.

    A model names its table in `_transitions`, {action: Transition}, has a field `state`
    and a method `_is_<role>` for each role of the table. Its actions call `_check_move`
    first and `_move` when they are done; buttons and tests ask `_allowed_actions`.
    """

    _name = "aftersales.workflow"
    _inherit = ["aftersales.guarded"]
    _description = "State Machine in One Table"
    _transitions = {}

    def _allowed_actions(self):
        """Names of the moves that this user may do now."""
        self.ensure_one()
        state = self.sudo().state
        return {
            action
            for action, move in self._transitions.items()
            if state in move.moves and self._has_role(move.role)
        }

    def _set_buttons(self):
        """Fill the fields `can_…`, one for each action, by what is allowed."""
        for record in self:
            allowed = record._allowed_actions()
            for action in record._transitions:
                name = action.replace("action_", "can_", 1)
                if name in record._fields:
                    record[name] = action in allowed

    # --- Who may --------------------------------------------------------------------

    def _has_role(self, role):
        """Whether this user stands in the role to the record."""
        return getattr(self.sudo(), f"_is_{role}")()

    def _check_role(self, role):
        if not self._has_role(role):
            raise UserError(self._refusal(role))

    def _refusal(self, role):
        """Why somebody without the role may not; models word it for their roles."""
        return self.env._("You may not do this (%(role)s).", role=role)

    def _is_person_or_officer(self, user):
        """The person whom it is about; who has no login is spoken for by an officer."""
        if user:
            return user == self.env.user
        return self._is_officer()

    def _is_officer(self):
        return self.env.user.has_group("aftersales_kpi.group_officer")

    def _check_card_readable(self, vals_list):
        """Raise unless this user may read the scorecards that the records are about.

        Whoever holds or leads something may read its card; nobody gets there by making
        it up.
        """
        card_ids = self._first_given(vals_list, "scorecard_id")
        cards = self.env["aftersales.scorecard"].browse(filter(None, card_ids))
        cards.check_access("read")

    # --- Moving ---------------------------------------------------------------------

    def _check_move(self, action):
        """Raise unless role and state allow the move, and nobody else is moving it.

        Two who press at the same moment: one gets the lock, the other a sentence.
        """
        self.ensure_one()
        self.check_access("read")
        move = self._transitions[action]
        self._check_role(move.role)
        record = self.sudo()
        claim(record)
        check_state(record, move.moves)

    def _move(self, action, **vals):
        """Do the checked move `action` of the table, with what else it writes."""
        state = self._transitions[action].moves[self.sudo().state]
        self._set({**vals, "state": state})

    def _set(self, vals):
        """Write past the guard of write(), which keeps moves out of other hands."""
        return super(AftersalesWorkflow, self.sudo()).write(vals)

    # --- Who may write what ---------------------------------------------------------

    def write(self, vals):
        names = {name for name in vals if not name.startswith(THREAD_PREFIXES)}
        if "state" in names:
            raise UserError(self.env._("Use the buttons to move it to another state."))
        if names:
            for record in self:
                record._check_may_write(names)
        return super().write(vals)

    def _check_may_write(self, names):
        """Raise unless this user may write the fields by hand in the record's state.

        Models say what; here nothing.
        """
        raise self._written_by_moves()

    def _written_by_moves(self):
        return UserError(
            self.env._(
                "This cannot be written by hand now; use the buttons to move it on."
            )
        )

    def _obligatory(self, reason):
        """The reason without blanks around it; a move that needs one raises."""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why."))
        return reason

    def _ask_reason(self, action):
        """A window that asks for the words with which `action` is called."""
        self.ensure_one()
        return self.env["aftersales.reason"]._ask(self, action)
