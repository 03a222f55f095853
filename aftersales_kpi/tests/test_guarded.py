"""Nobody brings in by a default what may not be given (R61, R62)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .appeal_common import AppealCase


@tagged("post_install", "-at_install")
class TestGuarded(AppealCase):
    def guarded(self):
        """The models with fields of the system, those of other add-ons with them."""
        return [
            model
            for model in self.env.values()
            if hasattr(model, "_own_default") and not model._abstract
        ]

    def test_every_state_machine_is_guarded(self):
        machines = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("aftersales.")
            and "state" in model._fields
            and not model._abstract
            and not model._transient
            # made by the system alone: nobody has the right to create one
            and any(
                access.perm_create and access.group_id
                for access in self.env["ir.model.access"].search(
                    [("model_id.model", "=", name)]
                )
            )
            and model._fields["state"].type == "selection"
            and not model._fields["state"].compute
        }
        self.assertLessEqual(machines, {model._name for model in self.guarded()})

    def test_no_default_from_outside_reaches_a_state(self):
        """Neither that of a context, nor that which a user keeps."""
        for model in self.guarded():
            if "state" not in model._fields or model._fields["state"].compute:
                continue
            with self.subTest(model=model._name):
                first, *_others, last = model._fields["state"].get_values(self.env)
                by_context = model.with_context(default_state=last)
                self.assertEqual(by_context.default_get(["state"]).get("state"), first)
                self.env["ir.default"].set(model._name, "state", last, user_id=True)
                self.assertEqual(model.default_get(["state"]).get("state"), first)

    def test_nobody_appoints_the_own_judge(self):
        """Deciders and decisions of an appeal are not its author's to choose."""
        appeal = self.draft()
        appeal.unlink()
        me = self.anna_user
        forged = (
            self.env["aftersales.appeal"]
            .with_user(me)
            .with_context(
                default_state="submitted",
                default_decider_ids=[Command.set(me.ids)],
                default_item_ids=[Command.create({"remedy": "void"})],
            )
            .create(
                {
                    "scorecard_id": self.anna_card.id,
                    "line_id": self.anna_line.id,
                    "reason": "I say so.",
                    "proposed_points": 100,
                }
            )
        )
        self.assertEqual(forged.state, "draft")
        self.assertFalse(forged.sudo().decider_ids)
        self.assertFalse(forged.sudo().item_ids)
        with self.assertRaises(UserError):
            forged.action_accept("I say so")

    def test_an_invitation_to_talk_opens_no_card(self):
        """Who may not read a card does not get there by an interview or a plan."""
        stranger = new_test_user(
            self.env,
            "stranger",
            company_ids=[Command.set(self.company.ids)],
            company_id=self.company.id,
        )
        for name in ("aftersales.interview", "aftersales.improvement.plan"):
            records = self.env[name].with_user(stranger)
            with self.subTest(model=name, by="context"), self.assertRaises(AccessError):
                records.with_context(
                    default_scorecard_id=self.anna_card.id,
                    default_name="A talk",
                ).create({})
            self.env["ir.default"].with_user(stranger).set(
                name, "scorecard_id", self.anna_card.id, user_id=True
            )
            with self.subTest(model=name, by="user"), self.assertRaises(AccessError):
                records.create({"name": "A talk"} if "plan" in name else {})
        with self.assertRaises(AccessError):
            self.anna_card.with_user(stranger).read(["score"])

    def test_nobody_agrees_for_another(self):
        """A plan starts as a proposal, whoever words it (R51)."""
        plan = (
            self.env["aftersales.improvement.plan"]
            .with_user(self.leader)
            .with_context(
                default_state="agreed", default_person_agreed_on="2026-11-02 08:00:00"
            )
            .create({"scorecard_id": self.anna_card.id, "name": "Answer sooner"})
        )
        self.assertEqual(plan.state, "proposed")
        self.assertFalse(plan.person_agreed_on)

    def test_alerts_come_from_the_figures(self):
        """R65: nobody words an alert, not by a default either."""
        with self.assertRaisesRegex(UserError, "figures alone"):
            self.env["aftersales.feedback"].with_user(self.leader).with_context(
                default_kind="alert"
            ).create({"employee_id": self.anna.id, "text": "Too slow"})
