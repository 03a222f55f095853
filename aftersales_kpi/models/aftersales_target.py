from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..scoring import period_of
from .company_day import today_of

# Whose target goes first: the person's before the post's, and so on.
TARGET_OWNERS = ("employee_id", "job_id", "team_id", "department_id")
# What a target says; none of it changes for a period that has begun.
SAID = {"indicator_id", "company_id", "date_from", "value", *TARGET_OWNERS}
# Cycles in these states rest on the targets of their first day.
RESTING_STATES = ("open", "scored", "approved", "published", "closed")


class AftersalesTarget(models.Model):
    """The value that somebody shall reach on an indicator, for a time.

    A period is scored by the targets of its first day. For a period that has begun they
    stay as they are (R63): a target is ended, and another one begins with the next.
    """

    _name = "aftersales.target"
    _description = "Target"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    indicator_id = fields.Many2one(
        "aftersales.indicator",
        required=True,
        ondelete="cascade",
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    employee_id = fields.Many2one("hr.employee", check_company=True, tracking=True)
    job_id = fields.Many2one("hr.job", string="Post", check_company=True, tracking=True)
    team_id = fields.Many2one("helpdesk.ticket.team", check_company=True, tracking=True)
    department_id = fields.Many2one("hr.department", check_company=True, tracking=True)
    date_from = fields.Date(
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="A period is scored by the targets that hold on its first day.",
    )
    date_to = fields.Date(
        tracking=True, help="Leave empty if it holds until further notice."
    )
    value = fields.Float(digits=(16, 6), required=True, tracking=True)
    unit = fields.Selection(related="indicator_id.unit")

    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A target cannot end before it starts.",
    )

    @api.constrains(*TARGET_OWNERS)
    def _check_one_owner(self):
        for target in self:
            if sum(bool(target[owner]) for owner in TARGET_OWNERS) > 1:
                raise ValidationError(
                    self.env._(
                        "A target is one person's, one post's, one team's "
                        "or one department's. Leave all empty for the whole company."
                    )
                )

    @api.depends("indicator_id", *TARGET_OWNERS)
    def _compute_display_name(self):
        for target in self:
            owner = next((target[name] for name in TARGET_OWNERS if target[name]), None)
            whose = owner or target.company_id
            target.display_name = " · ".join(
                filter(None, (target.indicator_id.name, whose.display_name))
            )

    # --- No target changes for a period that has begun (R63) ------------------------

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        for target in targets:
            target._check_no_cycle_rests()
        return targets

    def write(self, vals):
        before = [(target, target.date_to) for target in self]
        if SAID & set(vals):
            changed = self.filtered(lambda target: target._is_other(vals))
            changed._refuse_begun()
        result = super().write(vals)
        if SAID & set(vals):
            changed._refuse_begun()
        if "date_to" in vals:
            for target, last_day in before:
                target._check_end(last_day)
        return result

    def _is_other(self, vals):
        """Whether the values would change what the target says."""
        new = {
            name: self._fields[name].convert_to_cache(vals[name], self)
            for name in SAID & set(vals)
        }
        return any(
            self._fields[name].convert_to_cache(self[name], self) != value
            for name, value in new.items()
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_before_it_holds(self):
        self._refuse_begun()

    def _last_start(self):
        """First day of the latest period that has begun; the shortest is a month."""
        return period_of(today_of(self.company_id), "month").start

    def _refuse_begun(self):
        """Refuse what would change a target that a period has begun with.

        Nobody relies on one that no approved scheme takes, nor, before there is a
        cycle, on one that was entered today.
        """
        for target in self:
            if target.date_from > target._last_start():
                continue
            is_new = target.create_date.date() == fields.Date.today()
            if target._has_cycle() or (not is_new and target._has_scheme()):
                target._refuse()

    def _check_end(self, before):
        """A target ends with the running period at the earliest, and never revives."""
        ends = [day for day in (before, self.date_to) if day]
        if before != self.date_to and min(ends) < self._last_start():
            self._refuse_begun()

    def _check_no_cycle_rests(self):
        if self._has_cycle():
            self._refuse()

    def _has_cycle(self):
        """Whether results rest, or will rest, on the indicator's targets of its days.

        From the first cycle that takes them on, so do the months that have none yet.
        """
        self.ensure_one()
        start = self._last_start()
        if self.date_from > start:
            return False
        last_day = self.date_to or start
        cycles = self.env["aftersales.cycle"].sudo()
        domain = Domain("state", "in", RESTING_STATES) & Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("date_from", "<=", last_day),
                ("scheme_id.rollup_scheme_id", "=", False),
                ("scheme_id.criterion_ids", "any", self._criteria_domain()),
            ]
        )
        return bool(cycles.search_count(domain, limit=1))

    def _has_scheme(self):
        """Whether an approved scheme scores the indicator by targets."""
        schemes = self.env["aftersales.scheme"].sudo()
        domain = [
            ("state", "=", "approved"),
            ("company_id", "in", (False, self.company_id.id)),
            ("criterion_ids", "any", self._criteria_domain()),
        ]
        return bool(schemes.search_count(domain, limit=1))

    def _criteria_domain(self):
        return [("indicator_id", "=", self.indicator_id.id), ("use_target", "=", True)]

    def _refuse(self):
        first = period_of(self._last_start(), "month").next().start
        raise UserError(
            self.env._(
                "%(target)s: a period that has begun keeps its targets. End the one "
                "that holds with the running period, and let a new one begin on "
                "%(day)s.",
                target=self.display_name,
                day=format_date(self.env, first),
            )
        )

    # --- What holds -----------------------------------------------------------------

    @api.model
    def _effective(self, company, indicators, day):
        """Targets in force on `day`: {(indicator id, owner field, owner id): target}.

        The owner field is None for a target of the whole company.
        """
        domain = Domain(
            [
                ("company_id", "=", company.id),
                ("indicator_id", "in", indicators.ids),
                ("date_from", "<=", day),
            ]
        ) & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        found = {}
        for target in self.search(domain, order="date_from, id"):
            owner = next((name for name in TARGET_OWNERS if target[name]), None)
            owner_id = target[owner].id if owner else None
            found[target.indicator_id.id, owner, owner_id] = target
        return found
