"""Corrections and appeals reach the pay as differences, linked both ways (R72)."""

from odoo.tests import tagged

from .common import NOVEMBER, PayCase


@tagged("post_install", "-at_install")
class TestCorrection(PayCase):
    def tearDown(self):
        self.assert_reconciled()
        super().tearDown()

    def appeal(self):
        """Anna's appeal against the 45 minutes, sent."""
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

    def accept(self, appeal):
        decider = appeal.sudo().decider_ids[:1]
        decided = appeal.with_user(decider)
        decided.item_ids.write({"remedy": "exclude"})
        decided.action_accept("True")

    def test_r72_the_difference_comes_with_the_next_payslip(self):
        original = self.approved()
        self.confirmed()
        self.correct()
        correction = self.bonus() - original
        self.assertEqual((correction.amount, correction.full_amount), (200, 1000))
        self.assertEqual(correction.corrects_id, original)
        self.assertEqual(original.correction_ids, correction)
        self.assertEqual(correction.state, "draft")
        correction.with_user(self.clerk).action_approve()
        slip = self.confirmed(period=NOVEMBER)
        self.assertEqual(self.paid(slip), 200)
        self.assertEqual((original.state, correction.state), ("paid", "paid"))

    def test_r72_both_in_one_payslip_are_one_input(self):
        original = self.approved()
        self.correct()
        (self.bonus() - original).action_approve()
        slip = self.confirmed()
        inputs = slip.input_line_ids.filtered(lambda line: line.code == "KPIBONUS")
        self.assertEqual(inputs.mapped("amount"), [1000])
        self.assertEqual(self.paid(slip), 1000)

    def test_r72_what_nobody_approved_is_replaced(self):
        self.publish()
        draft = self.bonus()
        self.correct()
        new = self.bonus() - draft
        self.assertEqual((draft.state, new.amount), ("cancelled", 1000))
        self.assertEqual(new.corrects_id, draft)

    def test_r37_voiding_after_pay_day_takes_it_back(self):
        original = self.approved()
        self.confirmed()
        self.card(self.cycle, self.anna)._revise("Cheated", void=True)
        counter = self.bonus() - original
        self.assertEqual((counter.amount, counter.full_amount), (-800, 0))
        counter.action_approve()
        slip = self.confirmed(period=NOVEMBER)
        self.assertEqual(self.paid(slip), -800)
        self.assertEqual((original.state, counter.state), ("reversed", "paid"))
        slip.refund_sheet()
        self.assertEqual((original.state, counter.state), ("paid", "approved"))

    def test_r72_a_correction_of_a_correction(self):
        """100 points, then voided, then restored: each by its difference."""
        self.approved()
        self.correct()
        self.card(self.cycle, self.anna)._revise("Cheated", void=True)
        self.card(self.cycle, self.anna)._revise("He did not")
        self.bonus().filtered(lambda one: one.state == "draft").action_approve()
        # the first 200 and the -800 were replaced before anybody approved them
        self.assertEqual(self.bonus().mapped("amount"), [800, 200, -800, 200])
        states = self.bonus()[1:3].mapped("state")
        self.assertEqual(states, ["cancelled", "cancelled"])
        slip = self.confirmed()
        self.assertEqual(self.paid(slip), 1000)

    def test_r72_an_appeal_won_after_pay_day(self):
        original = self.approved()
        self.confirmed()
        self.accept(self.appeal())
        correction = self.bonus() - original
        self.assertEqual((correction.amount, correction.state), (200, "draft"))
        correction.action_approve()
        self.assertEqual(self.paid(self.confirmed(period=NOVEMBER)), 200)

    def test_r62_a_bonus_is_held_while_an_appeal_is_open(self):
        self.publish()
        appeal = self.appeal()
        self.assertEqual(self.bonus().state, "held")
        appeal.action_withdraw()
        self.assertEqual(self.bonus().state, "draft")

    def test_r62_an_approved_one_is_held_too_and_a_refusal_may_be_appealed(self):
        bonus = self.approved()
        appeal = self.appeal()
        self.assertEqual(bonus.state, "held")
        decided = appeal.with_user(appeal.sudo().decider_ids[:1])
        decided.action_reject("It was not")
        # it may still be taken higher
        self.assertEqual(bonus.state, "held")
        appeal.action_agree()
        self.assertEqual(bonus.state, "draft")

    def test_r62_the_company_may_pay_meanwhile(self):
        self.company.kpi_bonus_hold = False
        bonus = self.approved()
        self.appeal()
        self.assertEqual(bonus.state, "approved")

    def test_r62_a_bonus_on_a_payslip_stays_there(self):
        bonus = self.approved()
        slip = self.computed()
        self.appeal()
        self.assertEqual(bonus.state, "on_slip")
        slip.action_payslip_done()

    def test_r71_a_correction_goes_beyond_the_pool(self):
        """Anna 80 and Ben 80 share 1000; Anna's 100 then pay 625, Ben keeps 500."""
        self.plan.write({"distribution": "pool", "pool_amount": 1000})
        self.minutes(self.ben, 5, 5, 5)
        original = self.approved()
        payout = original.payout_id
        self.assertEqual(payout.bonus_ids.mapped("amount"), [500, 500])
        self.assertFalse(payout.overrun)
        self.correct()
        self.assertEqual((self.bonus() - original).amount, 125)
        self.assertEqual(self.bonus(self.ben).amount, 500)
        self.assertEqual((payout.correction_total, payout.overrun), (125, 125))
