"""The state machine of invitations: every state, action and role."""

from itertools import product

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.aftersales_invitation_workflow import TRANSITIONS
from .common import SurveyCase


@tagged("post_install", "-at_install")
class TestInvitationWorkflow(SurveyCase):
    def states(self):
        return [name for name, _label in self.invitations._fields["state"].selection]

    def in_state(self, state):
        invitation = self.invitation_of(
            self.resolve(partner_id=self.make_customer(state).id)
        )
        self.env.cr.execute(
            "UPDATE aftersales_invitation SET state = %s WHERE id = %s",
            [state, invitation.id],
        )
        self.env.invalidate_all()
        return invitation

    def test_every_move_follows_the_table(self):
        for state, (action, transition) in product(self.states(), TRANSITIONS.items()):
            invitation = self.in_state(state)
            with self.subTest(state=state, action=action):
                if state in transition.sources:
                    invitation._move(action)
                    self.assertEqual(invitation.state, transition.target)
                else:
                    with self.assertRaises(UserError):
                        invitation._move(action)
                    self.assertEqual(invitation.state, state)
            invitation.ticket_id.unlink()

    def test_every_state_is_reached(self):
        reached = {"queued"} | {move.target for move in TRANSITIONS.values()}
        self.assertEqual(reached, set(self.states()))

    def test_nobody_writes_the_state(self):
        with self.assertRaises(UserError):
            self.in_state("queued").write({"state": "answered"})
        with self.assertRaises(UserError):
            self.invitations.create(
                {
                    "survey_id": self.survey.id,
                    "company_id": self.company.id,
                    "state": "sent",
                }
            )

    def test_only_an_officer_cancels_sends_or_erases(self):
        for action in ("action_cancel", "action_send_now", "action_erase"):
            for user in (self.anna, self.lea):
                with self.subTest(action=action, user=user.login):
                    with self.assertRaises(AccessError):
                        getattr(self.in_state("queued").with_user(user), action)()
        invitation = self.in_state("queued")
        invitation.with_user(self.olga).action_cancel()
        self.assertEqual(invitation.state, "cancelled")
        invitation = self.in_state("queued")
        invitation.with_user(self.olga).action_send_now()
        self.assertEqual(invitation.state, "sent")
