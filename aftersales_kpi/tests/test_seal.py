"""Frozen evidence and the seal: tampering shows, ordinary life does not (R60)."""

import json

from odoo.exceptions import UserError
from odoo.tests import tagged

from .revision_common import RevisionCase


@tagged("post_install", "-at_install")
class TestSeal(RevisionCase):
    def problems(self):
        """What the check finds now: {(card, problem)}."""
        self.env.flush_all()
        self.env.invalidate_all()
        findings = [
            *self.env["aftersales.seal"]._verify(self.company),
            *self.env["aftersales.scorecard"]._verify_evidence(self.company),
        ]
        return {(finding.scorecard_id, finding.problem) for finding in findings}

    def tamper(self, statement, *params):
        self.env.flush_all()
        self.env.cr.execute(statement, params)

    # --- Nothing to find ----------------------------------------------------------

    def test_published_cards_are_sealed_and_add_up(self):
        self.assertEqual(len(self.anna_card.seal_ids), 1)
        self.assertFalse(self.problems())

    def test_unpublished_cards_are_not_sealed(self):
        cycle = self.score(self.make_scheme({}))
        self.assertFalse(cycle.scorecard_ids.seal_ids)

    def test_the_client_scheme_adds_up(self):
        """Every curve and policy of the client's own table, with all its indicators."""
        self.serve(self.anna, "x", "y", "z")
        self.complain(self.anna, "x")
        self.observe("rating", self.anna, 4, 5, 5, denominator=5)
        cycle = self.score_client()
        cycle.action_close_grading()
        cycle.action_score()
        for line in cycle.scorecard_ids.line_ids.filtered(
            lambda one: one.exception == "waiting"
        ):
            wizard = self.env["aftersales.points.wizard"].create(
                {"line_ids": line.ids, "points": 3, "reason": "Judged"}
            )
            wizard.action_apply()
        cycle.action_approve()
        cycle.action_publish()
        self.assertFalse(self.problems())

    def test_revisions_voiding_and_closing_add_up(self):
        revision = self.anna_card._revise("Correction", removed=self.slow.ids)
        self.cycle.action_close()
        voided = revision._revise("Cheating", void=True)
        voided._revise("It was not", points={self.anna_line.criterion_id.id: 70})
        self.assertFalse(self.problems())
        numbers = self.company.kpi_seal_number
        self.assertEqual(
            self.env["aftersales.seal"].search_count(
                [("company_id", "=", self.company.id)]
            ),
            numbers,
        )

    def test_ordinary_life_breaks_nothing(self):
        """Merged contacts, deleted tickets, erased customers, renamed people."""
        customers = self.env["res.partner"].create(
            [{"name": "Customer"}, {"name": "Customer GmbH"}]
        )
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "The pump leaks",
                "description": "It leaks.",
                "team_id": self.team.id,
                "company_id": self.company.id,
            }
        )
        self.minutes(
            self.anna, 7, day=6, ticket_id=ticket.id, partner_id=customers[0].id
        )
        self.serve(self.anna, f"p{customers[0].id}")
        self.complain(self.anna, f"p{customers[0].id}")
        self.publish(
            self.make_scheme(
                {"max_points": 50, "bands": [(None, 50)]},
                {
                    "indicator": "complaint_rate",
                    "max_points": 50,
                    "bands": [(None, 50)],
                },
            )
        )
        self.assertFalse(self.problems())
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            customers.ids, customers[1]
        )
        ticket.unlink()
        self.env["aftersales.pseudonym"].search(
            [("identity", "=", f"p{customers[0].id}")]
        ).unlink()
        self.anna.name = "Anna Married"
        self.anna.user_id = False
        self.assertFalse(self.problems())

    def test_later_corrections_of_the_ledger_break_nothing(self):
        """Voiding and replacing leave the old fact with its numbers."""
        self.facts[0]._void("Not a reply")
        self.facts[1]._correct(numerator=60)
        self.assertFalse(self.problems())

    # --- Tampering ----------------------------------------------------------------

    def test_points_changed(self):
        self.tamper(
            "UPDATE aftersales_scorecard_line SET points = 100 WHERE id = %s",
            self.anna_line.id,
        )
        card = self.anna_card.id
        self.assertEqual(self.problems(), {(card, "points"), (card, "seal")})

    def test_total_changed(self):
        self.tamper(
            "UPDATE aftersales_scorecard SET score = 100 WHERE id = %s",
            self.anna_card.id,
        )
        card = self.anna_card.id
        self.assertEqual(self.problems(), {(card, "total"), (card, "seal")})

    def test_all_numbers_changed_so_that_they_add_up(self):
        """Points, total and evidence agree with each other: the seal still tells."""
        evidence = {
            "id": self.facts[:1].ids,
            "n": [300],
            "d": [1],
        }
        self.tamper(
            "UPDATE aftersales_scorecard_line SET evidence = %s, value = 5, "
            "points = 100, numerator = 300, denominator = 1, sample_size = 1 "
            "WHERE id = %s",
            json.dumps(evidence),
            self.anna_line.id,
        )
        self.tamper(
            "UPDATE aftersales_scorecard SET score = 100 WHERE id = %s",
            self.anna_card.id,
        )
        self.assertEqual(self.problems(), {(self.anna_card.id, "seal")})

    def test_ledger_changed(self):
        self.tamper(
            "UPDATE aftersales_observation SET numerator = 60 WHERE id = %s",
            self.slow.id,
        )
        self.assertEqual(self.problems(), {(self.anna_card.id, "ledger")})

    def test_published_day_changed(self):
        """A later day would open the time to appeal again."""
        self.tamper(
            "UPDATE aftersales_scorecard SET published_on = published_on + '1 day' "
            "WHERE id = %s",
            self.anna_card.id,
        )
        self.assertEqual(self.problems(), {(self.anna_card.id, "seal")})

    def test_rank_changed_after_closing(self):
        self.cycle.action_close()
        self.tamper(
            "UPDATE aftersales_scorecard SET rank = 9 WHERE id = %s", self.anna_card.id
        )
        self.assertEqual(self.problems(), {(self.anna_card.id, "seal")})

    def test_old_revision_made_current_again(self):
        revision = self.anna_card._revise("Correction", removed=self.slow.ids)
        self.tamper(
            "UPDATE aftersales_scorecard SET is_current = FALSE WHERE id = %s",
            revision.id,
        )
        self.tamper(
            "UPDATE aftersales_scorecard SET is_current = TRUE WHERE id = %s",
            self.anna_card.id,
        )
        self.assertEqual(
            self.problems(), {(self.anna_card.id, "current"), (revision.id, "current")}
        )

    def test_seal_rewritten(self):
        """Sealing the changed numbers anew breaks the chain."""
        seal = self.anna_card.seal_ids
        self.tamper(
            "UPDATE aftersales_scorecard SET score = 100 WHERE id = %s",
            self.anna_card.id,
        )
        digest = seal._digests_of(self.anna_card.ids, "published")[self.anna_card.id]
        self.tamper(
            "UPDATE aftersales_seal SET digest = %s WHERE id = %s", digest, seal.id
        )
        self.assertIn("chain", {problem for _card, problem in self.problems()})

    def test_last_seals_deleted(self):
        last = self.env["aftersales.seal"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        self.tamper("DELETE FROM aftersales_seal WHERE id = %s", last.id)
        problems = {problem for _card, problem in self.problems()}
        self.assertEqual(problems, {"chain", "unsealed"})

    def test_card_published_behind_the_back(self):
        cycle = self.score(self.make_scheme({}))
        card = self.card(cycle, self.anna)
        self.tamper(
            "UPDATE aftersales_scorecard SET state = 'published' WHERE id = %s",
            card.id,
        )
        self.assertEqual(self.problems(), {(card.id, "unsealed")})

    def test_seals_are_append_only(self):
        seal = self.anna_card.seal_ids
        for forbidden in (
            lambda: seal.write({"digest": "x"}),
            seal.unlink,
            lambda: seal.create({"number": 1}),
        ):
            with self.assertRaises(UserError):
                forbidden()

    # --- Over companies, and for officers -----------------------------------------

    def test_each_company_has_its_own_chain(self):
        first = self.env["aftersales.seal"].search(
            [("company_id", "=", self.company.id)], order="number", limit=1
        )
        self.assertEqual(first.number, 1)

    def test_constant_queries_whatever_the_number_of_cards(self):
        """Sealing a month costs the same statements for two people as for twelve."""
        for number in range(10):
            self.minutes(self._make_employee(f"Person {number}"), 5)
        few, many = self.cycle, self.score(self.make_scheme({}))
        many.action_approve()
        self.assertEqual((len(few.scorecard_ids), len(many.scorecard_ids)), (2, 12))
        self._queries_of_sealing(few)  # the first time fills caches
        self.assertEqual(self._queries_of_sealing(few), self._queries_of_sealing(many))

    def _queries_of_sealing(self, cycle):
        self.env.flush_all()
        cards = cycle.scorecard_ids
        cards.mapped("company_id")
        before = self.env.cr.sql_log_count
        self.env["aftersales.seal"]._seal(cards, "published")
        return self.env.cr.sql_log_count - before

    def test_officers_run_the_check(self):
        verify = self.env["aftersales.verification"].with_user(self.officer)
        action = verify.with_company(self.company).action_verify()
        verification = verify.browse(action["res_id"])
        self.assertEqual(verification.finding_count, 0)
        self.assertEqual(verification.card_count, 2)
        self.tamper(
            "UPDATE aftersales_scorecard SET score = 100 WHERE id = %s",
            self.anna_card.id,
        )
        again = verify.browse(verify.action_verify()["res_id"])
        self.assertEqual(again.finding_ids.mapped("problem"), ["seal", "total"])
        with self.assertRaises(UserError):
            verify.with_user(self.leader).action_verify()
