"""Two confirmations at the same moment, over two real connections: one wins (R61)."""

from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTwoAnswersAtOnce(BaseCase):
    """An interview that is committed for real, and removed again afterwards."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            self._create(api.Environment(cr, SUPERUSER_ID, {}))
        self.addCleanup(self._remove)

    def _create(self, env):
        user = new_test_user(
            env,
            "two_answers",
            groups="base.group_user",
            context={"no_reset_password": True},
        )
        employee = env["hr.employee"].create({"name": "Two", "user_id": user.id})
        scheme = env["aftersales.scheme"].create({"name": "Two", "code": "TWO"})
        cycle = env["aftersales.cycle"].create({"scheme_id": scheme.id})
        card = env["aftersales.scorecard"].create(
            {
                "name": "Two",
                "cycle_id": cycle.id,
                "company_id": env.company.id,
                "subject_id": employee.id,
                "employee_id": employee.id,
                "published_on": "2026-11-02 09:00:00",
            }
        )
        interview = env["aftersales.interview"].create({"scorecard_id": card.id})
        interview._set({"state": "held"})
        self.user_id, self.employee_id = user.id, employee.id
        self.scheme_id, self.cycle_id = scheme.id, cycle.id
        self.card_id, self.interview_id = card.id, interview.id

    def _remove(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            messages = env["mail.message"].search(
                [
                    ("model", "=", "aftersales.interview"),
                    ("res_id", "=", self.interview_id),
                ]
            )
            messages.unlink()
            for table, record_id in (
                ("aftersales_interview", self.interview_id),
                ("aftersales_scorecard", self.card_id),
            ):
                cr.execute(f"DELETE FROM {table} WHERE id = %s", [record_id])
            env["aftersales.cycle"].browse(self.cycle_id).unlink()
            env["aftersales.scheme"].browse(self.scheme_id).unlink()
            env["hr.employee"].browse(self.employee_id).unlink()
            user = env["res.users"].browse(self.user_id)
            partner = user.partner_id
            user.unlink()
            partner.unlink()

    def _own(self, cr):
        env = api.Environment(cr, self.user_id, {})
        return env["aftersales.interview"].browse(self.interview_id)

    def test_one_wins_the_other_gets_a_sentence(self):
        with self.registry.cursor() as phone, self.registry.cursor() as desk:
            self._own(phone).action_confirm()
            with self.assertRaisesRegex(UserError, "right now"):
                self._own(desk).action_disagree("It was the line.")
            desk.rollback()
            phone.commit()
            with self.assertRaisesRegex(UserError, "is in state “Confirmed”"):
                self._own(desk).action_disagree("It was the line.")
            self.assertFalse(self._own(desk).objection)

    def test_a_page_that_is_behind_gets_the_same_sentence(self):
        with self.registry.cursor() as phone, self.registry.cursor() as desk:
            behind = self._own(desk)
            self.assertEqual(behind.state, "held")
            self._own(phone).action_confirm()
            phone.commit()
            with self.assertRaisesRegex(UserError, "is in state “Confirmed”"):
                retrying(partial(behind.action_confirm), behind.env)
