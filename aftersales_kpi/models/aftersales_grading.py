from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .aftersales_assessment_workflow import OPEN_STATES
from .guards import check_officer
from .wording import listed

ACTIVITY = "mail.mail_activity_data_todo"
# Days before the deadline at which somebody who is not done is reminded.
REMINDERS = (2, 0)


class AftersalesGrading(models.Model):
    """The grading sheet: all that one rater has to grade in one cycle.

    Officers see who is done, on the sheet; the grades are the assessments' own.
    """

    _name = "aftersales.grading"
    _description = "Grading Sheet"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "deadline desc, id desc"

    cycle_id = fields.Many2one(
        "aftersales.cycle", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="cycle_id.company_id", store=True)
    rater_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, ondelete="restrict", index=True
    )
    user_id = fields.Many2one(
        related="rater_id.user_id", store=True, index=True, string="Login"
    )
    deadline = fields.Date(related="cycle_id.grading_deadline", store=True)
    assessment_ids = fields.One2many(
        "aftersales.assessment", "grading_id", string="Grades", readonly=True
    )
    state = fields.Selection(
        [("open", "To do"), ("submitted", "Submitted"), ("expired", "Not submitted")],
        compute="_compute_progress",
        store=True,
        compute_sudo=True,
    )
    total_count = fields.Integer(
        string="To Grade", compute="_compute_progress", store=True, compute_sudo=True
    )
    done_count = fields.Integer(
        string="Graded", compute="_compute_progress", store=True, compute_sudo=True
    )
    progress = fields.Float(compute="_compute_share", aggregator="avg")
    reminder_count = fields.Integer(string="Reminders", readonly=True, copy=False)

    _rater_unique = models.Constraint(
        "UNIQUE(cycle_id, rater_id)", "A rater has one grading sheet in a cycle."
    )

    @api.depends("cycle_id", "rater_id")
    def _compute_display_name(self):
        for sheet in self.sudo():
            parts = (sheet.rater_id.name, sheet.cycle_id.display_name)
            sheet.display_name = " · ".join(filter(None, parts))

    @api.depends("assessment_ids.state")
    def _compute_progress(self):
        counts = defaultdict(dict)
        for sheet, state, count in self.env["aftersales.assessment"]._read_group(
            [("grading_id", "in", self.ids)], ["grading_id", "state"], ["__count"]
        ):
            counts[sheet.id][state] = count
        for sheet in self:
            by_state = counts[sheet.id]
            sheet.total_count = sum(by_state.values())
            sheet.done_count = by_state.get("draft", 0) + by_state.get("submitted", 0)
            sheet.state = (
                "open"
                if any(by_state.get(state) for state in OPEN_STATES)
                else "submitted"
                if by_state.get("submitted")
                else "expired"
            )

    @api.depends("done_count", "total_count")
    def _compute_share(self):
        for sheet in self:
            sheet.progress = 100 * sheet.done_count / (sheet.total_count or 1)

    # --- What the rater does ----------------------------------------------------------

    def save_answers(self, answers):
        """Keep answers, given as {assessment id: answer}, as a draft.

        See ``aftersales.assessment._answer_vals`` for what an answer looks like.
        Returns how many of the sheet are graded.
        """
        self._check_rater()
        by_id = {int(key): answer for key, answer in answers.items()}
        assessments = self.sudo().assessment_ids.filtered(lambda one: one.id in by_id)
        if len(assessments) != len(by_id):
            raise AccessError(self.env._("These are not your grades to give."))
        for assessment in assessments:
            assessment._answer(by_id[assessment.id])
        return {"done": self.sudo().done_count, "total": self.sudo().total_count}

    def action_submit(self):
        """Hand in all grades; from now on they are as they are."""
        self._check_rater()
        sheet = self.sudo()
        missing = sheet.assessment_ids.filtered(lambda one: one.state == "to_do")
        if missing:
            raise UserError(
                self.env._(
                    "%(count)s grades are missing. Where you cannot judge, say so.",
                    count=len(missing),
                )
            )
        drafts = sheet.assessment_ids.filtered(lambda one: one.state == "draft")
        if not drafts:
            raise UserError(self.env._("There is nothing to submit on this page."))
        drafts._move("action_submit", submitted_on=fields.Datetime.now())
        sheet._settle_activities()

    def _check_rater(self):
        self.ensure_one()
        if self.sudo().user_id != self.env.user:
            raise AccessError(self.env._("These are not your grades to give."))

    # --- What an officer does ---------------------------------------------------------

    def action_expire(self):
        """Excuse these raters: what they have not submitted is not waited for."""
        self._of_officer()._expire()

    def action_reopen(self):
        """Let these raters change what they have submitted."""
        sheets = self._of_officer()
        sheets._of_state("submitted")._move("action_reopen")
        sheets._invite()

    def action_resume(self):
        """Let these raters grade after all."""
        sheets = self._of_officer()
        sheets._of_state("expired")._move("action_resume")
        sheets._invite()

    def _hand_over(self, rater):
        """Give what is not submitted to another rater, who starts afresh.

        A draft is the first rater's own and goes with the sheet.
        """
        sheet = self._of_officer()
        sheet.ensure_one()
        tasks = sheet._of_state(*OPEN_STATES)
        sheet._check_successor(rater, tasks)
        cycle = sheet.cycle_id
        values = [
            {
                "rule_id": task.rule_id.id,
                "employee_id": task.employee_id.id,
                "team_id": task.team_id.id,
            }
            for task in tasks
        ]
        tasks.unlink()
        if not sheet.assessment_ids:
            sheet.unlink()
        successor = cycle._sheets_of({rater.id})[rater.id]
        self.env["aftersales.assessment"].sudo().create(
            [{**vals, "grading_id": successor.id} for vals in values]
        )
        successor._invite()
        return successor

    def _check_successor(self, rater, tasks):
        """Somebody with a login who neither is graded here nor grades it already."""
        if not tasks:
            raise UserError(self.env._("There is nothing left to hand over."))
        others = self.cycle_id.grading_ids.filtered(lambda one: one.rater_id == rater)
        known = {(one.criterion_id, one.employee_id) for one in others.assessment_ids}
        if rater in tasks.employee_id or any(
            (task.criterion_id, task.employee_id) in known for task in tasks
        ):
            raise UserError(
                self.env._(
                    "%(name)s is graded here, or grades these people already.",
                    name=rater.name,
                )
            )
        if self.company_id not in rater.user_id.company_ids:
            raise UserError(self.env._("%(name)s has no login here.", name=rater.name))

    def action_remind(self):
        """Write to those of the raters who are not done."""
        waiting = self._of_officer().filtered(lambda sheet: sheet.state == "open")
        waiting._remind()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Reminded: %(names)s",
                    names=listed(self.env, waiting.rater_id.mapped("name")) or "–",
                ),
            },
        }

    def action_grade(self):
        """Open the page on which the rater grades."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self._url(), "target": "self"}

    def _of_officer(self):
        """The same sheets with all rights, if the user is an officer who sees them."""
        check_officer(self.env)
        self.check_access("read")
        return self.sudo()

    def _of_state(self, *states):
        return self.assessment_ids.filtered(lambda one: one.state in states)

    def _expire(self):
        self._of_state(*OPEN_STATES)._move("action_expire")
        self._settle_activities()

    # --- Telling the raters -----------------------------------------------------------

    def _url(self):
        return f"/my/kpi/grading/{self.id}"

    def _invite(self):
        """Tell each rater once, by mail and as an activity."""
        self._send("aftersales_kpi.mail_template_grading_invitation")
        for sheet in self.filtered(lambda one: not one.user_id.share):
            asked = sheet.with_context(
                mail_activity_quick_update=True, lang=sheet.user_id.lang
            )
            asked.activity_schedule(
                ACTIVITY,
                date_deadline=sheet.deadline,
                summary=asked.env._("Grade your colleagues"),
                user_id=sheet.user_id.id,
            )

    def _remind(self):
        self._send("aftersales_kpi.mail_template_grading_reminder")
        for sheet in self:
            sheet.reminder_count += 1

    def _send(self, template):
        if self:
            self.env.ref(template).send_mail_batch(
                self.ids, email_layout_xmlid="mail.mail_notification_light"
            )

    def _settle_activities(self):
        done = self.filtered(lambda sheet: sheet.state != "open")
        done.activity_feedback([ACTIVITY])

    @api.model
    def _due_reminders(self, today):
        """Open sheets whose next reminder is due; a missed day is made up for."""
        due = Domain.OR(
            Domain("deadline", "<=", today + timedelta(days=days))
            & Domain("reminder_count", "<=", number)
            for number, days in enumerate(REMINDERS)
        )
        return self.search(
            due & Domain("state", "=", "open") & Domain("deadline", ">=", today)
        )
