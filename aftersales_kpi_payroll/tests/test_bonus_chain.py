"""All bonuses about one scorecard, first and corrected, pay it once (R62, R70–R72)."""

import re
from random import Random

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PayCase


@tagged("post_install", "-at_install")
class TestBonusChain(PayCase):
    def tearDown(self):
        self.assert_reconciled()
        super().tearDown()

    def amounts(self, employee=None):
        """What was not cancelled."""
        bonuses = self.bonus(employee).filtered(lambda one: one.state != "cancelled")
        return bonuses.mapped("amount")

    def void(self, reason="Cheated"):
        return self.card(self.cycle, self.anna)._revise(reason, void=True)

    def restore(self):
        return self.card(self.cycle, self.anna)._revise("She did not")

    # --- A correction that changes nothing ----------------------------------------

    def test_r72_the_same_coefficient_is_not_paid_again(self):
        """80 and 100 points both have the coefficient 1."""
        steps = [Command.create({"score": 60, "coefficient": 1})]
        self.plan.write({"method": "table", "step_ids": steps})
        self.approved()
        self.correct()
        self.assertEqual(self.amounts(), [1000])
        self.prepare()
        self.bonus().payout_id.action_compute()
        self.assertEqual(self.amounts(), [1000])

    def test_r72_paid_voided_and_restored_is_not_paid_again(self):
        self.approved()
        self.confirmed()
        self.void()
        self.restore()
        self.prepare()
        self.assertEqual(self.amounts(), [800])

    def test_r72_a_draft_follows_corrections_to_and_fro(self):
        self.publish()
        for change, amounts in (
            (self.void, []),
            (self.prepare, []),
            (self.restore, [800]),
            (self.correct, [1000]),
            (self.prepare, [1000]),
        ):
            change()
            self.assertEqual(self.amounts(), amounts)

    def test_r70_the_database_refuses_a_second_first_bonus(self):
        """Even of another scorecard, as a correction's would be."""
        self.approved()
        self.correct()
        correction = self.bonus()[1:]
        vals = {**correction.copy_data()[0], "corrects_id": False}
        correction._move("_supersede")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                correction._make([vals])

    def test_r70_reconciling_finds_what_is_granted_twice(self):
        bonus = self.approved()
        again = bonus._make(
            [
                {
                    **bonus.copy_data()[0],
                    "scorecard_id": False,
                    "corrects_id": bonus.id,
                    "state": "draft",
                }
            ]
        )
        [row] = [
            one
            for one in self.env["aftersales.bonus"]._reconciliation(self.company.ids)
            if one["company_id"] == self.company.id
        ]
        self.assertEqual(row["misgranted"], self.anna.ids)
        month = self.env["aftersales.pay.month"].search(
            [("company_id", "=", self.company.id), ("date_from", "=", "2026-10-01")]
        )
        notice = month.with_user(self.clerk).action_reconcile()["params"]
        self.assertEqual(notice["type"], "danger")
        self.assertIn("Anna", notice["message"])
        again._move("_supersede")

    # --- Pools --------------------------------------------------------------------

    def test_r71_a_pool_that_nobody_approved_is_never_exceeded(self):
        """Anna 80 and Ben 80 share 1000; Anna's 100 make it 555.56 and 444.44."""
        self.plan.write({"distribution": "pool", "pool_amount": 1000})
        self.minutes(self.ben, 5, 5, 5)
        self.publish()
        payout = self.bonus().payout_id
        self.correct()
        for _again in range(2):
            self.assertEqual(self.amounts(), [555.56])
            self.assertEqual(self.amounts(self.ben), [444.44])
            self.assertFalse(payout.overrun)
            payout.action_compute()

    def test_r71_computing_again_asks_again_who_is_paid(self):
        """Carl has no total: the base, until the plan says that a person decides."""
        self.plan.scheme_id = self.make_scheme({"bands": [(None, 80)]}, minimum_days=10)
        self.scheme = self.plan.scheme_id
        self.plan.without_total = "base"
        carl = self._make_employee("Carl")
        self.employ(carl, contract_date_start="2026-10-30")
        self.minutes(carl, 5)
        self.publish()
        payout = self.bonus(carl).payout_id
        for rule, amounts in (("none", []), ("base", [64.52])):
            self.plan.without_total = rule
            payout.action_compute()
            self.assertEqual(self.amounts(carl), amounts)

    def test_r71_a_pool_waits_for_the_first_who_is_paid(self):
        """Nobody has a total at first; who gets one later shares the whole pool."""
        self.plan.write({"distribution": "pool", "pool_amount": 1000})
        self.plan.scheme_id = self.scheme = self.make_scheme(
            {"bands": [(None, 80)]}, minimum_days=10
        )
        for employee in self.anna | self.ben:
            self.employ(employee, contract_date_start="2026-10-30")
        self.publish()
        payout = self.env["aftersales.bonus.payout"]._of(self.plan, self.cycle)
        self.assertFalse(payout.bonus_ids)
        self.assertFalse(payout.pool_weight)
        self.plan.without_total = "base"
        self.prepare()
        self.assertEqual(self.amounts() + self.amounts(self.ben), [500, 500])

    # --- Held ---------------------------------------------------------------------

    def appeal(self):
        card = self.card(self.cycle, self.anna)
        appeal = (
            self.env["aftersales.appeal"]
            .with_user(self.anna_user)
            .create(
                {
                    "scorecard_id": card.id,
                    "line_id": card.line_ids.id,
                    "observation_ids": [(6, 0, self.slow.ids)],
                    "reason": "It was a power cut",
                    "proposed_points": 100,
                }
            )
        )
        appeal.action_submit()
        return appeal

    def test_r62_no_button_ends_the_hold_of_an_appeal(self):
        self.publish()
        bonus, appeal = self.bonus(), self.appeal()
        clerk = bonus.with_user(self.clerk)
        self.assertEqual(bonus.state, "held")
        with self.assertRaisesRegex(UserError, "appeal"):
            clerk.action_release()
        bonus._set({"state": "draft"})
        with self.assertRaisesRegex(UserError, "appeal"):
            clerk.action_approve()
        # where the company pays meanwhile, nothing stands in the way
        self.company.kpi_bonus_hold = False
        clerk.action_approve()
        self.assertEqual(bonus.state, "approved")
        appeal.action_withdraw()

    def test_r62_a_hold_made_by_hand_outlasts_the_appeal(self):
        self.publish()
        bonus = self.bonus()
        bonus.with_user(self.clerk).action_hold("Ask the boss")
        self.appeal().action_withdraw()
        self.assertEqual(bonus.state, "held")
        bonus.with_user(self.clerk).action_release()
        self.appeal().action_withdraw()
        self.assertEqual(bonus.state, "draft")

    def test_r62_a_hold_made_by_hand_outlasts_a_correction(self):
        self.publish()
        self.bonus().with_user(self.clerk).action_hold("Ask the boss")
        self.correct()
        new = self.bonus()[-1]
        self.assertEqual((new.amount, new.state), (1000, "held"))

    # --- Cancelled by a person ----------------------------------------------------

    def test_r72_what_a_person_cancelled_stays_cancelled(self):
        bonus = self.approved()
        bonus.with_user(self.boss).action_cancel("Paid in cash")
        self.correct()
        self.prepare()
        bonus.payout_id.action_compute()
        self.assertEqual(self.bonus(), bonus)
        self.assertEqual(bonus.cancelled_by_id, self.boss)
        self.assertIn("Paid in cash", bonus.message_ids[0].body)

    def test_r72_after_a_cancelled_first_bonus_a_person_looks(self):
        """800 cancelled, 200 approved: what comes back waits for somebody to agree."""
        first = self.approved()
        self.correct()
        (self.bonus() - first).with_user(self.clerk).action_approve()
        first.with_user(self.boss).action_cancel("Paid in cash")
        self.card(self.cycle, self.anna)._revise("Again")
        last = self.bonus()[-1]
        self.assertEqual((last.amount, last.state), (800, "held"))

    def test_r72_after_a_cancelled_correction_a_person_looks(self):
        bonus = self.approved()
        self.correct()
        (self.bonus() - bonus).with_user(self.boss).action_cancel("Paid in cash")
        self.card(self.cycle, self.anna)._revise("Again")
        last = self.bonus()[-1]
        self.assertEqual((last.amount, last.state), (200, "held"))
        self.assertIn("Paid in cash", last.message_ids[0].body)

    # --- Other companies ----------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_r74_no_public_method_reaches_another_companys_records(self):
        """Every button and API method, as manager of payroll and KPI elsewhere."""
        bonus = self.approved()
        slip = self.computed()
        month = self.env["aftersales.pay.month"].search(
            [("company_id", "=", self.company.id), ("date_from", "=", "2026-10-01")]
        )
        rule = self.env["aftersales.outcome.rule"].create(
            {
                "name": "Rule",
                "measure": "hand",
                "effect": "award",
                "amount": 500,
                "company_id": self.company.id,
            }
        )
        outcomes = self.env["aftersales.outcome"].with_user(self.officer)
        outcome = outcomes.create(
            {"rule_id": rule.id, "employee_id": self.anna.id, "proposal": "Did it"}
        )
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._make_pay_user(
            "stranger", "payroll.group_payroll_manager,aftersales_kpi.group_manager"
        )
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        records = (
            bonus,
            bonus.payout_id,
            self.plan,
            month,
            slip,
            outcome,
            rule,
            self.cycle,
        )
        for record in records:
            for name in self.public_actions(record):
                with self.subTest(model=record._name, method=name):
                    foreign = (
                        record.with_user(stranger)
                        .sudo(False)
                        .with_context(allowed_company_ids=other.ids)
                    )
                    self.env.flush_all()
                    self.env.invalidate_all()
                    try:
                        with self.env.cr.savepoint():
                            answer = getattr(foreign, name)(*ARGUMENTS.get(name, ()))
                    except AccessError:
                        continue
                    self.assert_tells_nothing(answer, record)

    def assert_tells_nothing(self, answer, record):
        """It only opens a window; rules say what is seen there."""
        self.assertTrue(answer["type"].startswith("ir.actions."))
        self.assertEqual(answer.get("display_name", answer["name"]), answer["name"])
        told = re.findall(r"\d+", str(answer.get("domain", "")))
        self.assertLessEqual(set(map(int, told)), set(record.ids))

    def public_actions(self, record):
        """Names of the methods of ours that a client may call on the record."""
        for name in dir(type(record)):
            method = getattr(type(record), name)
            module = getattr(method, "__module__", None) or ""
            ours = module.startswith("odoo.addons.aftersales_kpi")
            if ours and name.startswith(("action_", "compute_sheet", "refund_sheet")):
                yield name


