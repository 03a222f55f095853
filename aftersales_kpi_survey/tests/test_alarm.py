"""What looks like cheating is shown to a person, who decides (R45)."""

from odoo.tests import tagged

from .common import SurveyCase


@tagged("post_install", "-at_install")
class TestAlarm(SurveyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = "office@ours.example.com"
        cls.scheme = cls.env.ref("aftersales_kpi.scheme_client").copy(
            {"valid_from": "2026-01-01"}
        )
        criterion = cls.scheme.criterion_ids.filtered(
            lambda one: one.indicator_id.code == "satisfaction"
        )
        criterion.indicator_id = cls.env.ref(
            "aftersales_kpi_survey.indicator_survey_satisfaction"
        )
        cls.scheme.action_approve()

    def answer(self, number, moment="2026-03-05 10:00:00", user=None, **values):
        """An answer in March of a customer of its own."""
        customer = self.make_customer(f"Customer {number}", **values.pop("partner", {}))
        invitation = self.sent("2026-03-02 10:00:00", user=user, partner_id=customer.id)
        answer = self.fill(invitation, overall=1)
        answer.write(values)
        self.env.cr.execute(
            "UPDATE aftersales_observation SET event_date = %(at)s, date = %(at)s"
            " WHERE res_model = 'survey.user_input' AND res_id = %(id)s",
            {"at": moment, "id": answer.id},
        )
        self.env.cr.execute(
            "UPDATE aftersales_invitation SET queued_on = %s WHERE id = %s",
            ["2026-03-02 10:00:00", invitation.id],
        )
        self.env.invalidate_all()
        return answer

    def score_march(self):
        cycle = self.env["aftersales.cycle"].create(
            {
                "scheme_id": self.scheme.id,
                "company_id": self.company.id,
                "date_from": "2026-03-01",
            }
        )
        cycle.action_open()
        cycle.action_score()
        cycle._look_for_suspicions()
        return cycle

    def found(self, rule):
        suggestions = self.score_march().suggestion_ids
        found = suggestions.filtered(lambda one: one.rule == rule)
        self.assertTrue(all(one.why for one in found))
        return set(found.observation_id.mapped("res_id"))

    def test_three_answers_from_one_device(self):
        answers = [
            self.answer(number, f"2026-03-0{number} 10:00:00", kpi_device="abc")
            for number in (5, 6, 7)
        ]
        self.answer(8, "2026-03-08 10:00:00", kpi_device="xyz")
        self.assertEqual(self.found("one_device"), {one.id for one in answers})

    def test_three_answers_in_a_minute(self):
        answers = [self.answer(n, f"2026-03-05 10:00:{n}0") for n in (1, 2, 3)]
        self.answer(9, "2026-03-05 11:00:00")
        self.assertEqual(self.found("one_minute"), {one.id for one in answers})

    def test_answers_from_inside(self):
        inside = self.answer(1, kpi_from_inside=True)
        address = self.answer(2, partner={"email": "somebody@ours.example.com"})
        self.answer(3)
        self.assertEqual(self.found("from_inside"), {inside.id, address.id})

    def test_who_cannot_be_asked_in_spite_of_good_answers(self):
        """Anna: six of twelve without an address, and all answers good."""
        for number in range(12):
            nobody = {"email": False} if number < 6 else {}
            customer = self.make_customer(f"A {number}", **nobody)
            ticket = self.resolve("2026-03-02 10:00:00", partner_id=customer.id)
            customer = self.make_customer(f"B {number}")
            other = self.resolve(
                "2026-03-02 10:00:00", user=self.ben, partner_id=customer.id
            )
            self.invitation_of(ticket | other)._send()
            if number == 11:
                self.fill(self.invitation_of(ticket), overall=1)
                self.fill(self.invitation_of(other), overall=5, cause=1)
        cycle = self.score_march()
        row = self.env["aftersales.cycle.exception"].search(
            [("cycle_id", "=", cycle.id), ("kind", "=", "asking")]
        )
        self.assertEqual(row.names, "Anna")
        action = row.action_view()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(len(found), 24)
