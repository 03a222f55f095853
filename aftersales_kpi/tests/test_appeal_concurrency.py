"""Two people press at the same moment, over two real connections: one wins."""

from functools import partial

from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged

from .at_once_common import AtOnceCase


@tagged("post_install", "-at_install")
class TestTwoAtOnce(AtOnceCase):
    """An appeal that is committed for real, and removed again afterwards."""

    def _create(self, env):
        self._make_users(env, "at_once_1", "at_once_2")
        self.employee_id = env["hr.employee"].create({"name": "At Once"}).id
        scheme = env["aftersales.scheme"].create({"name": "At once", "code": "ONCE"})
        self.cycle_id = env["aftersales.cycle"].create({"scheme_id": scheme.id}).id
        card = env["aftersales.scorecard"].create(
            {
                "name": "At Once",
                "cycle_id": self.cycle_id,
                "company_id": env.company.id,
                "subject_id": self.employee_id,
                "employee_id": self.employee_id,
                "published_on": "2026-11-02 09:00:00",
            }
        )
        appeal = env["aftersales.appeal"].create(
            {"scorecard_id": card.id, "reason": "Not right"}
        )
        appeal._set({"state": "submitted", "decider_ids": [Command.set(self.users)]})
        self.card_id, self.appeal_id = card.id, appeal.id

    def _remove(self, env):
        for table, column, value in (
            ("aftersales_appeal_decision", "appeal_id", self.appeal_id),
            ("aftersales_appeal", "id", self.appeal_id),
            ("aftersales_scorecard", "id", self.card_id),
        ):
            self._delete(env, table, column, value)
        self._delete_messages(env, "aftersales.appeal", self.appeal_id)
        cycle = env["aftersales.cycle"].browse(self.cycle_id)
        scheme = cycle.scheme_id
        cycle.unlink()
        scheme.unlink()
        env["hr.employee"].browse(self.employee_id).unlink()

    def _appeal(self, cr, number):
        user_id = self.users[number - 1]
        return self._as(cr, user_id, "aftersales.appeal", self.appeal_id)

    def test_one_wins_the_other_gets_a_sentence(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self._appeal(first, 1).action_reject("Too late")
            with self.assertRaisesRegex(UserError, "right now"):
                self._appeal(second, 2).action_reject("I was first")
            second.rollback()
            first.commit()
            with self.assertRaisesRegex(UserError, "is in state “Rejected”"):
                self._appeal(second, 2).action_reject("I was first")
            log = self._appeal(second, 1).sudo().decision_ids
            self.assertEqual(log.mapped("reason"), ["Too late"])

    def test_a_page_that_is_behind_gets_the_same_sentence(self):
        """The server repeats what began before the other's decision was known."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            behind = self._appeal(second, 2)
            self.assertEqual(behind.state, "submitted")
            self._appeal(first, 1).action_reject("Too late")
            first.commit()
            with self.assertRaisesRegex(UserError, "is in state “Rejected”"):
                retrying(partial(behind.action_reject, "I was first"), behind.env)
