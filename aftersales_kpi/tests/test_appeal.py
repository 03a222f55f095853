"""Appeals: what may be appealed, what a decision changes, who learns of it (R62)."""

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .appeal_common import AppealCase


@tagged("post_install", "-at_install")
class TestAppealContent(AppealCase):
    """What may be appealed, by whom, and until when."""

    def test_scopes(self):
        """On records, on a line, on the whole card."""
        self.assertEqual(self.draft().scope, "records")
        self.assertEqual(self.draft(observation_ids=False).scope, "line")
        card = self.draft(observation_ids=False, line_id=False)
        self.assertEqual(card.scope, "card")

    def test_only_the_own_card(self):
        for user in (self.ben_user, self.leader, self.officer):
            with self.assertRaises(UserError):  # AccessError is one
                self.draft(user=user)

    def test_an_officer_files_for_who_has_no_login(self):
        """The objection may start in the interview."""
        self.anna.user_id = False
        appeal = self.draft(user=self.officer)
        appeal.action_submit()
        self.assertEqual(appeal.state, "submitted")

    def test_reason_is_obligatory(self):
        with self.assertRaises(UserError):
            self.draft(reason="  ")

    def test_only_records_behind_the_card(self):
        others = self.minutes(self.ben, 3)
        with self.assertRaises(UserError):
            self.draft(observation_ids=others.ids)

    def test_proposed_points_within_the_line(self):
        with self.assertRaises(UserError):
            self.draft(proposed_points=101)

    def test_nothing_but_the_content_is_written_by_hand(self):
        with self.assertRaises(UserError):
            self.draft(state="accepted")
        appeal = self.send()
        for values in ({"state": "accepted"}, {"reason": "Other"}, {"level": 2}):
            with self.assertRaises(UserError):
                appeal.write(values)
        with self.assertRaises(UserError):
            appeal.unlink()

    def test_unpublished_cards_cannot_be_appealed(self):
        card = self.card(self.score(self.make_scheme({})), self.anna)
        with self.assertRaises(UserError):
            self.draft(scorecard_id=card.id, line_id=False, observation_ids=False)

    def test_window_in_working_days(self):
        """Published on Monday, three working days: until Thursday, in the evening."""
        self.assertEqual(str(self.anna_card.appeal_until), "2026-11-05")
        with freeze_time("2026-11-05 22:00:00"):
            self.send()

    def test_window_is_over(self):
        appeal = self.draft()
        with freeze_time("2026-11-06 00:30:00"), self.assertRaises(UserError):
            appeal.action_submit()

    def test_window_skips_days_off(self):
        """Published on Friday, three working days: until Wednesday."""
        with freeze_time("2026-11-06 10:00:00"):
            cycle = self.publish(self.make_scheme({}, appeal_days=3))
        self.assertEqual(str(self.card(cycle, self.anna).appeal_until), "2026-11-11")

    def test_a_correction_opens_no_new_window(self):
        with freeze_time("2026-11-05 10:00:00"):
            revision = self.anna_card._revise("Correction", removed=self.slow.ids)
        self.assertEqual(str(revision.appeal_until), "2026-11-05")
        with freeze_time("2026-11-12 10:00:00"):
            voided = revision._revise("Cheating", void=True)
        self.assertEqual(str(voided.appeal_until), "2026-11-17")

    def test_one_appeal_at_a_time(self):
        self.send()
        with self.assertRaises(UserError):
            self.send(observation_ids=self.facts[:1].ids)

    def test_what_was_decided_is_decided(self):
        appeal = self.send()
        appeal.with_user(self.leader).action_reject("It was up.")
        appeal.action_agree()
        with self.assertRaises(UserError):
            self.draft()
        # another record of the line is another matter
        self.draft(observation_ids=self.facts[:1].ids)

    def test_files_belong_to_the_appeal(self):
        files = self.env["ir.attachment"].with_user(self.anna_user)
        file = files.create({"name": "log.txt", "raw": b"down"})
        appeal = self.draft(attachment_ids=file.ids)
        self.assertEqual((file.res_model, file.res_id), (appeal._name, appeal.id))

    def test_files_of_other_records_stay_theirs(self):
        partner = self.anna_user.partner_id
        file = self.env["ir.attachment"].create(
            {"name": "x", "raw": b"x", "res_model": partner._name, "res_id": partner.id}
        )
        self.draft(attachment_ids=file.ids)
        self.assertEqual((file.res_model, file.res_id), (partner._name, partner.id))

    def test_a_person_fills_the_form(self):
        action = self.anna_card.with_user(self.anna_user).action_appeal()
        appeals = self.env["aftersales.appeal"].with_user(self.anna_user)
        with Form(appeals.with_context(**action["context"])) as form:
            form.line_id = self.anna_line
            form.kind = "wrong_rule"
            form.reason = "Not what was agreed"
            form.proposed_points = 80
        self.assertEqual(form.record.expected_text, "50.00 → 80.00")

    def test_expected_total(self):
        """What the form says before sending is what accepting does."""
        appeal = self.draft()
        self.assertEqual(appeal.expected_text, "50.00 → 100.00")
        appeal.action_submit()
        self.assertEqual(appeal.expected_text, "50.00 → 100.00")


