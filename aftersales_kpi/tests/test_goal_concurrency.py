"""Both sides press at the same moment, over two real connections: one wins."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .at_once_common import AtOnceCase


@tagged("post_install", "-at_install")
class TestBothAtOnce(AtOnceCase):
    """A goal that is committed for real, and removed again afterwards."""

    def _create(self, env):
        self._make_users(env, "side_1", "side_2")
        head, person = env["hr.employee"].create(
            [{"name": f"Side {user}", "user_id": user} for user in self.users]
        )
        person.parent_id = head
        self.employees = [head.id, person.id]
        goal = env["aftersales.goal"].create(
            {"name": "At once", "employee_id": person.id, "measure": "yes_no"}
        )
        goal._set({"state": "proposed", "proposed_side": "superior"})
        self.goal_id = goal.id

    def _remove(self, env):
        goal = env["aftersales.goal"].browse(self.goal_id)
        goal._set({"state": "draft"})
        goal.unlink()
        env["hr.employee"].browse(self.employees).unlink()

    def _goal(self, cr, side):
        return self._as(cr, self.users[side], "aftersales.goal", self.goal_id)

    def test_one_wins_the_other_gets_a_sentence(self):
        """The superior takes back what the person agrees to in the same second."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self._goal(first, 1).action_agree()
            with self.assertRaisesRegex(UserError, "right now"):
                self._goal(second, 0).action_take_back()
            second.rollback()
            first.commit()
            with self.assertRaisesRegex(UserError, "is in state “Agreed”"):
                self._goal(second, 0).action_take_back()
