from odoo import api, fields, models

from .aftersales_improvement_action import WAITING_STATES

ACTIVITY = "aftersales_kpi.mail_activity_improvement"
DAYS_TO_AGREE = 5


class AftersalesImprovementPlan(models.Model):
    """Who learns of a plan."""

    _inherit = "aftersales.improvement.plan"

    def _ask_person(self):
        """The company agrees; now the person is asked."""
        for plan in self.sudo().filtered(lambda one: one.state == "leader_agreed"):
            plan._mail("aftersales_kpi.mail_template_plan_agree", plan.user_id)
            if plan.user_id and not plan.user_id.share:
                asked = plan.with_context(
                    mail_activity_quick_update=True, lang=plan.user_id.lang
                )
                asked.activity_schedule(
                    ACTIVITY,
                    date_deadline=fields.Date.add(
                        fields.Date.context_today(plan), days=DAYS_TO_AGREE
                    ),
                    summary=asked.env._("Agree with your improvement plan"),
                    user_id=plan.user_id.id,
                )

    def _say(self, words):
        """Keep somebody's words with the plan, and tell who leads it."""
        plan = self.sudo()
        plan.message_post(
            body=words,
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
            partner_ids=(plan.leader_id - self.env.user).partner_id.ids,
        )

    def _close_activities(self):
        self.sudo().activity_unlink([ACTIVITY])

    def _mail(self, xmlid, readers):
        """Send a template to users, each in the own language."""
        template = self.env.ref(xmlid)
        self.env["aftersales.scorecard"]._mail_about(self, template, readers)

    def _get_portal_url(self):
        """Where the person reads the plan, and agrees."""
        return f"{self.get_base_url()}/my/kpi/plan"

    def _get_access_action(self, access_uid=None, force_website=False):
        """Lead the person from a mail to the own page, others to the form."""
        user = self.env["res.users"].sudo().browse(access_uid or self.env.uid)
        if self.sudo().user_id == user and (user.share or force_website):
            return {
                "type": "ir.actions.act_url",
                "url": "/my/kpi/plan",
                "target": "self",
                "res_id": self.id,
            }
        return super()._get_access_action(access_uid, force_website)


class AftersalesImprovementAction(models.Model):
    """Who is reminded of what is late."""

    _inherit = "aftersales.improvement.action"

    @api.model
    def _cron_remind(self):
        """Remind owners without a desk in the backend, once, of what is late."""
        late = self.search(
            [
                ("is_overdue", "=", True),
                ("is_reminded", "=", False),
                ("plan_id.state", "=", "agreed"),
                ("owner_id.share", "=", True),
                ("state", "in", WAITING_STATES),
            ]
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(late))
        for action in late:
            action._set({"is_reminded": True})
            action.plan_id._mail(
                "aftersales_kpi.mail_template_plan_late", action.owner_id
            )
            if not cron._commit_progress(1):
                break
