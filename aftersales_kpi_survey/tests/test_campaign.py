"""Campaigns: who can be asked, who is drawn, what it says and how surely (R40)."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import SurveyCase


class CampaignCase(SurveyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.kpi_survey_id = False
        cls.customers = [cls.make_buyer(number) for number in range(12)]

    @classmethod
    def make_buyer(cls, number):
        return cls.env["res.partner"].create(
            {"name": f"Buyer {number}", "email": f"buyer{number}@example.com"}
        )

    def serve(self, anna=8, ben=4):
        """Anna serves the first customers, Ben the last ones."""
        for number, customer in enumerate(self.customers[: anna + ben]):
            user = self.anna if number < anna else self.ben
            self.resolve("2026-03-03 10:00:00", user=user, partner_id=customer.id)

    def make_campaign(self, **values):
        return self.env["aftersales.campaign"].create(
            {
                "name": "March",
                "survey_id": self.survey.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
                "design": "all",
                "seed": "march",
                "answer_minimum": 3,
                **values,
            }
        )

    def run_campaign(self, **values):
        campaign = self.make_campaign(**values)
        campaign.action_draw()
        campaign.action_start()
        campaign.invitation_ids._send()
        return campaign

    def about(self, campaign, employee):
        return campaign.invitation_ids.filtered(
            lambda one: one.employee_id == employee
        ).sorted("id")

    def stratum(self, campaign, employee):
        return campaign.stratum_ids.filtered(lambda one: one.employee_id == employee)

    def make_anonymous(self):
        self.survey.write(
            {
                "kpi_kind_id": self.env.ref(
                    "aftersales_kpi_survey.kind_survey_anonymous"
                ).id,
                "kpi_privacy": "anonymous",
            }
        )


@tagged("post_install", "-at_install")
class TestCampaign(CampaignCase):
    def test_everybody_served_in_the_period_once(self):
        """Two tickets of a customer: one invitation; another month: none."""
        self.serve()
        self.resolve("2026-03-05 10:00:00", partner_id=self.customers[0].id)
        self.resolve("2026-04-05 10:00:00", partner_id=self.make_customer().id)
        campaign = self.make_campaign()
        campaign.action_draw()
        self.assertEqual(campaign.population_count, 12)
        self.assertEqual(campaign.sample_count, 12)
        self.assertFalse(campaign.invitation_ids)
        campaign.action_start()
        self.assertEqual(len(campaign.invitation_ids), 12)
        self.assertEqual(len(campaign.invitation_ids.partner_id), 12)

    def test_filters(self):
        self.serve()
        for values, expected in (
            ({"employee_ids": self.ben_employee.ids}, 4),
            ({"team_ids": self.team.ids}, 12),
            ({"category_ids": self.category.ids}, 12),
        ):
            campaign = self.make_campaign(**values)
            campaign.action_draw()
            self.assertEqual(campaign.population_count, expected, values)
        other = self.env["helpdesk.ticket.category"].create({"name": "Valve"})
        with self.assertRaises(UserError):
            self.make_campaign(category_ids=other.ids).action_draw()

    def test_nobody_is_asked_the_same_about_a_ticket_twice(self):
        self.serve()
        self.run_campaign()
        with self.assertRaises(UserError):
            self.make_campaign().action_draw()

    def test_stratified_with_a_minimum(self):
        """Six of twelve, three of Ben's four at least."""
        self.serve()
        campaign = self.make_campaign(design="stratified", size=6, stratum_minimum=3)
        campaign.action_draw()
        self.assertEqual(campaign.sample_count, 6)
        ben = self.stratum(campaign, self.ben_employee)
        self.assertEqual((ben.population, ben.sample), (4, 3))

    def test_who_could_not_be_asked_is_counted_apart(self):
        """Of Anna's eight one has no address, one said no: they are not silent."""
        self.serve(8, 0)
        campaign = self.make_campaign()
        campaign.action_draw()
        self.customers[0].email = False
        self.env["mail.blacklist"]._add(self.customers[1].email)
        campaign.action_start()
        campaign.invitation_ids._send()
        anna = self.stratum(campaign, self.anna_employee)
        numbers = (anna.sample, anna.unasked_count, anna.sent_count, anna.silent_count)
        self.assertEqual(numbers, (8, 2, 6, 6))

    def test_each_draw_is_told(self):
        """Drawing again until it pleases would stand in the chatter."""
        self.serve(3, 0)
        campaign = self.make_campaign().with_user(self.olga)
        for seed in ("one", "two"):
            campaign.seed = seed
            campaign.action_draw()
            if seed == "one":
                campaign.action_reset()
        told = campaign.message_ids.filtered(lambda one: "drawn with" in one.body)
        self.assertEqual(len(told), 2)
        self.assertEqual(told.author_id, self.olga.partner_id)
        self.assertIn("seed one", told[-1].body)

    def test_fixed_and_random_sizes(self):
        self.serve()
        for values, expected in (
            ({"design": "fixed", "size": 5}, 5),
            ({"design": "random", "share": 25}, 3),
        ):
            campaign = self.make_campaign(**values)
            campaign.action_draw()
            self.assertEqual(campaign.sample_count, expected)

    def test_the_same_draw_can_be_shown_again(self):
        """From the kept population, whatever happened to the ledger since."""
        self.serve(8, 3)
        campaign = self.make_campaign(design="fixed", size=4)
        campaign.action_draw()
        twin = self.make_campaign(design="fixed", size=4)
        twin.action_draw()
        self.assertEqual(campaign.drawn_ids, twin.drawn_ids)
        self.serve(8, 4)
        result = campaign.with_user(self.olga).action_verify_draw()
        self.assertEqual(result["params"]["type"], "success")
        self.env.cr.execute(
            "UPDATE aftersales_campaign SET seed = 'other' WHERE id = %s", [twin.id]
        )
        self.env.invalidate_all()
        result = twin.action_verify_draw()
        self.assertEqual(result["params"]["type"], "danger")

    def test_the_design_is_fixed_by_the_draw(self):
        self.serve()
        campaign = self.make_campaign()
        campaign.action_draw()
        for vals in ({"seed": "x"}, {"size": 3}, {"date_to": "2026-03-20"}):
            with self.assertRaises(UserError):
                campaign.write(vals)
        campaign.action_reset()
        campaign.seed = "x"
        self.assertFalse(campaign.stratum_ids)

    def test_response_rate_and_who_does_not_answer(self):
        """Two of Anna's eight and all of Ben's four: 6 of 12."""
        self.serve()
        campaign = self.run_campaign()
        for invitation in self.about(campaign, self.anna_employee)[:2]:
            self.fill(invitation, overall=1)
        for invitation in self.about(campaign, self.ben_employee):
            self.fill(invitation, overall=5, cause=1)
        self.assertEqual(campaign.answered_count, 6)
        self.assertEqual(campaign.response_rate, 50)
        anna = self.stratum(campaign, self.anna_employee)
        ben = self.stratum(campaign, self.ben_employee)
        self.assertEqual((anna.response_rate, ben.response_rate), (25, 100))
        self.assertEqual((anna.silent_count, ben.silent_count), (6, 0))
        self.assertTrue(anna.is_few)
        self.assertFalse(ben.is_few)
        self.assertIn("fewer than 3", campaign.warning)

    def test_the_result_weighs_strata_by_their_customers(self):
        """Anna 100 of 8 customers, Ben 20 of 4: 73.3, not the 46.7 of the answers."""
        self.serve()
        campaign = self.run_campaign()
        for invitation in self.about(campaign, self.anna_employee)[:2]:
            self.fill(invitation, overall=1)
        for invitation in self.about(campaign, self.ben_employee):
            self.fill(invitation, overall=5, cause=1)
        self.assertAlmostEqual(campaign.score, 73.33, 2)
        self.assertEqual(campaign.interval, "73.3 – 73.3")

    def test_answers_are_facts_about_who_served(self):
        self.serve(2, 0)
        campaign = self.run_campaign()
        answer = self.fill(campaign.invitation_ids[0], overall=2)
        self.assertEqual(self.survey_facts(answer).employee_id, self.anna_employee)

    def test_closing_ends_it(self):
        self.serve(3, 0)
        campaign = self.run_campaign()
        campaign.action_close()
        self.assertEqual(set(campaign.invitation_ids.mapped("state")), {"expired"})

    # --- Anonymous --------------------------------------------------------------------

    def test_anonymous_answers_are_posted_as_sums(self):
        """Three of Anna's: 5, 4, 3 of 5 are 240 of 300; Ben's two are too few."""
        self.make_anonymous()
        self.serve(3, 2)
        campaign = self.run_campaign()
        for overall, invitation in enumerate(
            self.about(campaign, self.anna_employee), start=1
        ):
            self.fill(invitation, overall=overall)
        for invitation in self.about(campaign, self.ben_employee):
            self.fill(invitation, overall=5, cause=1)
        sums = self.ledger._about_records(campaign)
        self.assertFalse(self.ledger.search(sums))
        campaign.action_close()
        fact = self.ledger.search(sums)
        self.assertEqual(fact.employee_id, self.anna_employee)
        self.assertEqual((fact.numerator, fact.denominator), (240, 300))
        self.assertEqual(fact.kind_id.visibility, "aggregate")
        self.assertFalse(self.stratum(campaign, self.ben_employee).has_result)

    def test_the_rest_of_a_team_is_summed_up_if_they_are_enough(self):
        """Anna's two and Ben's two together: for the team, for neither person."""
        self.make_anonymous()
        self.serve(2, 2)
        campaign = self.run_campaign()
        for invitation in campaign.invitation_ids:
            self.fill(invitation, overall=1)
        campaign.action_close()
        fact = self.ledger.search(self.ledger._about_records(campaign))
        self.assertEqual((fact.numerator, fact.denominator), (400, 400))
        self.assertEqual(fact.team_id, self.team)
        self.assertFalse(fact.employee_id)

    def answer_anonymously(self, campaign, **overall):
        """Everybody of a person's customers the same: anna=1 is 100 of 100."""
        for name, value in overall.items():
            employee = getattr(self, f"{name}_employee")
            for invitation in self.about(campaign, employee):
                self.fill(
                    invitation, overall=value, **({"cause": 1} if value > 3 else {})
                )

    def test_a_single_anonymous_answer_cannot_be_worked_out(self):
        """Anna's five are shown; the total must not betray Ben's only one."""
        self.make_anonymous()
        self.serve(5, 1)
        campaign = self.run_campaign(answer_minimum=5)
        self.answer_anonymously(campaign, anna=1, ben=5)
        campaign.action_close()
        anna = self.stratum(campaign, self.anna_employee)
        self.assertEqual((anna.has_result, anna.score), (True, 100))
        self.assertFalse(self.stratum(campaign, self.ben_employee).has_result)
        self.assertEqual((campaign.has_result, campaign.score), (True, 100))

    def test_the_rest_of_two_people_counts_into_the_total(self):
        """Anna's two of 100 and Ben's two of 20, of two customers each: 60."""
        self.make_anonymous()
        self.serve(2, 2)
        campaign = self.run_campaign()
        self.answer_anonymously(campaign, anna=1, ben=5)
        campaign.action_close()
        self.assertFalse(any(campaign.stratum_ids.mapped("has_result")))
        self.assertEqual((campaign.has_result, campaign.score), (True, 60))

    def test_no_stratum_of_a_team_betrays_one_of_its_people(self):
        """By team it shows no more than the sums that are posted."""
        self.make_anonymous()
        self.serve(5, 1)
        campaign = self.run_campaign(answer_minimum=5, stratify_by="team")
        self.answer_anonymously(campaign, anna=1, ben=5)
        campaign.action_close()
        fact = self.ledger.search(self.ledger._about_records(campaign))
        self.assertEqual((fact.numerator, fact.denominator), (500, 500))
        self.assertEqual(campaign.stratum_ids.mapped("score"), [100])
        self.assertEqual(campaign.score, 100)

    def test_anonymous_results_wait_for_the_end(self):
        """Looked at after each answer, a running total would tell each of them."""
        self.make_anonymous()
        self.serve(4, 0)
        campaign = self.run_campaign()
        self.answer_anonymously(campaign, anna=1)
        self.assertFalse(
            campaign.has_result or any(campaign.stratum_ids.mapped("score"))
        )
        campaign.action_close()
        self.assertTrue(campaign.has_result)
        with self.assertRaises(UserError):
            campaign.answer_minimum = 4

    def test_closing_counts_what_was_clicked_a_minute_ago(self):
        """R40: six anonymous answers of one click each are six."""
        self.make_anonymous()
        self.serve(6, 0)
        campaign = self.run_campaign()
        for invitation in campaign.invitation_ids:
            invitation.sudo()._begin(self.choice("satisfaction_overall_1").id)
        opened = self.env["survey.user_input"].create(
            {"survey_id": self.survey.id, "kpi_campaign_id": campaign.id}
        )
        campaign.action_close()
        fact = self.ledger.search(self.ledger._about_records(campaign))
        self.assertEqual((fact.numerator, fact.denominator), (600, 600))
        self.assertLessEqual(opened.deadline, self.ledger._now())

    def test_an_answer_under_way_at_the_end_is_answered(self):
        """Named, too: not “not answered” while its points count."""
        self.serve(2, 0)
        campaign = self.run_campaign()
        begun, silent = campaign.invitation_ids.sorted("id")
        answer = begun.sudo()._begin(self.choice("satisfaction_overall_1").id)
        campaign.action_close()
        self.assertEqual((begun.state, silent.state), ("answered", "expired"))
        self.assertEqual(self.survey_facts(answer).numerator, 100)

    def test_an_anonymous_questionnaire_that_posts_nothing_can_be_closed(self):
        self.survey.write({"kpi_kind_id": False, "kpi_privacy": "anonymous"})
        self.serve(3, 0)
        campaign = self.run_campaign()
        self.answer_anonymously(campaign, anna=1)
        campaign.action_close()
        self.assertEqual(campaign.score, 100)
        self.assertFalse(self.ledger.search(self.ledger._about_records(campaign)))

    def test_nothing_leads_from_an_anonymous_answer_to_its_customer(self):
        """No field of either record, no time, no order of ids."""
        self.make_anonymous()
        self.serve(3, 0)
        campaign = self.run_campaign()
        invitation = campaign.invitation_ids[0]
        answer = self.fill(invitation, overall=1)
        self.assertEqual(invitation.state, "answered")
        self.assertFalse(invitation.answer_ids)
        for name in ("partner_id", "email", "nickname", "kpi_ticket_id", "kpi_device"):
            self.assertFalse(answer[name], name)
        self.assertNotIn("write_date", self.invitations._fields)
        self.assertFalse(self.survey_facts(answer, "survey_anonymous"))
        for user in (self.olga, self.lea):
            answers = self.env["survey.user_input"].with_user(user)
            self.assertFalse(answers.search([("id", "=", answer.id)]), user.login)

    def test_less_than_three_is_no_anonymity(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.make_campaign(answer_minimum=2).flush_recordset()

    # --- Who may ----------------------------------------------------------------------

    def test_the_served_person_has_no_hand_in_it(self):
        """R40: agents and leaders neither see nor make campaigns."""
        self.serve(2, 0)
        campaign = self.run_campaign()
        for user in (self.anna, self.lea):
            for records in (campaign, campaign.stratum_ids):
                with self.assertRaises(AccessError):
                    records.with_user(user).read(["display_name"])
            with self.assertRaises(AccessError):
                campaign.with_user(user).action_close()
            with self.assertRaises(AccessError):
                self.env["aftersales.campaign"].with_user(user).create(
                    {
                        "name": "Mine",
                        "survey_id": self.survey.id,
                        "date_from": "2026-03-01",
                        "date_to": "2026-03-31",
                    }
                )

    def test_an_officer_runs_one(self):
        self.serve(3, 0)
        campaign = self.make_campaign().with_user(self.olga)
        campaign.action_draw()
        campaign.action_start()
        campaign.action_close()
        self.assertEqual(campaign.state, "closed")

    def test_companies_are_kept_apart(self):
        self.serve(2, 0)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(UserError):
            self.make_campaign(company_id=elsewhere.id).action_draw()

    def test_bad_designs_are_refused(self):
        with self.assertRaises(ValidationError):
            self.make_campaign(
                survey_id=self.env.ref("aftersales_kpi_survey.survey_test").id
            )
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.make_campaign(share=0).flush_recordset()

    def test_an_officer_without_rights_on_employees_names_people(self):
        """As the form sends it; nobody of another company."""
        self.serve(2, 2)
        campaigns = self.env["aftersales.campaign"].with_user(self.olga)
        campaign = campaigns.create(
            {
                "name": "Ben's",
                "survey_id": self.survey.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
                "employee_ids": [Command.set(self.ben_employee.ids)],
            }
        )
        campaign.action_draw()
        self.assertEqual(campaign.population_count, 2)
        with self.assertRaises(UserError):
            campaign.employee_ids = [Command.set(self.anna_employee.ids)]
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.env["hr.employee"].create(
            {"name": "Stranger", "company_id": elsewhere.id}
        )
        campaign.action_reset()
        with self.assertRaises(UserError):
            campaign.write({"employee_ids": [Command.set(stranger.ids)]})
        with self.assertRaises(AccessError):
            campaign.with_user(self.lea).write(
                {"employee_ids": [Command.set(self.anna_employee.ids)]}
            )
