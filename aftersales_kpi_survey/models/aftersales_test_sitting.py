from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..sources.answers import MAXIMUM
from .aftersales_survey_workflow import LAYOUT, Transition

TRANSITIONS = {
    "action_take": Transition(("waiting", "taken", "absent"), "taken", "participant"),
    "action_excuse": Transition(("waiting", "absent"), "excused", "officer"),
    "action_recall": Transition(("excused",), "waiting", "officer"),
    "action_miss": Transition(("waiting",), "absent", "system"),
}
#: Attempts finished in tests of these states count.
COUNTED = ("open", "closed")


class AftersalesTestSitting(models.Model):
    """One person in one test: attempts, and the result that counts."""

    _name = "aftersales.test.sitting"
    _description = "Test Participant"
    _inherit = ["aftersales.survey.workflow"]
    _order = "test_id desc, employee_id"
    _rec_name = "employee_id"
    _transitions = TRANSITIONS

    test_id = fields.Many2one(
        "aftersales.test", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="test_id.company_id", store=True)
    employee_id = fields.Many2one(
        "hr.employee",
        string="Person",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index=True, string="Login"
    )
    answer_ids = fields.One2many(
        "survey.user_input",
        "kpi_sitting_id",
        string="Attempts",
        readonly=True,
        groups="aftersales_kpi.group_officer",
    )
    attempt_count = fields.Integer(
        "Attempts Made", compute="_compute_result", store=True
    )
    has_score = fields.Boolean(compute="_compute_result", store=True)
    score = fields.Float(
        "Result (of 100)",
        compute="_compute_result",
        store=True,
        # a mean would count who has none as 0
        aggregator=None,
    )
    is_passed = fields.Boolean("Passed", compute="_compute_result", store=True)
    state = fields.Selection(
        [
            ("waiting", "Not taken yet"),
            ("taken", "Taken"),
            ("absent", "Absent"),
            ("excused", "Excused"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    excuse = fields.Char(help="Why the person need not take the test.")

    _person_uniq = models.Constraint(
        "UNIQUE (test_id, employee_id)", "A person takes part in a test once."
    )

    @api.depends("answer_ids.state", "answer_ids.scoring_percentage")
    def _compute_result(self):
        for sitting in self:
            done = sitting.answer_ids.filtered(lambda one: one.state == "done")
            counted = sitting._counted(done.sorted("id"))
            sitting.attempt_count = len(done)
            sitting.has_score = bool(counted)
            sitting.score = counted.scoring_percentage
            sitting.is_passed = bool(counted) and counted.scoring_success

    def _counted(self, attempts):
        """The attempt that counts, of those made in this order."""
        match self.test_id.attempt_policy:
            case "first":
                return attempts[:1]
            case "last":
                return attempts[-1:]
            case "best":
                return attempts.sorted("scoring_percentage", reverse=True)[:1]
        raise ValueError(f"Unknown policy {self.test_id.attempt_policy!r}")

    # --- What the person does ---------------------------------------------------------

    def _why_not(self):
        """Why the person cannot begin an attempt now; empty if that is possible."""
        test = self.test_id
        now = self.env["aftersales.observation"]._now()
        if test.state != "open" or now >= test._closes():
            return self.env._("The test is over.")
        if now < test._opens():
            return self.env._("The test has not begun yet.")
        if self.state == "excused":
            return self.env._("You are excused from this test.")
        if not self._attempt_under_way() and (
            len(self.answer_ids) >= test.attempt_limit
        ):
            return self.env._("You have no attempt left.")
        return ""

    def _is_unbeatable(self):
        """Whether another attempt could change nothing for the better."""
        return (
            self.test_id.attempt_policy == "best"
            and self.has_score
            and self.score >= MAXIMUM
        )

    def _attempt_under_way(self):
        return self.answer_ids.filtered(
            lambda one: one.state != "done" and not one.survey_time_limit_reached
        )[:1]

    def _begin(self):
        """The attempt under way, or another one; the questions are drawn then.

        Two clicks at the same time begin one attempt: the row is locked.
        """
        self.ensure_one()
        self.env.cr.execute(
            "SELECT 1 FROM aftersales_test_sitting WHERE id = %s FOR UPDATE", [self.id]
        )
        self.invalidate_recordset()
        reason = self._why_not()
        if reason:
            raise UserError(reason)
        return self._attempt_under_way() or self.env["survey.user_input"].create(
            {
                "survey_id": self.test_id.survey_id.id,
                "company_id": self.company_id.id,
                "partner_id": self.user_id.partner_id.id,
                "email": self.user_id.email,
                "nickname": self.employee_id.name,
                "deadline": self.test_id._closes(),
                "kpi_sitting_id": self.id,
                "kpi_employee_id": self.employee_id.id,
                "kpi_user_id": self.user_id.id,
                "kpi_filled_by_id": self.user_id.id,
            }
        )

    # --- What an officer does ---------------------------------------------------------

    def action_excuse(self):
        """These people need not take the test; nothing is posted for them."""
        sittings = self._of_officer()
        sittings._move("action_excuse")
        sittings._observations()._void(self.env._("Excused from the test."))

    def action_recall(self):
        """These people take the test after all."""
        sittings = self._of_officer()
        if any(sitting.test_id.state != "open" for sitting in sittings):
            raise UserError(self.env._("The test is over."))
        sittings._move("action_recall")
        sittings.filtered("has_score")._taken()

    def action_view_attempts(self):
        """Open the attempts with their answers."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi_survey.survey_user_input_action"
        )
        return {**action, "domain": [("kpi_sitting_id", "=", self.id)], "context": {}}

    # --- To the ledger ----------------------------------------------------------------

    def _taken(self):
        """An attempt was finished: post the result, or the better one instead.

        It counts nowhere for who was excused meanwhile, and in a cancelled test.
        """
        for sitting in self:
            if sitting.state == "excused" or sitting.test_id.state not in COUNTED:
                continue
            sitting._move("action_take")
            sitting._post(Decimal(str(round(sitting.score, 2))))

    def _miss(self):
        """The test is over for who has not taken it: the test's policy decides.

        Without a login nobody could take it: that is listed, and is no zero.
        """
        missing = self.filtered(lambda one: one.state == "waiting")
        missing._move("action_miss")
        for sitting in missing:
            if sitting.test_id.absent_policy == "zero" and sitting.user_id:
                sitting._post(0)
            elif sitting.test_id.absent_policy == "excuse":
                sitting._move("action_excuse")

    def _post(self, result):
        """The result as a fact, unless the questions post nothing."""
        if not self.test_id.survey_id.kpi_kind_id:
            return
        row = self._prepare_observation_vals(result)
        known = self._observations()
        ledger = self.env["aftersales.observation"].sudo()
        if not known:
            latest = ledger._latest(row["kind"], row["origin"], self.company_id)
            ledger._post([{**row, "revision": latest.revision + 1 if latest else 0}])
        elif known.numerator != float(result):
            ledger._post_replacing(row, known)

    def _prepare_observation_vals(self, result):
        return {
            "kind": self.test_id.survey_id.kpi_kind_id.code,
            "company_id": self.company_id.id,
            "employee_id": self.employee_id.id,
            "user_id": self.user_id.id or None,
            "event_date": self.test_id._opens(),
            "numerator": result,
            "denominator": MAXIMUM,
            "res_model": self._name,
            "res_id": self.id,
            "origin": f"test:{self.test_id.id}:{self.employee_id.id}",
        }

    def _observations(self):
        """The facts of these results that count."""
        ledger = self.env["aftersales.observation"].sudo()
        return ledger.search(ledger._effective_domain() & ledger._about_records(self))

    # --- Telling ----------------------------------------------------------------------

    def _url(self):
        return "/my/kpi/tests"

    def _invite(self, template):
        with_login = self.filtered("user_id.partner_id.email")
        if with_login:
            self.env.ref(template).sudo().send_mail_batch(
                with_login.ids, email_layout_xmlid=LAYOUT
            )


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    kpi_sitting_id = fields.Many2one(
        "aftersales.test.sitting",
        string="Test",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    def _kpi_follow(self):
        """The result of a test follows its attempts."""
        result = super()._kpi_follow()
        self.kpi_sitting_id._taken()
        return result

    def _kpi_total(self, shares):
        """A question left out is a wrong one: Odoo's own score of the test."""
        if self.survey_id.kpi_use == "test":
            return Decimal(str(self.scoring_percentage))
        return super()._kpi_total(shares)

    def _kpi_counts_so_far(self):
        """A test that was begun counts, with whatever was answered."""
        return bool(self.kpi_sitting_id) or super()._kpi_counts_so_far()

    @api.model
    def _kpi_finish_abandoned(self):
        """An attempt whose time is up ends by itself, whoever closed the browser."""
        result = super()._kpi_finish_abandoned()
        now = self.env["aftersales.observation"]._now()
        begun = self.sudo().search(
            [("kpi_sitting_id", "!=", False), ("state", "=", "in_progress")]
        )
        begun.filtered(
            lambda one: one.survey_time_limit_reached or one.deadline <= now
        )._kpi_finish()
        return result
