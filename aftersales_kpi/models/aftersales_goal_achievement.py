from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from ..scoring import NO_DATA, brief, is_number, midnight, quantity, round_half_up
from ..scoring.exact import ZERO
from ..scoring.goal import FULL, achievement, combined, status
from .aftersales_goal import LEVEL_FIELDS
from .aftersales_indicator_figures import FigureRequest
from .aftersales_scheme_criterion import UNIT_PHRASES, exact
from .company_day import zone_of

STATUSES = [
    ("reached", "Reached"),
    ("close", "Nearly reached"),
    ("behind", "Not reached"),
    ("unknown", "No data yet"),
]

# The indicator that a sum of imported measures amounts to, by the kind's unit.
KIND_INDICATORS = {
    "second": {"aggregate": "sum", "unit": "hour"},
    "count": {"aggregate": "sum", "unit": "count"},
    "cent": {"aggregate": "sum", "unit": "money"},
    "check": {"aggregate": "ratio_of_sums", "unit": "percent"},
    "score": {"aggregate": "ratio_of_sums", "unit": "score"},
}


class AftersalesGoal(models.Model):
    """How far goals are reached: read from the ledger, all of them at once."""

    _inherit = "aftersales.goal"

    value_text = fields.Char(
        compute="_compute_achievement", compute_sudo=True, string="Now"
    )
    target_text = fields.Char(
        compute="_compute_achievement", compute_sudo=True, string="Target with Unit"
    )
    achievement = fields.Float(
        compute="_compute_achievement",
        compute_sudo=True,
        string="Reached",
        digits=(16, 2),
        help="Per cent of the target; 100 at most.",
    )
    status = fields.Selection(
        STATUSES,
        string="Attainment",
        compute="_compute_achievement",
        compute_sudo=True,
        search="_search_status",
    )
    # Written by the evaluation; empty in the database where nothing was known.
    final_achievement = fields.Float(
        readonly=True, copy=False, digits=0, string="Evaluated At"
    )
    final_known = fields.Boolean(readonly=True, copy=False)
    final_value = fields.Char(readonly=True, copy=False)

    @api.depends(
        "state",
        "measure",
        "indicator_id",
        "kind_id",
        "target_value",
        "start_value",
        "has_start",
        "date_from",
        "date_to",
        "is_done",
        "weight",
        "milestone_ids.done_on",
        "milestone_ids.weight",
        "child_ids",
        "final_achievement",
    )
    @api.depends_context("lang")
    def _compute_achievement(self):
        goals = self._origin._with_descendants()
        figures = goals._goal_figures()
        reached = goals._achievements(figures)
        for goal in self:
            known = goal._origin.id
            part = reached.get(known, NO_DATA)
            goal.achievement = part if is_number(part) else 0
            goal.status = status(part)
            goal.value_text = goal._value_text(figures.get(known, NO_DATA), part)
            goal.target_text = goal._target_text()

    @api.model
    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        goals = self.search([])
        return Domain("id", "in", goals.filtered(lambda goal: goal.status in value).ids)

    def _with_descendants(self):
        """These goals and all that they are broken down to, the deepest first."""
        return (
            self.sudo()
            .search([("id", "child_of", self.ids)])
            .sorted(lambda goal: (goal.parent_path.count("/"), goal.id), reverse=True)
        )

    # --- From the ledger --------------------------------------------------------------

    def _goal_figures(self):
        """{goal id: measured value or NO_DATA} of goals that have a target."""
        indicators = {kind: self._kind_indicator(kind) for kind in self.kind_id}
        return self.env["aftersales.indicator"]._figures(
            [
                FigureRequest(
                    key=goal.id,
                    indicator=goal.indicator_id
                    if goal.measure == "indicator"
                    else indicators[goal.kind_id],
                    company_id=goal.company_id.id,
                    subject_type=goal.level,
                    subject_id=goal[LEVEL_FIELDS[goal.level]].id,
                    since=goal._moment(goal.date_from),
                    until=goal._moment(fields.Date.add(goal.date_to, days=1)),
                )
                for goal in self
                if goal._is_measured()
            ]
        )

    @api.model
    def _kind_indicator(self, kind):
        """An indicator for the time being: the sum of a kind's measures."""
        return self.env["aftersales.indicator"].new(
            {
                "numerator_kind_id": kind.id,
                "numerator_domain": "[]",
                "denominator_domain": "[]",
                "clock": "none",
                **KIND_INDICATORS[kind.unit],
            }
        )

    def _moment(self, day):
        """Midnight at the beginning of the day in the company's time zone, UTC."""
        return midnight(day, zone_of(self.company_id))

    # --- Achievement ------------------------------------------------------------------

    def _achievements(self, figures):
        """{goal id: per cent or NO_DATA}; the goals come deepest first."""
        reached = {}
        for goal in self:
            reached[goal.id] = goal._achievement(figures, reached)
        return reached

    def _achievement(self, figures, reached):
        if self.state == "evaluated":
            return exact(self.final_achievement) if self.final_known else NO_DATA
        match self.measure:
            case "indicator" | "kind":
                return achievement(
                    figures[self.id],
                    exact(self.target_value),
                    exact(self.start_value) if self.has_start else None,
                    self._lower_is_better(),
                )
            case "milestones":
                return combined(
                    (exact(one.weight), FULL if one.done_on else ZERO)
                    for one in self.milestone_ids
                )
            case "yes_no":
                return FULL if self.is_done else ZERO
            case "children":
                return combined(
                    (exact(child.weight), reached[child.id])
                    for child in self.child_ids
                    if child.state != "cancelled"
                )
        raise ValueError(f"Unknown measure {self.measure!r}")

    # --- In words ---------------------------------------------------------------------

    def _value_text(self, figure, part):
        """What is known now, in the goal's own terms."""
        if self.state == "evaluated":
            return self.final_value
        match self.measure:
            case "indicator" | "kind":
                if not is_number(figure):
                    return self.env._("no data")
                return self._quantity_text(figure)
            case "milestones":
                done = self.milestone_ids.filtered("done_on")
                return f"{len(done)} / {len(self.milestone_ids)}"
            case "yes_no":
                return self.env._("done") if self.is_done else self.env._("not done")
        return f"{round(part)} %" if is_number(part) else self.env._("no data")

    def _target_text(self):
        if not self._is_measured():
            return False
        return self._quantity_text(exact(self.target_value))

    def _quantity_text(self, number):
        unit = (
            self.indicator_id.unit
            if self.measure == "indicator"
            else KIND_INDICATORS[self.kind_id.unit or "count"]["unit"]
        )
        shown = round_half_up(Decimal(number))
        if shown == exact(self.target_value):
            shown = number  # what is just missed must not read as reached
        phrase = quantity(brief(shown), UNIT_PHRASES[unit or "score"])
        return phrase.text(self.env._)
