"""Publication: each person is told once; closing makes ranks and cards final."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .engine_common import EngineCase


class TestPublication(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna_user.email = "anna@example.com"
        cls.ben_user.email = "ben@example.com"
        cls.cards = cls.env["aftersales.scorecard"]

    def publish(self, *people, **values):
        for employee in people or (self.anna, self.ben):
            self.minutes(employee, 5)
        cycle = self.score(self.make_scheme({}, **values))
        cycle.action_approve()
        cycle.action_publish()
        return cycle

    def tell(self):
        """What the scheduled action does after the click."""
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_kpi.notice_cron").method_direct_trigger()
        self.env.invalidate_all()

    def told(self, user):
        return self.env["mail.message"].search(
            [
                ("model", "=", "aftersales.scorecard"),
                ("partner_ids", "=", user.partner_id.id),
                ("subject", "like", "Your scorecard is ready"),
            ]
        )

    def test_everybody_is_told_once(self):
        """After the click, in the background; running again tells nobody twice."""
        cycle = self.publish()
        self.assertEqual(set(cycle.scorecard_ids.mapped("notice")), {"due"})
        self.assertFalse(self.told(self.anna_user))
        for _ in range(2):
            self.tell()
            self.assertEqual(len(self.told(self.anna_user)), 1)
            self.assertEqual(len(self.told(self.ben_user)), 1)
        self.assertEqual(set(cycle.scorecard_ids.mapped("notice")), {"sent"})
        self.assertTrue(all(cycle.scorecard_ids.mapped("notified_on")))

    def test_the_notice_links_to_the_card_and_does_not_show_the_score(self):
        cycle = self.publish(self.anna)
        self.tell()
        card = self.card(cycle, self.anna)
        body = self.told(self.anna_user).body
        self.assertIn(f"/my/kpi/{card.id}", body)
        self.assertNotIn("100", body.replace(f"/my/kpi/{card.id}", ""))

    def test_mails_are_queued_not_sent(self):
        self.anna_user.notification_type = "email"
        self.publish(self.anna)
        self.tell()
        mail = self.env["mail.mail"].search(
            [("mail_message_id", "=", self.told(self.anna_user).id)]
        )
        self.assertEqual(mail.state, "outgoing")

    def test_internal_users_may_have_it_in_their_inbox(self):
        self.anna_user.write({"notification_type": "inbox", "email": False})
        self.publish(self.anna)
        self.tell()
        notification = self.told(self.anna_user).notification_ids
        self.assertEqual(notification.notification_type, "inbox")

    def test_portal_people_are_told_in_their_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        portal = new_test_user(
            self.env,
            "portal_cleo",
            groups="base.group_portal",
            email="cleo@example.com",
            lang="zh_CN",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        cleo = self._make_employee("Cleo", portal)
        template = self.env.ref("aftersales_kpi.mail_template_scorecard_published")
        template.with_context(lang="zh_CN").subject = "Your scorecard is ready: 中文"
        self.publish(cleo)
        self.tell()
        self.assertEqual(self.told(portal).subject, "Your scorecard is ready: 中文")

    def test_killed_half_way_it_goes_on(self):
        """What failed is still due, what was told is not told again."""
        cycle = self.publish()
        with (
            patch.object(type(self.cards), "_send_notice", self._fail),
            self.assertRaisesRegex(ValueError, "Killed"),
            self.cr.savepoint(),
        ):
            self.card(cycle, self.anna)._notify_published()
        self.assertEqual(self.card(cycle, self.anna).notice, "due")
        self.card(cycle, self.ben)._notify_published()
        self.tell()
        self.assertEqual(len(self.told(self.anna_user)), 1)
        self.assertEqual(len(self.told(self.ben_user)), 1)

    def _fail(self, *_args):
        raise ValueError("Killed")

    def test_who_cannot_be_told_is_listed(self):
        """Without a login, and a portal user without e-mail; mended, told then."""
        cleo = self._make_employee("Cleo")
        cycle = self.publish(self.anna, cleo)
        self.tell()
        cycle._look_again_at_exceptions()
        row = cycle.exception_ids.filtered(lambda one: one.kind == "unreachable")
        self.assertEqual((row.who, row.urgency), ("Cleo", "3"))
        cleo.user_id = self._make_user("cleo", "aftersales_kpi.group_user")
        cleo.user_id.email = "cleo@example.com"
        with self.assertRaises(AccessError):
            self.card(cycle, cleo).with_user(self.leader).action_notify_again()
        row.with_user(self.officer).action_notify_again()
        self.assertEqual(len(self.told(cleo.user_id)), 1)
        self.assertEqual(len(self.told(self.anna_user)), 1)
        cycle._look_again_at_exceptions()
        self.assertFalse(cycle.exception_ids)

    def test_a_correction_is_not_a_publication(self):
        cycle = self.publish(self.anna)
        self.card(cycle, self.anna)._revise("Wrong record")
        self.tell()
        self.assertEqual(len(self.told(self.anna_user)), 1)

    def test_teams_have_nobody_to_tell(self):
        cycle = self.publish(self.anna, subject_type="team")
        self.assertFalse(any(cycle.scorecard_ids.mapped("notice")))

    # --- Closing --------------------------------------------------------------------

    def test_closing_ranks_what_corrections_left(self):
        """Ben was second; Anna's card is voided, so he is first, for good."""
        self.minutes(self.anna, 5)
        self.minutes(self.ben, 25)
        cycle = self.score(
            self.make_scheme({"bands": [(10, 100), (None, 60)]}, show_rank=True)
        )
        cycle.action_approve()
        cycle.action_publish()
        self.assertEqual(self.card(cycle, self.ben).rank, 2)
        self.card(cycle, self.anna)._revise("Cheated", void=True)
        cycle.action_close()
        self.assertEqual(self.card(cycle, self.ben).rank, 1)
        self.assertFalse(self.card(cycle, self.anna).rank)
        self.assertEqual(self.card(cycle, self.ben).state, "final")
        self.assertEqual(self.card(cycle, self.anna).state, "voided")
        self.assertFalse(self.env["aftersales.seal"]._verify())

    def test_a_correction_after_closing_lowers_nobody(self):
        self.minutes(self.anna, 25)
        self.minutes(self.ben, 5)
        scheme = self.make_scheme({"bands": [(10, 100), (None, 60)]}, show_rank=True)
        cycle = self.score(scheme)
        cycle.action_approve()
        cycle.action_publish()
        cycle.action_close()
        criterion = scheme.criterion_ids
        self.card(cycle, self.anna)._revise(
            "Right after all", points={criterion.id: 100}
        )
        self.assertEqual(self.card(cycle, self.ben).rank, 1)
        self.assertEqual(self.card(cycle, self.anna).state, "final")
        with self.assertRaisesRegex(UserError, "possible only in"):
            cycle.action_score()

    def test_published_results_are_never_taken_back(self):
        cycle = self.publish(self.anna)
        for action in ("action_reopen", "action_withdraw_approval", "action_cancel"):
            with self.assertRaisesRegex(UserError, "possible only in"):
                getattr(cycle, action)("I want to")
