"""Quality checks of drawn tickets, and wrong answers (R11)."""

from itertools import product

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.aftersales_kpi.models.aftersales_quality_check_workflow import (
    TRANSITIONS,
)

from .records_common import RecordsCase


@tagged("post_install", "-at_install")
class TestQualityCheck(RecordsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notrack": True})

    def solved_tickets(self, user, count):
        tickets = self.env["helpdesk.ticket"]
        for _number in range(count):
            ticket = self.served_ticket(user)
            self.solve(ticket, "2026-03-02 11:00:00", user)
            tickets |= ticket
        return tickets

    def make_draw(self, *checkers, per_person=2, questions=(False, True), **values):
        return (
            self.env["aftersales.quality.draw"]
            .with_user(self.olga)
            .create(
                {
                    "checklist_id": self.make_questions(*questions).id,
                    "date_from": "2026-03-01",
                    "date_to": "2026-03-31",
                    "per_person": per_person,
                    "seed": 7,
                    "checker_ids": [Command.set([user.id for user in checkers])],
                    **values,
                }
            )
        )

    def drawn_check(self, checker=None):
        """One check of a ticket that Anna solved; the checker's own view of it."""
        self.solved_tickets(self.anna, 1)
        draw = self.make_draw(checker or self.ben)
        draw.action_draw()
        return draw.check_ids.with_user(checker or self.ben)

    def answer(self, check, *answers):
        for line, answer in zip(check.line_ids, answers, strict=True):
            line.write({"answer": answer, "note": answer == "no" and "It was wrong"})

    # --- Drawing ----------------------------------------------------------------------

    def test_r11_as_many_of_each_and_never_by_the_solver(self):
        self.solved_tickets(self.anna, 4)
        self.solved_tickets(self.ben, 1)
        draw = self.make_draw(self.anna, self.ben, per_person=2)
        draw.action_draw()
        checks = draw.check_ids
        people = checks.mapped("employee_id.name")
        self.assertEqual(len(checks), 3)
        self.assertEqual(sorted(people), ["Anna", "Ben"])
        for check in checks:
            self.assertNotEqual(check.checker_id, check.user_id)
        self.assertEqual(draw.too_few, "Ben (1)")

    def test_r11_the_seed_draws_the_same_again(self):
        self.solved_tickets(self.anna, 8)
        chosen = []
        for _time in range(2):
            draw = self.make_draw(self.ben)
            draw.action_draw()
            chosen.append(draw.check_ids.ticket_id)
            draw.check_ids.action_withdraw()
        self.assertEqual(*chosen)

    def test_r11_no_ticket_is_checked_twice(self):
        self.solved_tickets(self.anna, 3)
        first, second = self.make_draw(self.ben), self.make_draw(self.ben)
        first.action_draw()
        second.action_draw()
        self.assertFalse(first.check_ids.ticket_id & second.check_ids.ticket_id)
        with self.assertRaises(UserError):
            self.make_draw(self.ben).action_draw()

    def test_r11_nobody_but_the_solver(self):
        self.solved_tickets(self.anna, 1)
        with self.assertRaisesRegex(UserError, "Name another checker"):
            self.make_draw(self.anna).action_draw()

    def test_rules_of_a_draw_stand(self):
        draw = self.drawn_check().sudo().draw_id.with_user(self.olga)
        with self.assertRaises(UserError):
            draw.seed = 8
        with self.assertRaises(UserError):
            draw.unlink()
        with self.assertRaises(UserError):
            draw.action_draw()
        draw.deadline = "2026-04-05"

    def test_r64_checks_of_a_month_count_for_that_month(self):
        check = self.drawn_check()
        self.answer(check, "yes", "yes")
        check.action_submit()
        fact = self.the_fact(check.ticket_id.sudo(), "accuracy")
        self.assertEqual(fact.event_date, check.solved_on)
        self.assertEqual(fact.employee_id, self.anna_employee)

    # --- Answering --------------------------------------------------------------------

    def test_r11_weighted_and_fatal(self):
        check = self.drawn_check()
        self.answer(check, "no", "yes")
        check.action_submit()
        fact = self.the_fact(check.ticket_id.sudo(), "accuracy")
        self.assertEqual((fact.numerator, fact.denominator), (50, 100))
        check.with_user(self.olga).action_reopen()
        self.answer(check, "yes", "no")
        check.action_submit()
        fact = self.the_fact(check.ticket_id.sudo(), "accuracy")
        self.assertEqual((fact.numerator, fact.revision), (0, 1))

    def test_r64_nothing_applied_is_no_fact(self):
        check = self.drawn_check()
        self.answer(check, "na", "na")
        check.action_submit()
        self.assertFalse(self.facts(check.ticket_id.sudo(), "accuracy"))

    def test_r11_blind_until_submitted(self):
        """No score before, and the conversation has no names."""
        check = self.drawn_check()
        self.assertFalse(check.score)
        text = check.conversation
        self.assertIn("It leaks", text)
        self.assertIn("Customer", text)
        self.assertNotIn("Anna", text)

    def test_r11_internal_notes_stay_internal(self):
        ticket = self.served_ticket()
        self.reply(ticket, "2026-03-02 09:30:00", self.anna)
        with self.at("2026-03-02 09:40:00"):
            ticket.with_user(self.anna).message_post(body="An annoying customer")
        self.solve(ticket, "2026-03-02 11:00:00")
        draw = self.make_draw(self.ben)
        draw.action_draw()
        text = draw.check_ids.with_user(self.ben).conversation
        self.assertIn("Hello", text)
        self.assertNotIn("annoying", text)

    def test_every_question_is_answered_and_a_no_explained(self):
        check = self.drawn_check()
        with self.assertRaisesRegex(UserError, "not answered"):
            check.action_submit()
        for line in check.line_ids:
            line.answer = "no"
        with self.assertRaisesRegex(UserError, "what was wrong"):
            check.action_submit()

    def test_a_withdrawn_check_counts_nowhere(self):
        check = self.drawn_check()
        self.answer(check, "yes", "yes")
        check.action_submit()
        ticket = check.ticket_id.sudo()
        check.with_user(self.olga).action_withdraw()
        self.assertFalse(self.facts(ticket, "accuracy"))

    # --- Who may ----------------------------------------------------------------------

    def test_conformance_every_state_action_and_role(self):
        """The table of transitions is all that is allowed, for everybody."""
        check = self.drawn_check()
        roles = {
            "checker": self.ben,
            "officer": self.olga,
            "person": self.anna,
            "leader": self.lea,
            "customer": self.portal,
        }
        for state, action, role in product(
            ("to_do", "submitted", "withdrawn"), TRANSITIONS, roles
        ):
            rule = TRANSITIONS[action]
            with self.subTest(state=state, action=action, role=role):
                self.answer_all(check, state)
                allowed = state in rule.sources and role == rule.actor
                self.assertEqual(
                    self.moves(check.with_user(roles[role]), action), allowed
                )
                if allowed:
                    self.assertEqual(check.sudo().state, rule.target)

    def moves(self, check, action):
        try:
            with self.env.cr.savepoint():
                getattr(check, action)()
        except (AccessError, UserError):
            return False
        return True

    def answer_all(self, check, state):
        self.env.cr.execute(
            "UPDATE aftersales_quality_check_line SET answer = 'yes';"
            "UPDATE aftersales_quality_check SET state = %s WHERE id = %s",
            [state, check.id],
        )
        self.env.invalidate_all()

    def test_only_the_checker_answers(self):
        check = self.drawn_check()
        for user in (self.anna, self.lea, self.olga, self.portal):
            with self.assertRaises(AccessError):
                check.line_ids.with_user(user).write({"answer": "yes"})
        with self.assertRaises(AccessError):
            check.line_ids.write({"weight": 99})
        with self.assertRaises(AccessError):
            check.write({"score": 100})
        with self.assertRaises(UserError):
            check.write({"state": "submitted"})
        with self.assertRaises(AccessError):
            check.create({"draw_id": 1, "ticket_id": 1, "checker_id": 1})

    def test_the_person_reads_the_finding_only_when_submitted(self):
        check = self.drawn_check()
        of_anna = check.with_user(self.anna)
        self.assertFalse(of_anna.search([("id", "=", check.id)]))
        self.answer(check, "yes", "yes")
        check.action_submit()
        self.assertEqual(of_anna.search([("id", "=", check.id)]).score, 100)

    def test_customers_see_nothing_of_it(self):
        check = self.drawn_check()
        for record in (check, check.line_ids, check.sudo().draw_id):
            with self.assertRaises(AccessError):
                record.with_user(self.portal).read(["display_name"])

    # --- Tickets that came back (R11) -------------------------------------------------

    def came_back(self):
        [ticket] = self.solved_tickets(self.anna, 1)
        self.write(ticket, "2026-03-03 10:00:00", stage_id=self.stage_work.id)
        return ticket, self.env["aftersales.reopening"].search(
            [("ticket_id", "=", ticket.id)]
        )

    def test_r11_reopened_for_a_wrong_answer(self):
        ticket, reopening = self.came_back()
        self.assertEqual(reopening.employee_id, self.anna_employee)
        self.assertFalse(self.facts(ticket, "accuracy"))
        reopening.with_user(self.lea).reason = "wrong_answer"
        fact = self.the_fact(ticket, "accuracy")
        self.assertEqual((fact.numerator, fact.denominator), (0, 100))
        self.assertEqual(fact.employee_id, self.anna_employee)
        reopening.with_user(self.lea).reason = "new_question"
        self.assertFalse(self.facts(ticket, "accuracy"))
        reopening.with_user(self.lea).reason = "wrong_answer"
        self.assertEqual(self.the_fact(ticket, "accuracy").numerator, 0)

    def test_r11_nobody_judges_the_own_answer(self):
        _ticket, reopening = self.came_back()
        self.anna.group_ids += self.env.ref("aftersales_kpi.group_leader")
        with self.assertRaises(AccessError):
            reopening.with_user(self.anna).reason = "no_fault"
        with self.assertRaises(AccessError):
            reopening.with_user(self.ben).reason = "wrong_answer"
        with self.assertRaises(AccessError):
            reopening.with_user(self.lea).reopened_on = "2026-03-01"
        with self.assertRaises(AccessError):
            reopening.with_user(self.lea).create({"ticket_id": 1})
        with self.assertRaises(AccessError):
            reopening.with_user(self.portal).read(["reason"])
