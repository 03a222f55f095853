"""Two confirmations at the same moment, over two real connections: one wins (R61)."""

from functools import partial

from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged

from .at_once_common import AtOnceCase


@tagged("post_install", "-at_install")
class TestTwoAnswersAtOnce(AtOnceCase):
    """An interview that is committed for real, and removed again afterwards."""

    def _create(self, env):
        self._make_users(env, "two_answers")
        employee = env["hr.employee"].create({"name": "Two", "user_id": self.users[0]})
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
        self.employee_id = employee.id
        self.scheme_id, self.cycle_id = scheme.id, cycle.id
        self.card_id, self.interview_id = card.id, interview.id

    def _remove(self, env):
        self._delete_messages(env, "aftersales.interview", self.interview_id)
        self._delete(env, "aftersales_interview", "id", self.interview_id)
        self._delete(env, "aftersales_scorecard", "id", self.card_id)
        env["aftersales.cycle"].browse(self.cycle_id).unlink()
        env["aftersales.scheme"].browse(self.scheme_id).unlink()
        env["hr.employee"].browse(self.employee_id).unlink()

    def _own(self, cr):
        return self._as(cr, self.users[0], "aftersales.interview", self.interview_id)

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