@tagged("post_install", "-at_install")
class TestAppealDecision(AppealCase):
    """What a decision changes in ledger and card."""

    def current(self):
        return self.anna_card._current()

    def test_not_my_fault(self):
        """Accepted: left out of Anna's score, still true for team and company."""
        appeal = self.send(kind="not_my_fault")
        appeal.with_user(self.leader).action_accept()
        self.assertTrue(self.slow.excluded)
        self.assertEqual(self.slow.state, "counts")
        self.assertEqual(self.slow.exclusion_ids.excluded_by_id, self.leader)
        self.assertEqual(self.current().score, 100)
        self.assertEqual(
            (appeal.score_before, appeal.score_after, appeal.score_change),
            (50, 100, 50),
        )
        self.assertEqual(appeal.revision_id, self.current())
        self.assertEqual(self.anna_card.score, 50)

    def test_wrong_data(self):
        """Accepted: the fact is void for everybody."""
        appeal = self.send(kind="wrong_data")
        appeal.with_user(self.leader).action_accept("The ticket was a test.")
        self.assertEqual(self.slow.state, "voided")
        self.assertEqual(self.slow.void_reason, "The ticket was a test.")
        self.assertEqual(self.current().score, 100)

    def test_right_value(self):
        """Accepted with another value: 45 minutes were 15, so the mean is 10."""
        appeal = self.send(kind="wrong_data").with_user(self.leader)
        appeal.item_ids.write({"remedy": "replace", "new_amount": 15})
        appeal.action_accept()
        self.assertEqual(self.slow.replaced_by_id.numerator, 900)
        self.assertEqual(self.current().line_ids.value, 10)

    def test_wrong_rule(self):
        """A line as a whole: the points are decided."""
        appeal = self.send(kind="wrong_rule", observation_ids=False, proposed_points=90)
        appeal.with_user(self.leader).action_accept()
        self.assertEqual(self.current().score, 90)
        line = self.current().line_ids
        self.assertEqual((line.status, line.corrected_by_id), ("adjusted", self.leader))

    def test_whole_card(self):
        """Who decides about a whole card says which lines change."""
        appeal = self.send(line_id=False, observation_ids=False)
        decided = appeal.with_user(self.leader)
        with self.assertRaises(UserError):
            decided.action_accept()
        decided.item_ids = [
            (0, 0, {"line_id": self.anna_line.id, "remedy": "points", "new_points": 70})
        ]
        decided.action_accept()
        self.assertEqual(self.current().score, 70)

    def test_partly(self):
        """Of 10 and 45 minutes only the 45 leave: the mean is 7.5."""
        appeal = self.send(observation_ids=self.facts[1:].ids).with_user(self.leader)
        appeal.item_ids[0].remedy = "keep"
        with self.assertRaises(UserError):
            appeal.action_accept()
        with self.assertRaises(UserError):
            appeal.action_accept_partly()
        appeal.action_accept_partly("The line was up again at ten.")
        self.assertEqual(self.current().line_ids.value, 7.5)
        self.assertEqual((appeal.state, appeal.outcome), ("partly", "partly"))

    def test_partly_then_higher(self):
        """What was granted stays; the rest is decided above, on the revision."""
        appeal = self.send(observation_ids=self.facts[1:].ids)
        decided = appeal.with_user(self.leader)
        decided.item_ids[0].remedy = "keep"
        decided.action_accept_partly("Not the first one")
        appeal.action_escalate("The first one too")
        above = appeal.with_user(self.head)
        self.assertEqual(
            above.item_ids.mapped(lambda item: (item.is_done, item.remedy)),
            [(False, "exclude"), (True, "exclude")],
        )
        above.action_accept()
        self.assertEqual(self.current().line_ids.value, 5)
        self.assertEqual(self.current().revision, 2)

    def test_rejected(self):
        """The reason is obligatory, and nothing changes."""
        appeal = self.send().with_user(self.leader)
        with self.assertRaises(UserError):
            appeal.action_reject()
        appeal.answer = "The line was up."
        appeal.action_reject()
        self.assertEqual((appeal.state, appeal.outcome), ("rejected", "rejected"))
        self.assertEqual(self.current(), self.anna_card)
        self.assertFalse(self.slow.excluded)

    def test_after_closing(self):
        """A won appeal after closing is a final revision."""
        appeal = self.send()
        self.cycle.action_close()
        appeal.with_user(self.leader).action_accept()
        self.assertEqual((self.current().score, self.current().state), (100, "final"))

    def test_everything_still_adds_up(self):
        appeal = self.send(kind="wrong_data").with_user(self.leader)
        appeal.item_ids.write({"remedy": "replace", "new_amount": 15})
        appeal.action_accept()
        self.assertFalse(self.env["aftersales.seal"]._verify(self.company))
        self.assertFalse(
            self.env["aftersales.scorecard"]._verify_evidence(self.company)
        )

    def test_impossible_remedies(self):
        appeal = self.send().with_user(self.leader)
        with self.assertRaises(ValidationError):
            appeal.item_ids.remedy = "points"
        with self.assertRaises(ValidationError):
            appeal.item_ids.remedy = "restore"
        with self.assertRaises(UserError):
            appeal.item_ids.unlink()
        with self.assertRaises(UserError):
            appeal.item_ids = [(0, 0, {"observation_id": self.minutes(self.ben, 3).id})]

    def test_only_who_decides_chooses(self):
        appeal = self.send()
        for user in (self.anna_user, self.officer):
            with self.assertRaises(UserError):
                appeal.item_ids.with_user(user).remedy = "keep"

    # --- Then and now -------------------------------------------------------------

    def test_evidence_then_and_now(self):
        appeal = self.send().with_user(self.leader)
        item = appeal.item_ids
        self.assertEqual((item.then_text, item.now_text), ("45 min", "45 min"))
        self.slow._correct(numerator=900)
        item.invalidate_recordset()
        self.assertEqual(item.then_text, "45 min")
        self.assertEqual(item.now_text, "replaced by 15 min")

    def test_line_then_and_now(self):
        appeal = self.send(observation_ids=False).with_user(self.leader)
        self.assertIn("20 min", appeal.item_ids.then_text)
        self.assertEqual(appeal.item_ids.now_text, "3 records, none changed")
        self.slow._void("Test")
        appeal.item_ids.invalidate_recordset()
        self.assertEqual(appeal.item_ids.now_text, "1 of 3 records changed")

    # --- Voided (R37) -------------------------------------------------------------

    def test_appeal_against_voiding(self):
        self.anna_card.with_user(self.officer).action_void("Cheating")
        voided = self.current()
        appeal = self.send(scorecard_id=voided.id, line_id=False, observation_ids=False)
        self.assertEqual(appeal.item_ids.remedy, "restore")
        self.assertNotIn(self.officer, appeal._deciders(2))
        appeal.with_user(self.leader).action_accept("It was somebody else.")
        self.assertEqual(
            (self.current().score, self.current().state), (50, "published")
        )

    def test_a_running_appeal_does_not_undo_a_voiding(self):
        appeal = self.send()
        self.anna_card.with_user(self.officer).action_void("Cheating")
        appeal.with_user(self.leader).action_accept()
        self.assertEqual(self.current().state, "voided")
        self.assertEqual(self.current().line_ids.value, 7.5)


