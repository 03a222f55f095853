"""Both sides press at the same moment, over two real connections: one wins."""

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestBothAtOnce(BaseCase):
    """A goal that is committed for real, and removed again afterwards."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            self._create(api.Environment(cr, SUPERUSER_ID, {}))
        self.addCleanup(self._remove)

    def _create(self, env):
        self.users = [
            new_test_user(
                env,
                f"side_{number}",
                groups="base.group_user",
                context={"no_reset_password": True},
            ).id
            for number in (1, 2)
        ]
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

    def _remove(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            goal = env["aftersales.goal"].browse(self.goal_id)
            goal._set({"state": "draft"})
            goal.unlink()
            env["hr.employee"].browse(self.employees).unlink()
            users = env["res.users"].browse(self.users)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def _goal(self, cr, side):
        return api.Environment(cr, self.users[side], {})["aftersales.goal"].browse(
            self.goal_id
        )

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