# What a method needs besides the records.
ARGUMENTS = {
    "action_choose": (1,),
    "action_answer": ("No",),
    "action_cancel": ("A reason",),
    "action_decide": ("A reason",),
    "action_grant": ("A reason",),
    "action_reject": ("A reason",),
    "action_revoke": ("A reason",),
}


@tagged("post_install", "-at_install")
class TestPoolProperty(PayCase):
    def test_r71_whatever_happens_before_approval_the_pool_is_kept(self):
        """Σ of a pool with nothing approved is at most the pool; 20 ways to go."""
        self.plan.write({"distribution": "pool", "pool_amount": 1000})
        self.minutes(self.ben, 5, 5, 5)
        self.publish()
        payout = self.bonus().payout_id
        criterion = self.card(self.cycle, self.anna).line_ids.criterion_id
        moves = {
            "correct": lambda: self.revise(points={criterion.id: 100}),
            "void": lambda: self.revise(void=True),
            "restore": self.revise,
            "prepare": self.prepare,
            "compute": payout.action_compute,
        }
        chance = Random(71)
        for _way in range(20):
            steps = chance.choices(list(moves), k=5)
            self.env.flush_all()
            savepoint = self.env.cr.savepoint(flush=False)
            for step in steps:
                moves[step]()
                total = sum(
                    payout.bonus_ids.filtered(
                        lambda one: one.state != "cancelled"
                    ).mapped("amount")
                )
                with self.subTest(steps=steps, after=step):
                    self.assertLessEqual(round(total, 2), 1000)
            with self.subTest(steps=steps):
                self.assert_reconciled()
            self.env.clear()
            savepoint.close(rollback=True)

    def revise(self, **values):
        self.card(self.cycle, self.anna)._revise("Because", **values)
