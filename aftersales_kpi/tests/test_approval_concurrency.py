"""Two approvers press at the same moment, over two real connections: one wins."""

from odoo import Command, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged

from .at_once_common import AtOnceCase


@tagged("post_install", "-at_install")
class TestTwoApproversAtOnce(AtOnceCase):
    """The last level of a cycle, committed for real, and removed again afterwards."""

    def _create(self, env):
        self._make_users(env, "approve_at_once_1", "approve_at_once_2")
        self.employee_id = env["hr.employee"].create({"name": "At Once"}).id
        scheme = env["aftersales.scheme"].create(
            {
                "name": "At once",
                "code": "APPROVE_ONCE",
                "approval_ids": [
                    Command.create(
                        {"kind": "users", "user_ids": [Command.set(self.users)]}
                    )
                ],
            }
        )
        cycle = env["aftersales.cycle"].create({"scheme_id": scheme.id})
        self.cycle_id = cycle.id
        env["aftersales.scorecard"].create(
            {
                "name": "At Once",
                "cycle_id": cycle.id,
                "company_id": env.company.id,
                "subject_id": self.employee_id,
                "employee_id": self.employee_id,
                "state": "scored",
            }
        )
        env.flush_all()
        env.cr.execute(
            "UPDATE aftersales_cycle SET state = 'scored' WHERE id = %s", [cycle.id]
        )
        env.invalidate_all()
        cycle.action_request_approval()

    def _remove(self, env):
        for table in (
            "aftersales_approval_decision",
            "aftersales_cycle_approval",
            "aftersales_scorecard",
        ):
            self._delete(env, table, "cycle_id", self.cycle_id)
        env.cr.execute(
            "DELETE FROM mail_activity "
            "WHERE res_model = 'aftersales.cycle.approval' AND user_id IN %s",
            [tuple(self.users)],
        )
        self._delete_messages(env, "aftersales.cycle", self.cycle_id)
        cycle = env["aftersales.cycle"].browse(self.cycle_id)
        scheme = cycle.scheme_id
        cycle.unlink()
        scheme.unlink()
        env["hr.employee"].browse(self.employee_id).unlink()

    def _part(self, cr, number):
        env = api.Environment(cr, self.users[number - 1], {})
        return env["aftersales.cycle.approval"].search(
            [("cycle_id", "=", self.cycle_id)]
        )

    def test_two_approve_on_the_last_level(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self._part(first, 1).action_approve()
            with self.assertRaisesRegex(UserError, "right now"):
                self._part(second, 2).action_approve()
            second.rollback()
            first.commit()
            with self.assertRaisesRegex(UserError, "is in state “Approved”"):
                self._part(second, 2).action_approve()
            part = self._part(second, 2).sudo()
            self.assertEqual(part.cycle_id.state, "approved")
            self.assertEqual(len(part.decision_ids), 1)

    def test_approve_against_return(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self._part(first, 1).action_return("Wrong month")
            with self.assertRaisesRegex(UserError, "right now"):
                self._part(second, 2).action_approve()
            second.rollback()
            first.commit()
            with self.assertRaisesRegex(UserError, "is in state “Returned”"):
                self._part(second, 2).action_approve()
            self.assertEqual(self._part(second, 1).sudo().cycle_id.state, "scored")

    def test_a_page_that_is_behind_gets_the_same_sentence(self):
        """The server repeats what began before the other's decision was known."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            behind = self._part(second, 2)
            self.assertEqual(behind.state, "waiting")
            self._part(first, 1).action_return("Wrong month")
            first.commit()
            with self.assertRaisesRegex(UserError, "is in state “Returned”"):
                retrying(behind.action_approve, behind.env)
