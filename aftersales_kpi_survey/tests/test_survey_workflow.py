"""State machines: each one in each state, for every action and role."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SurveyCase

#: Every state machine of the add-on; a new one is found by its table.
MIXIN = "aftersales.survey.workflow"


@tagged("post_install", "-at_install")
class TestSurveyWorkflow(SurveyCase):
    def machines(self):
        return [
            self.env[name]
            for name in self.env[MIXIN]._inherit_children
            if self.env[name]._transitions
        ]

    def states(self, model):
        return model._fields["state"].get_values(self.env)

    def in_state(self, model, state):
        """A record in this state, however it came there; rolled back afterwards."""
        record = self.make(model._name)
        self.env.flush_all()
        self.env.cr.execute(
            f"UPDATE {model._table} SET state = %s WHERE id = %s",  # noqa: S608
            [state, record.id],
        )
        self.env.invalidate_all()
        return record

    def make(self, name):
        return getattr(
            self, f"make_{name.removeprefix('aftersales.').replace('.', '_')}"
        )()

    def make_invitation(self):
        return self.invitations.create(
            {"survey_id": self.survey.id, "company_id": self.company.id}
        )

    def make_campaign(self):
        return self.env["aftersales.campaign"].create(
            {
                "name": "March",
                "survey_id": self.survey.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
            }
        )

    def make_phone_interview(self):
        return self.env["aftersales.phone.interview"].create(
            {
                "survey_id": self.env.ref("aftersales_kpi_survey.survey_interview").id,
                "customer": "Customer",
            }
        )

    def make_visit(self):
        return self.env["aftersales.visit"].create(
            {
                "name": "A pump that leaks",
                "shopper_id": self.olga.id,
                "team_id": self.team.id,
            }
        )

    def make_test(self):
        return self.env["aftersales.test"].create(
            {
                "name": "Pumps",
                "survey_id": self.env.ref("aftersales_kpi_survey.survey_test").id,
                "date_from": "2026-03-02",
                "date_to": "2026-03-03",
            }
        )

    def make_test_sitting(self):
        return self.env["aftersales.test.sitting"].create(
            {"test_id": self.make_test().id, "employee_id": self.anna_employee.id}
        )

    def test_every_move_follows_the_table(self):
        for model in self.machines():
            for state in self.states(model):
                for action, transition in model._transitions.items():
                    with (
                        self.subTest(model=model._name, state=state, action=action),
                        self.env.cr.savepoint() as savepoint,
                    ):
                        record = self.in_state(model, state)
                        if state in transition.sources:
                            record._move(action)
                            self.assertEqual(record.state, transition.target)
                        else:
                            with self.assertRaises(UserError):
                                record._move(action)
                            self.assertEqual(record.state, state)
                        savepoint.rollback()

    def test_every_state_is_reached_and_known(self):
        for model in self.machines():
            states = self.states(model)
            reached = {move.target for move in model._transitions.values()}
            self.assertEqual(reached | {states[0]}, set(states), model._name)
            for move in model._transitions.values():
                self.assertLessEqual(set(move.sources), set(states), model._name)

    def test_nobody_writes_a_state(self):
        for model in self.machines():
            record = self.make(model._name)
            for state in self.states(model):
                with self.assertRaises(UserError):
                    record.write({"state": state})
            with self.assertRaises(UserError):
                model.create({"state": self.states(model)[-1]})

    def test_an_officers_moves_are_refused_to_others(self):
        """Whatever the state: agents and leaders are not even told which it is."""
        for model in self.machines():
            for action, transition in model._transitions.items():
                if transition.actor != "officer" or not hasattr(model, action):
                    continue
                record = self.in_state(model, transition.sources[0])
                for user in (self.anna, self.lea):
                    with (
                        self.subTest(model=model._name, action=action, user=user.login),
                        self.assertRaises(AccessError),
                    ):
                        getattr(record.with_user(user), action)()

    def test_an_officer_cancels_sends_and_erases_invitations(self):
        invitation = self.in_state(self.invitations, "queued")
        invitation.with_user(self.olga).action_cancel()
        self.assertEqual(invitation.state, "cancelled")
        invitation = self.invitation_of(self.resolve())
        invitation.with_user(self.olga).action_send_now()
        self.assertEqual(invitation.state, "sent")
        for user in (self.anna, self.lea):
            for action in ("action_send_now", "action_erase"):
                with self.assertRaises(AccessError):
                    getattr(invitation.with_user(user), action)()
