"""Who is written to in the life of an evaluation: once, queued, in the own language."""

from freezegun import freeze_time

from odoo.tests import tagged

from .appeal_common import AppealCase


@tagged("post_install", "-at_install")
class TestNotices(AppealCase):
    def mails_to(self, user):
        return self.env["mail.mail"].search(
            [("recipient_ids", "in", user.partner_id.ids)]
        )

    def test_an_appeal_is_confirmed_to_who_sent_it(self):
        self.send()
        mail = self.mails_to(self.anna_user)
        self.assertEqual(len(mail), 1)
        self.assertIn("was received", mail.subject)
        self.assertIn("/my/kpi/appeal/", mail.body_html)
        self.assertEqual(mail.state, "outgoing")  # queued, not sent within the click

    def test_the_decision_s_mail_names_no_score(self):
        appeal = self.send()
        appeal.with_user(self.leader).action_accept("It was.")
        mail = self.mails_to(self.anna_user)[:1]
        self.assertIn("accepted", mail.body_html)
        self.assertNotIn("50.00", mail.body_html)
        self.assertNotIn("100.00", mail.body_html)

    def test_what_is_left_out_is_told_once_for_each_reason(self):
        """R45: with the reason, and what one can do."""
        self.env["aftersales.exclusion"].create(
            [
                {"observation_id": fact.id, "reason": "The line was down"}
                for fact in self.facts[:2]
            ]
        )
        mail = self.mails_to(self.anna_user)
        self.assertEqual(len(mail), 1)
        for words in ("<strong>2</strong>", "The line was down", "appeal", "/my/kpi"):
            self.assertIn(words, mail.body_html)
        self.assertFalse(self.mails_to(self.ben_user))

    def test_who_has_not_read_is_reminded_before_the_time_ends(self):
        """November 5 is the last of three working days; Ben has confirmed."""
        ben_card = self.card(self.cycle, self.ben)
        ben_card.with_user(self.ben_user).action_confirm()
        self.env["mail.mail"].search([]).unlink()
        counts = []
        for day in (3, 4, 5, 6):
            with (
                freeze_time(f"2026-11-0{day} 08:00:00"),
                self.enter_registry_test_mode(),
            ):
                self.env.ref(
                    "aftersales_kpi.appeal_window_cron"
                ).method_direct_trigger()
            counts.append(len(self.mails_to(self.anna_user)))
        self.assertEqual(counts, [0, 1, 1, 1])
        self.assertFalse(self.mails_to(self.ben_user))
