"""Corrections are revisions: both cards stay, and the frozen figures with them."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .revision_common import RevisionCase


@tagged("post_install", "-at_install")
class TestRevision(RevisionCase):
    def test_leaving_a_record_out(self):
        """R62: 5, 10 and 45 minutes give 50 points, without the 45 they give 100."""
        revision = self.anna_card._revise("The line was down.", removed=self.slow.ids)
        self.assertEqual(
            (self.anna_card.score, self.anna_card.is_current, self.anna_card.state),
            (50, False, "published"),
        )
        self.assertEqual((revision.score, revision.is_current), (100, True))
        self.assertEqual((revision.revision, revision.state), (1, "published"))
        self.assertEqual(revision.supersedes_id, self.anna_card)
        line = revision.line_ids
        self.assertEqual((line.value, line.sample_size, line.points), (7.5, 2, 100))
        self.assertEqual(self.anna_line.value, 20)
        self.assertEqual(self.anna_card.action_view_current()["res_id"], revision.id)

    def test_frozen_team_value_and_target(self):
        """What the team reached when it was published stays, whatever came later."""
        before = self.anna_line.team_value
        self.minutes(self.ben, 200)
        revision = self.anna_card._revise("Correction", removed=self.slow.ids)
        self.assertEqual(revision.line_ids.team_value, before)
        self.assertEqual(
            revision.line_ids.criterion_data, self.anna_line.criterion_data
        )

    def test_later_facts_do_not_slip_in(self):
        """A revision rests on the evidence of the card, not on the ledger of today."""
        self.minutes(self.anna, 1)
        revision = self.anna_card._revise("Correction", removed=self.slow.ids)
        self.assertEqual(revision.line_ids.value, 7.5)

    def test_replacing_a_value(self):
        """45 minutes were 15: the mean of 5, 10 and 15 is 10, so all points."""
        right = self.slow._correct(numerator=15 * 60)
        revision = self.anna_card._revise(
            "The clock was wrong.", replaced={self.slow.id: right.id}
        )
        self.assertEqual((revision.line_ids.value, revision.score), (10, 100))
        self.assertEqual(self.slow.state, "replaced")
        self.assertEqual(right.date, self.slow.date)

    def test_deciding_points(self):
        criterion = self.anna_line.criterion_id
        revision = self.anna_card._revise("Fair", points={criterion.id: 80})
        self.assertEqual(revision.score, 80)
        self.assertEqual(revision.line_ids.status, "adjusted")

    def test_without_any_record_there_is_no_data(self):
        """Absent is not zero."""
        revision = self.anna_card._revise("All wrong", removed=self.facts.ids)
        self.assertEqual(revision.result, "no_data")
        self.assertEqual(revision.line_ids.status, "no_data")
        self.assertFalse(
            self.env["aftersales.scorecard"]._verify_evidence(self.company)
        )

    def test_revision_of_a_revision(self):
        first = self.anna_card._revise("One", removed=self.slow.ids)
        second = first._revise("Two", removed=self.facts[0].ids)
        self.assertEqual((second.revision, second.line_ids.value), (2, 10))
        with self.assertRaises(UserError):
            first._revise("Too late")

    def test_after_closing(self):
        """A correction after closing is final too, and moves nobody else's rank."""
        self.cycle.action_close()
        ben = self.card(self.cycle, self.ben)
        before = (ben.rank, ben.score, ben.revision)
        revision = self.anna_card._revise("Correction", removed=self.slow.ids)
        self.assertEqual(revision.state, "final")
        self.assertEqual((ben.rank, ben.score, ben.revision), before)

    def test_only_published_cards_and_only_with_reason(self):
        cycle = self.score(self.make_scheme({}))
        with self.assertRaises(UserError):
            self.card(cycle, self.anna)._revise("Correction")
        with self.assertRaises(UserError):
            self.anna_card._revise("  ")

    def test_both_cards_say_so(self):
        revision = self.anna_card._revise("The line was down.", removed=self.slow.ids)
        self.assertIn("The line was down.", revision.message_ids[:1].body)
        self.assertIn("The line was down.", self.anna_card.message_ids[:1].body)

    # --- Voiding (R37) --------------------------------------------------------------

    def _void(self):
        self.anna_card.with_user(self.officer).action_void("Answered own tickets.")
        return self.anna_card._current()

    def test_voiding(self):
        """R37: voided with reason and notice, nothing deleted, both kept."""
        voided = self._void()
        self.assertEqual((voided.state, voided.result), ("voided", "voided"))
        self.assertEqual(voided.revision_reason, "Answered own tickets.")
        self.assertEqual(self.anna_card.score, 50)
        mail = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.anna_user.partner_id.ids)]
        )
        self.assertIn("Answered own tickets.", mail[:1].body_html)

    def test_the_person_still_reads_the_voided_card(self):
        voided = self._void()
        self.assertTrue(voided.with_user(self.anna_user).has_access("read"))
        self.assertTrue(self.anna_card.with_user(self.anna_user).has_access("read"))

    def test_closing_leaves_it_voided(self):
        voided = self._void()
        self.cycle.action_close()
        self.assertEqual(voided.state, "voided")

    def test_who_may_void(self):
        for user in (self.anna_user, self.leader):
            with self.assertRaises(UserError):
                self.anna_card.with_user(user).action_void("No")
        self.anna_user.group_ids += self.env.ref("aftersales_kpi.group_officer")
        with self.assertRaises(UserError):
            self.anna_card.with_user(self.anna_user).action_void("My own")

    def test_voiding_needs_a_reason(self):
        action = self.anna_card.with_user(self.officer).action_void()
        self.assertEqual(action["res_model"], "aftersales.void")
        with self.assertRaises(UserError):
            self.anna_card.with_user(self.officer).action_void(" ")

    def test_voiding_twice(self):
        voided = self._void()
        with self.assertRaises(UserError):
            voided.with_user(self.officer).action_void("Again")

    def test_restoring(self):
        """An appeal against the voiding gives back what the evidence gives."""
        restored = self._void()._revise("It was somebody else.")
        self.assertEqual((restored.score, restored.state), (50, "published"))
        self.assertEqual(restored.revision, 2)

    # --- What changed since -----------------------------------------------------------

    def test_changes_since_publication(self):
        """Late and changed facts are listed, and change no card."""
        self.assertFalse(self.cycle._changed_observations())
        late = self.minutes(self.anna, 1)
        self.facts[0]._void("Not a reply")
        self.env["aftersales.exclusion"].create(
            {"observation_id": self.facts[1].id, "reason": "Holiday"}
        )
        self.assertEqual(
            self.cycle._changed_observations(), late | self.facts[0] | self.facts[1]
        )
        self.assertEqual(self.anna_card.score, 50)

    def test_what_a_revision_took_up_is_no_change(self):
        self.slow._void("Not a reply")
        self.assertEqual(self.cycle._changed_observations(), self.slow)
        self.anna_card._revise("Not a reply", removed=self.slow.ids)
        self.assertFalse(self.cycle._changed_observations())
