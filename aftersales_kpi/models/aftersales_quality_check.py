from collections import defaultdict
from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..scoring import is_number
from ..scoring.quality import CheckItem, check_score

ACTIVITY = "mail.mail_activity_data_todo"
TURN = Markup(
    "<div class='mb-3'><div class='text-muted small'>%s · %s</div><div>%s</div></div>"
)


class AftersalesQualityCheck(models.Model):
    """A solved ticket, looked at by somebody who did not solve it (R11).

    The checker reads the conversation without names and answers question by question;
    what it is worth is computed when the check is submitted, not before.
    """

    _name = "aftersales.quality.check"
    _description = "Quality Check"
    _inherit = ["aftersales.ticket.record", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "deadline, id"

    draw_id = fields.Many2one(
        "aftersales.quality.draw", required=True, readonly=True, ondelete="restrict"
    )
    deadline = fields.Date(related="draw_id.deadline", store=True)
    employee_id = fields.Many2one(
        "hr.employee", string="Solved By", readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Login", readonly=True, ondelete="restrict", index=True
    )
    solved_on = fields.Datetime(required=True, readonly=True)
    checker_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict", index=True
    )
    is_checker = fields.Boolean(compute="_compute_is_checker")
    state = fields.Selection(
        [
            ("to_do", "To check"),
            ("submitted", "Submitted"),
            ("withdrawn", "Withdrawn"),
        ],
        default="to_do",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("aftersales.quality.check.line", "check_id")
    comment = fields.Text("Finding", help="What was good, and what should change.")
    score = fields.Float(
        digits=(16, 6), readonly=True, aggregator="avg", help="Of 100."
    )
    applicable = fields.Boolean(
        readonly=True, help="Whether any question applied, so that there is a score."
    )
    submitted_on = fields.Datetime(readonly=True)
    conversation = fields.Html(compute="_compute_conversation", sanitize=False)

    _ticket_once = models.UniqueIndex(
        "(ticket_id) WHERE state <> 'withdrawn'",
        "This ticket is being checked already.",
    )
    _not_oneself = models.Constraint(
        "CHECK(checker_id <> user_id)", "Nobody checks the own solution."
    )

    @api.depends("ticket_id")
    def _compute_display_name(self):
        for check in self:
            check.display_name = check.ticket_id.sudo().number

    @api.depends("checker_id")
    @api.depends_context("uid")
    def _compute_is_checker(self):
        for check in self:
            check.is_checker = check.checker_id == self.env.user

    @api.depends("ticket_id")
    def _compute_conversation(self):
        """What was asked and answered in public, without names."""
        for check in self:
            check.conversation = check._conversation()

    def _conversation(self):
        speakers = {False: self.env._("Customer"), True: self.env._("Service person")}
        return Markup("").join(
            TURN
            % (
                speakers[by_staff],
                format_datetime(self.env, moment, dt_format="short"),
                body or "",
            )
            for moment, by_staff, body in self.ticket_id.sudo()._kpi_conversation()
        )

    # --- What the checker does --------------------------------------------------------

    def action_submit(self):
        """Hand in the check: its score is computed and counts for who solved it."""
        for check in self:
            check._check_move("action_submit")
            check._check_answered()
            score = check._computed_score()
            check._move(
                "action_submit",
                score=float(score) if is_number(score) else 0,
                applicable=is_number(score),
                submitted_on=fields.Datetime.now(),
            )
        self._post_records()
        self.sudo().activity_feedback([ACTIVITY])

    def _check_answered(self):
        open_lines = self.line_ids.filtered(lambda line: not line.answer)
        if open_lines:
            raise UserError(
                self.env._(
                    "%(count)s questions are not answered. Where one does not apply, "
                    "say so.",
                    count=len(open_lines),
                )
            )
        unexplained = self.line_ids.filtered(
            lambda line: line.answer == "no" and not (line.note or "").strip()
        )
        if unexplained:
            raise UserError(
                self.env._(
                    "Say what was wrong: “%(question)s” was answered with no.",
                    question=unexplained[:1].name,
                )
            )

    def _computed_score(self):
        return check_score(
            CheckItem(Decimal(str(line.weight)), line.answer, line.critical)
            for line in self.line_ids
        )

    # --- What an officer does ---------------------------------------------------------

    def action_reopen(self):
        """Let the checker change the answers; until then the first ones count."""
        self._move("action_reopen")
        self.sudo()._tell_checkers()

    def action_withdraw(self):
        """Take the check back: it counts for nobody any more."""
        self._move("action_withdraw")
        ledger = self.env["aftersales.observation"].sudo()
        for check in self:
            ledger._latest("accuracy", f"q{check.id}", check.company_id)._void(
                self.env._("The quality check was withdrawn.")
            )
        self.sudo().activity_unlink([ACTIVITY])

    def _tell_checkers(self):
        """One task for each checker, whatever the number of tickets."""
        by_checker = defaultdict(self.browse)
        for check in self:
            by_checker[check.checker_id] |= check
        for checker, checks in by_checker.items():
            first = checks[:1].with_context(
                mail_activity_quick_update=True, lang=checker.lang
            )
            first.activity_schedule(
                ACTIVITY,
                date_deadline=first.deadline or fields.Date.today(),
                summary=first.env._("%s quality checks to do", len(checks)),
                user_id=checker.id,
            )
