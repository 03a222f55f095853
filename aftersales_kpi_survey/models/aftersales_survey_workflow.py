"""What state machines of this add-on share: a table of moves, and no other way."""

from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_kpi.models.guards import check_officer

#: What the mails of this add-on look like.
LAYOUT = "aftersales_kpi_survey.mail_layout"


class Transition(NamedTuple):
    """One legal move of a record."""

    sources: tuple  # states it may start from
    target: str  # state it leads to
    actor: str  # who may: "officer", "system", "customer", "interviewer", "shopper" …


class AftersalesSurveyWorkflow(models.AbstractModel):
    """Records whose state changes by the moves of ``_transitions`` only."""

    _name = "aftersales.survey.workflow"
    _inherit = ["aftersales.guarded"]
    _description = "State Machine of Surveys"

    #: {action: Transition}: refusals, tests and documentation read this table.
    _transitions = {}

    @api.model_create_multi
    def create(self, vals_list):
        first = self._fields["state"].get_values(self.env)[0]
        if any(vals.get("state", first) != first for vals in vals_list):
            raise UserError(self.env._("A record starts in its first state."))
        for vals in vals_list:
            self._refuse_system_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals:
            raise UserError(
                self.env._("The state changes by what is done, not by being written.")
            )
        self._refuse_system_fields(vals)
        return super().write(vals)

    def _refuse_system_fields(self, vals):
        """Draws, counts and results are the system's, by whatever way they come."""
        names = {name for name in vals if self._fields[name].readonly} - {"state"}
        if names and not self.env.su:
            raise UserError(
                self.env._(
                    "This is not written by hand: %(fields)s.",
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in sorted(names)
                    ),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_before_the_first_move_only(self):
        """What has begun is evidence: it can be cancelled, and stays."""
        first = self._fields["state"].get_values(self.env)[0]
        if any(record.state != first for record in self):
            raise UserError(
                self.env._("This has begun and cannot be deleted; cancel it instead.")
            )

    def _move(self, action, **vals):
        """Do the move `action` of the table, or raise where it is not allowed.

        Who may do it is asked by the public methods and the controllers.
        """
        transition = self._transitions[action]
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            if record.state not in transition.sources:
                raise UserError(
                    self.env._(
                        "“%(record)s” is in state “%(state)s”; this is not possible "
                        "then.",
                        record=record.display_name,
                        state=labels[record.state],
                    )
                )
        # Past the guard of write() above, which keeps the state out of other hands.
        return super().write({"state": transition.target, **vals})

    def _of_officer(self):
        """The same records with all rights, if the user is an officer who sees them."""
        check_officer(self.env)
        self.check_access("read")
        return self.sudo()
