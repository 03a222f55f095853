from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_datetime

from .wording import labelled, listed

# How many base units of the ledger one unit of the screen is.
SCREEN_UNITS = {"second": 60, "cent": 100}
# What can be decided about a record, a line, and the card as a whole.
RECORD_REMEDIES = {"keep", "exclude", "void", "replace", "reassign"}
LINE_REMEDIES = {"keep", "points"}
CARD_REMEDIES = {"keep", "restore"}
# What an accepted appeal of a kind asks for.
REMEDY_OF_KIND = {
    "wrong_data": "void",
    "wrong_person": "exclude",
    "not_my_fault": "exclude",
    "wrong_rule": "exclude",
}


class AftersalesAppealItem(models.Model):
    """One thing that is examined again: its evidence then and now, and the remedy."""

    _name = "aftersales.appeal.item"
    _description = "Item of an Appeal"
    _order = "appeal_id, id"

    appeal_id = fields.Many2one(
        "aftersales.appeal", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="appeal_id.company_id", store=True)
    line_id = fields.Many2one("aftersales.scorecard.line", ondelete="restrict")
    observation_id = fields.Many2one(
        "aftersales.observation", string="Record", ondelete="restrict"
    )
    is_asked = fields.Boolean(
        "Asked For",
        readonly=True,
        help="The appellant named it; others were added by who decides.",
    )
    is_done = fields.Boolean("Corrected", readonly=True)
    name = fields.Char(compute="_compute_texts", string="What", compute_sudo=True)
    then_text = fields.Char(
        compute="_compute_texts", string="When Published", compute_sudo=True
    )
    now_text = fields.Char(compute="_compute_texts", string="Today", compute_sudo=True)
    remedy = fields.Selection(
        [
            ("keep", "Stays as it is"),
            ("exclude", "True, but not the person's: leave it out"),
            ("void", "Wrong: it counts for nobody"),
            ("replace", "Wrong: another value is right"),
            ("reassign", "It is another person's"),
            ("points", "Decide the points of the line"),
            ("restore", "Undo the voiding"),
        ],
        required=True,
        default="keep",
        string="Decision",
    )
    new_amount = fields.Float(
        "Right Value", help="In the unit shown; minutes for times."
    )
    new_points = fields.Float(digits=(16, 2), string="Points")

    # --- Then and now -------------------------------------------------------------

    @api.depends("observation_id", "line_id", "remedy")
    @api.depends_context("lang", "tz")
    def _compute_texts(self):
        latest = self._latest_revisions()
        for item in self:
            if item.observation_id:
                item._describe_record(latest)
            elif item.line_id:
                item._describe_line()
            else:
                item._describe_card()

    def _latest_revisions(self):
        """{(kind, origin, company): what stands there today}, in one query for all."""
        facts = self.observation_id
        found = facts.search(
            [
                ("kind_id", "in", facts.kind_id.ids),
                ("origin", "in", facts.mapped("origin")),
                ("company_id", "in", facts.company_id.ids),
            ],
            order="revision",
        )
        return {(one.kind_id, one.origin, one.company_id): one for one in found}

    def _describe_record(self, latest):
        fact = self.observation_id
        day = format_datetime(self.env, fact.event_date, dt_format="short")
        ticket = fact.ticket_id.number
        self.name = " · ".join(filter(None, [fact.kind_id.name, ticket, day]))
        self.then_text = fact.amount
        self.now_text = listed(self.env, self._record_today(latest))

    def _record_today(self, latest):
        """What has become of the record and its ticket since it was published."""
        fact = self.observation_id
        today = latest.get((fact.kind_id, fact.origin, fact.company_id), fact)
        if fact.voided_on:
            yield self.env._("voided: %(reason)s", reason=fact.void_reason or "")
        elif today != fact:
            yield self.env._("replaced by %(amount)s", amount=today.amount)
        else:
            yield fact.amount
        if fact.excluded:
            yield self.env._("left out")
        if fact.ticket_id:
            yield self.env._(
                "ticket: %(stage)s, %(person)s",
                stage=fact.ticket_id.stage_id.name,
                person=fact.ticket_id.user_id.name or self.env._("nobody"),
            )
        elif fact.res_model == "helpdesk.ticket":
            yield self.env._("ticket deleted")

    def _describe_line(self):
        line = self.line_id
        self.name = line.indicator_id.name
        self.then_text = f"{line.value_text} · {line.points_text}"
        self.now_text = self._line_today()

    def _line_today(self):
        ids = (self.line_id.evidence or {}).get("id") or []
        changed = self.env["aftersales.observation"].search_count(
            [
                ("id", "in", ids),
                "|",
                ("state", "in", ["voided", "replaced"]),
                ("excluded", "=", True),
            ]
        )
        if not changed:
            return self.env._("%(count)s records, none changed", count=len(ids))
        return self.env._(
            "%(changed)s of %(count)s records changed", changed=changed, count=len(ids)
        )

    def _describe_card(self):
        card = self.appeal_id.scorecard_id
        self.name = self.env._("Whole scorecard")
        self.then_text = card._total_text()
        self.now_text = card._current()._total_text()

    # --- What may be decided ------------------------------------------------------

    @api.constrains("remedy", "observation_id", "line_id", "new_points")
    def _check_remedy(self):
        for item in self:
            if item.remedy not in item._possible_remedies():
                raise ValidationError(
                    self.env._("This cannot be decided about %(item)s.", item=item.name)
                )
            limit = item.line_id.sudo().max_points
            if item.remedy == "points" and not 0 <= item.new_points <= limit:
                raise ValidationError(
                    self.env._("Decide 0 to %(max)g points.", max=limit)
                )

    def _possible_remedies(self):
        if self.observation_id:
            return RECORD_REMEDIES
        if self.line_id:
            return LINE_REMEDIES
        voided = self.appeal_id.sudo().scorecard_id.state == "voided"
        return CARD_REMEDIES if voided else {"keep"}

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._check_may_decide()
        items._check_of_card()
        return items

    def write(self, vals):
        self._check_may_decide()
        result = super().write(vals)
        self._check_of_card()
        return result

    def unlink(self):
        self._check_may_decide()
        if any(item.is_asked for item in self) and not self.env.su:
            raise UserError(
                self.env._("What the person asked for is decided, not removed.")
            )
        return super().unlink()

    def _check_may_decide(self):
        """Only who decides writes remedies, only while it waits; moves may always."""
        if not self.env.su:
            for appeal in self.appeal_id:
                appeal._check_may_write({"item_ids"})

    def _check_of_card(self):
        for item in self.sudo():
            card = item.appeal_id.scorecard_id
            if item.line_id and item.line_id.scorecard_id != card:
                raise UserError(self.env._("This line is of another scorecard."))
            if item.observation_id and not item._evidence_lines():
                raise UserError(self.env._("This record is not behind the scorecard."))

    def _evidence_lines(self):
        """The lines of the card that the record stands behind."""
        return self.appeal_id.scorecard_id.line_ids.filtered(
            lambda line: (
                self.observation_id.id in ((line.evidence or {}).get("id") or [])
            )
        )

    def _default_remedy(self):
        """What accepting the appeal as it was asked means for this item."""
        appeal = self.appeal_id
        if self.observation_id:
            if appeal.kind == "wrong_person" and appeal.other_employee_id:
                return "reassign"
            return REMEDY_OF_KIND[appeal.kind]
        if self.line_id:
            return "points"
        return "restore" if appeal.scorecard_id.state == "voided" else "keep"

    def _keep(self):
        self.write({"remedy": "keep"})

    def _corrected_values(self):
        """What the right value means for the ledger: {column: number}."""
        factor = SCREEN_UNITS.get(self.observation_id.kind_id.unit, 1)
        clocks = self._evidence_lines().indicator_id.mapped("clock")
        column = "elapsed" if "elapsed" in clocks else "numerator"
        return {column: self.new_amount * factor}

    def _summary(self):
        """One line of text an item, for the log of decisions."""
        labels = dict(self._fields["remedy"]._description_selection(self.env))
        return "\n".join(
            labelled(
                self.env, item.name, f"{labels[item.remedy]}{item._decided_value()}"
            )
            for item in self
        )

    def _decided_value(self):
        match self.remedy:
            case "points":
                return f" → {self.new_points:g}"
            case "replace":
                return f" → {self.new_amount:g}"
        return ""