@tagged("post_install", "-at_install")
class TestWrongPerson(AppealCase):
    """Nobody gets a record booked without having been heard."""

    def setUp(self):
        super().setUp()
        self.appeal = self.send(kind="wrong_person", other_employee_id=self.ben.id)
        self.decided = self.appeal.with_user(self.leader)

    def test_heard_first(self):
        self.assertEqual(self.appeal.item_ids.remedy, "reassign")
        with self.assertRaises(UserError):
            self.decided.action_accept()
        self.decided.action_hear()
        with self.assertRaises(UserError):
            self.decided.action_accept()
        self.assertEqual(self.slow.employee_id, self.anna)

    def test_the_other_person_is_asked(self):
        self.decided.action_hear()
        mail = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.ben_user.partner_id.ids)]
        )
        self.assertIn(f"/my/kpi/appeal/{self.appeal.id}/hearing", mail[:1].body_html)

    def test_moved_late_and_into_no_published_card(self):
        """Ben's October is published: the fact counts for him from today on."""
        self.decided.action_hear()
        self.appeal.with_user(self.ben_user).action_state("Yes, I answered it.")
        self.decided.action_accept()
        moved = self.slow.replaced_by_id
        self.assertEqual(moved.employee_id, self.ben)
        self.assertTrue(moved.late)
        self.assertEqual(self.anna_card._current().score, 100)
        ben_card = self.card(self.cycle, self.ben)
        self.assertEqual((ben_card.revision, ben_card.score), (0, 0))
        self.assertIn(moved, self.cycle._changed_observations())

    def test_counts_in_the_period_where_it_is_still_open(self):
        """Somebody without a published card has it in the period where it happened."""
        carl = self._make_employee("Carl")
        self.decided.other_employee_id = carl
        self.decided.action_hear()
        self.decided.action_state("Carl agrees on the phone.")
        self.decided.action_accept()
        self.assertEqual(self.slow.replaced_by_id.date, self.slow.event_date)

    def test_who_was_asked_is_who_gets_it(self):
        """R62: a hearing of one person books nothing on another."""
        carl = self._make_employee("Carl")
        self.decided.action_hear()
        self.appeal.with_user(self.ben_user).action_state("Not mine.")
        self.decided.other_employee_id = carl
        with self.assertRaisesRegex(UserError, "Hear Carl first"):
            self.decided.action_accept()
        self.decided.action_hear()
        self.decided.action_state("Carl agrees on the phone.")
        self.decided.action_accept()
        self.assertEqual(self.slow.replaced_by_id.employee_id, carl)

    def test_nobody_is_heard_twice(self):
        self.decided.action_hear()
        self.appeal.with_user(self.ben_user).action_state("Not mine.")
        with self.assertRaisesRegex(UserError, "had the hearing already"):
            self.decided.action_hear()

    def test_the_other_person_objects(self):
        self.decided.action_hear()
        self.appeal.with_user(self.ben_user).action_state("No, I was on leave.")
        self.assertEqual(self.appeal.statement, "No, I was on leave.")
        self.decided.action_reject("Ben was on leave.")
        self.assertEqual(self.slow.employee_id, self.anna)

    def test_a_statement_has_words(self):
        self.decided.action_hear()
        with self.assertRaises(UserError):
            self.appeal.with_user(self.ben_user).action_state(" ")

    def test_silence_does_not_block(self):
        self.decided.action_hear()
        self.pass_deadlines("2026-11-05")
        self.assertEqual(self.appeal.state, "heard")
        self.decided.action_accept()
        self.assertEqual(self.slow.replaced_by_id.employee_id, self.ben)

    def test_the_other_person_does_not_decide(self):
        self.decided.with_user(self.officer).decider_ids = self.officer
        with self.assertRaises(UserError):
            self.appeal.with_user(self.officer).decider_ids = self.ben_user

    def test_somebody_must_be_named(self):
        appeal = self.send(
            kind="wrong_person", observation_ids=False, line_id=False
        ).with_user(self.leader)
        with self.assertRaises(UserError):
            appeal.action_hear()
