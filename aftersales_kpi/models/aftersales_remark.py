import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

LONGEST = 2000
PARTS = ("strengths", "weaknesses")


class AftersalesRemark(models.Model):
    """What a rater writes about a person beside the grades (R22).

    No log columns: the time of writing would name an anonymous rater.
    """

    _name = "aftersales.remark"
    _description = "Strengths and Weaknesses"
    _order = "grading_id, employee_id"
    _rec_name = "employee_id"
    _log_access = False

    grading_id = fields.Many2one(
        "aftersales.grading", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="grading_id.company_id", store=True)
    user_id = fields.Many2one(
        related="grading_id.user_id", store=True, string="Rater's Login"
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="About",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    strengths = fields.Text(readonly=True)
    weaknesses = fields.Text(
        string="What Could Be Better", readonly=True, help="Said so that it helps."
    )
    is_anonymous = fields.Boolean(compute="_compute_role", store=True)
    role = fields.Char(compute="_compute_role", store=True)
    is_submitted = fields.Boolean(compute="_compute_is_submitted", store=True)

    _person_unique = models.UniqueIndex(
        "(grading_id, employee_id)", "A rater writes about a person once."
    )

    @api.depends("employee_id")
    def _compute_display_name(self):
        # a portal rater may not read employees, but knows about whom one wrote
        for remark in self:
            remark.display_name = remark.sudo().employee_id.name

    @api.depends("grading_id", "employee_id")
    def _compute_role(self):
        for remark in self:
            tasks = remark._tasks()
            remark.role = tasks[:1].role
            remark.is_anonymous = any(task.is_anonymous for task in tasks)

    @api.depends("grading_id.assessment_ids.state")
    def _compute_is_submitted(self):
        for remark in self:
            states = set(remark._tasks().mapped("state"))
            remark.is_submitted = states == {"submitted"}

    def _tasks(self):
        """The grades that the rater gives this person."""
        return self.sudo().grading_id.assessment_ids.filtered(
            lambda task: task.employee_id == self.employee_id
        )


class AftersalesGrading(models.Model):
    _inherit = "aftersales.grading"

    remark_ids = fields.One2many(
        "aftersales.remark", "grading_id", string="Remarks", readonly=True
    )

    def save_remarks(self, remarks):
        """Keep what the rater writes, given as {employee id: {part: text}}."""
        self._check_rater()
        sheet = self.sudo()
        open_ids = sheet._of_state("to_do", "draft").employee_id.ids
        for key, texts in remarks.items():
            if int(key) not in open_ids:
                raise UserError(self.env._("You grade this person no longer here."))
            sheet._keep_remark(int(key), sheet._clean_remark(texts))

    def _clean_remark(self, texts):
        cleaned = {part: (texts[part] or "").strip() for part in PARTS if part in texts}
        if any(len(text) > LONGEST for text in cleaned.values()):
            raise UserError(
                self.env._("Write at most %(count)s characters.", count=LONGEST)
            )
        return cleaned

    def _keep_remark(self, employee_id, texts):
        known = self.remark_ids.filtered(lambda one: one.employee_id.id == employee_id)
        if known:
            known.write(texts)
        elif any(texts.values()):
            self.env["aftersales.remark"].create(
                {"grading_id": self.id, "employee_id": employee_id, **texts}
            )

    def action_submit(self):
        self._check_rater()
        self.sudo()._check_remarks()
        return super().action_submit()

    def _check_remarks(self):
        """Raise where the scheme wants words about everybody and some are missing."""
        if self.cycle_id.scheme_id.remark_policy != "required":
            return
        judged = self.assessment_ids.filtered(lambda task: not task.is_declined)
        written = self.remark_ids.filtered("strengths").filtered("weaknesses")
        missing = judged.employee_id - written.employee_id
        if missing:
            raise UserError(
                self.env._(
                    "Write a strength and what could be better about: %(names)s.",
                    names=", ".join(missing.mapped("name")),
                )
            )


class AftersalesScheme(models.Model):
    _inherit = "aftersales.scheme"

    remark_policy = fields.Selection(
        [
            ("none", "Not asked for"),
            ("optional", "If the rater likes"),
            ("required", "About everybody"),
        ],
        string="Strengths and Weaknesses",
        default="optional",
        required=True,
        help="Words that raters write beside their grades. Colleagues' words are shown "
        "to the person only where enough of them wrote, mixed up and without names.",
    )


class AftersalesScorecard(models.Model):
    _inherit = "aftersales.scorecard"

    def _remarks_written(self):
        """{card id: submitted remarks of others}, one search for all cards."""
        cards = self.sudo()
        remarks = self.env["aftersales.remark"].sudo()
        written = remarks.search(
            [
                ("grading_id.cycle_id", "in", cards.cycle_id.ids),
                ("employee_id", "in", cards.employee_id.ids),
                ("is_submitted", "=", True),
                ("role", "!=", "self"),
            ]
        ).grouped(lambda remark: (remark.grading_id.cycle_id, remark.employee_id))
        return {
            card.id: written.get((card.cycle_id, card.employee_id), remarks)
            for card in cards
        }

    def _remarks_shown(self, remarks=None):
        """What others wrote about the person, as [(role's label, part, texts)].

        Anonymous words only from the minimum number of writers on, in an order that
        says nothing about them. The person's own words are the person's already.
        """
        self.ensure_one()
        if remarks is None:
            remarks = self._remarks_written()[self.id]
        card = self.sudo()
        labels = dict(
            self.env["aftersales.scheme.rater"]
            ._fields["role"]
            ._description_selection(self.env)
        )
        return [
            (labels[role], part, sorted(texts, key=_mixed))
            for role, written in remarks.grouped("role").items()
            for part in PARTS
            if (texts := list(filter(None, written.mapped(part))))
            and len(texts) >= card._fewest_writers(role, written)
        ]

    def _fewest_writers(self, role, written):
        """How many have to have written before a role's words are shown."""
        if not any(remark.is_anonymous for remark in written):
            return 1
        rules = self.cycle_id.scheme_id.criterion_ids.rater_ids
        return max(
            rules.filtered(lambda rule: rule.role == role).mapped("minimum_raters"),
            default=1,
        )


def _mixed(text):
    """A place in the order that has nothing to do with who wrote, nor when."""
    return hashlib.sha256(text.encode()).digest()
