"""Two press at the same moment, over two real connections: cycles and gradings."""

from functools import partial

from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged

from .at_once_common import AtOnceCase


@tagged("post_install", "-at_install")
class TestTwoAtOnce(AtOnceCase):
    """A cycle and a grading sheet, committed for real and removed again afterwards."""

    def _create(self, env):
        self._make_users(
            env,
            "cycle_at_once_1",
            "cycle_at_once_2",
            groups="base.group_user,aftersales_kpi.group_manager",
        )
        self.employees = [
            env["hr.employee"].create({"name": f"At Once {user}", "user_id": user}).id
            for user in self.users
        ]
        scheme = env["aftersales.scheme"].create(
            {
                "name": "Cycle at once",
                "code": "CYCLE_ONCE",
                "company_id": env.company.id,
                "criterion_ids": [
                    Command.create(
                        {
                            "indicator_id": env.ref(
                                "aftersales_kpi.indicator_cooperation"
                            ).id,
                            "max_points": 100,
                            "curve": "linear",
                            "zero_value": 0,
                            "full_value": 100,
                            "rater_ids": [Command.create({"role": "superior"})],
                        }
                    )
                ],
            }
        )
        scheme.action_approve()
        cycle = env["aftersales.cycle"].create(
            {
                "scheme_id": scheme.id,
                "company_id": env.company.id,
                "date_from": "2031-01-01",
            }
        )
        sheet = env["aftersales.grading"].create(
            {"cycle_id": cycle.id, "rater_id": self.employees[0]}
        )
        task = env["aftersales.assessment"].create(
            {
                "grading_id": sheet.id,
                "rule_id": scheme.criterion_ids.rater_ids.id,
                "employee_id": self.employees[1],
            }
        )
        self.scheme_id, self.cycle_id = scheme.id, cycle.id
        self.sheet_id, self.task_id = sheet.id, task.id

    def _remove(self, env):
        for table, record_id in (
            ("aftersales_grading", self.sheet_id),
            ("aftersales_cycle", self.cycle_id),
            ("aftersales_scheme", self.scheme_id),
        ):
            self._delete(env, table, "id", record_id)
        self._delete_messages(env, "aftersales.cycle", self.cycle_id)
        self._delete_messages(env, "aftersales.grading", self.sheet_id)
        env["hr.employee"].browse(self.employees).unlink()

    def _cycle(self, cr, number):
        user_id = self.users[number - 1]
        return self._as(cr, user_id, "aftersales.cycle", self.cycle_id)

    def _sheet(self, cr):
        return self._as(cr, self.users[0], "aftersales.grading", self.sheet_id)

    def _move(self, cr, state):
        """Put the cycle into a state, as an earlier transaction left it."""
        cr.execute(
            "UPDATE aftersales_cycle SET state = %s WHERE id = %s",
            [state, self.cycle_id],
        )

    def test_one_cancels_the_other_gets_a_sentence(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self._cycle(first, 1).action_cancel("By mistake")
            with self.assertRaisesRegex(UserError, "right now"):
                self._cycle(second, 2).action_open()
            second.rollback()
            first.commit()
            with self.assertRaisesRegex(UserError, "is in state “Cancelled”"):
                self._cycle(second, 2).action_open()

    def test_a_cycle_s_page_that_is_behind(self):
        """The server repeats what began before the other's move was known."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            behind = self._cycle(second, 2)
            self.assertEqual(behind.state, "draft")
            self._cycle(first, 1).action_cancel("By mistake")
            first.commit()
            with self.assertRaisesRegex(UserError, "is in state “Cancelled”"):
                retrying(partial(behind.action_open), behind.env)

    def test_two_windows_of_one_rater(self):
        """What was submitted in one window is not overwritten by the other."""
        with self.registry.cursor() as cr:
            self._move(cr, "open")
        with self.registry.cursor() as first, self.registry.cursor() as second:
            behind = self._sheet(second)
            self.assertEqual(behind.state, "open")
            own = self._sheet(first)
            own.save_answers({self.task_id: "80"})
            own.action_submit()
            first.commit()
            answer = partial(behind.save_answers, {self.task_id: "20"})
            with self.assertRaisesRegex(UserError, "state “Submitted”"):
                retrying(answer, behind.env)
            second.rollback()
            behind.env.invalidate_all()
            task = behind.sudo().assessment_ids
            self.assertEqual((task.state, task.value), ("submitted", 80))
