from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..scoring import brief, period_of
from .aftersales_scheme_criterion import exact
from .company_day import today_of
from .guards import check_officer

# What people are told of when it differs from the version before.
COMPARED_FIELDS = (
    "period_type",
    "team_ids",
    "department_ids",
    "job_ids",
    "minimum_days",
    "show_rank",
    "tie_within_intervals",
    "appeal_days",
    "answer_days",
    "appeal_first_level",
    "appeal_second_level",
    "grading_days",
    "remark_policy",
    "rollup_scheme_id",
    "rollup_weights",
    "rollup_weight_ids",
    "rollup_missing",
    "rollup_minimum",
)
COMPARED_CRITERION_FIELDS = (
    "question",
    "no_data_policy",
    "minimum_sample",
    "shrinkage",
    "shrinkage_records",
    "is_critical",
    "critical_limit",
    "critical_effect",
    "critical_cap",
    "rater_ids",
)


class AftersalesScheme(models.Model):
    """From when a version is in force, what it changes, and who knows of it (R63)."""

    _inherit = "aftersales.scheme"

    valid_from = fields.Date(
        string="In Force From",
        copy=False,
        tracking=True,
        help="First day of the first period that it is for. Until then the version "
        "before stays in force. Empty: at once, or from the next period on where it "
        "replaces another version.",
    )
    valid_to = fields.Date(string="In Force Until", readonly=True, copy=False)
    in_force = fields.Boolean(compute="_compute_in_force", search="_search_in_force")
    previous_id = fields.Many2one(
        "aftersales.scheme", compute="_compute_previous", string="Version Before"
    )
    difference = fields.Html(
        compute="_compute_previous", string="What Changes", sanitize=False
    )
    reading_ids = fields.One2many(
        "aftersales.scheme.reading", "scheme_id", string="Announced To"
    )
    reading_count = fields.Integer(compute="_compute_reading_count")
    read_count = fields.Integer(compute="_compute_reading_count")

    # --- In force -------------------------------------------------------------------

    @api.depends("state", "valid_from", "valid_to")
    def _compute_in_force(self):
        today = fields.Date.context_today(self)
        for scheme in self:
            scheme.in_force = scheme.state == "approved" and scheme._is_for(today)

    def _search_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return (
            Domain("state", "=", "approved")
            & (Domain("valid_from", "=", False) | Domain("valid_from", "<=", today))
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", today))
        )

    def _is_for(self, day):
        """Whether a period that starts on `day` is under this version."""
        return (not self.valid_from or self.valid_from <= day) and (
            not self.valid_to or day <= self.valid_to
        )

    def _issue_texts(self):
        return super()._issue_texts() + list(self._validity_issues())

    def _validity_issues(self):
        newer = self._newer_versions()
        if newer and self.state == "draft":
            yield self.env._(
                "%(newer)s is approved already. Make a new version of it, and change "
                "that.",
                newer=newer[0].display_name,
            )
        if not self.valid_from:
            return
        if period_of(self.valid_from, self.period_type).start != self.valid_from:
            yield self.env._(
                "No rule changes inside a period: let it be in force from the first "
                "day of one, not from %(day)s.",
                day=format_date(self.env, self.valid_from),
            )

    def _newer_versions(self):
        return self._same_code().filtered(
            lambda other: other.state == "approved" and other.version > self.version
        )

    def _give_way_to(self, newer):
        """Stay in force until the newer version is."""
        if self and not newer.valid_from:
            newer._begin_with_next_period()
        for scheme in self:
            last = fields.Date.subtract(newer.valid_from, days=1)
            scheme._write_past_guard({"valid_to": last})

    def _begin_with_next_period(self):
        """Be in force from the next period on: the running one keeps its rules (R63).

        It may have no cycle yet that would protect it. A shared scheme waits until the
        period is over in every company's time zone.
        """
        companies = self.company_id or self.env["res.company"].sudo().search([])
        today = max(map(today_of, companies))
        self.valid_from = period_of(today, self.period_type).next().start
        self.message_post(
            body=self.env._(
                "It replaces a version that is in force, so it is in force from the "
                "next period on: %(day)s.",
                day=format_date(self.env, self.valid_from),
            )
        )

    @api.model
    def _retire_outdated(self):
        """Retire what is no longer needed, not even for the period just over."""
        # In the west a company may still be at yesterday.
        yesterday = fields.Date.subtract(fields.Date.today(), days=1)
        outdated = self.search(
            [("state", "=", "approved"), ("valid_to", "!=", False)]
        ).filtered(
            lambda scheme: scheme.valid_to < scheme._previous_period(yesterday).start
        )
        outdated._give_way()

    def _previous_period(self, day):
        """The last period of this scheme that is over on `day`."""
        return period_of(day, self.period_type).previous()

    # --- What changes ---------------------------------------------------------------

    @api.depends("criterion_ids", "code", "version")
    @api.depends_context("lang")
    def _compute_previous(self):
        for scheme in self:
            earlier = scheme._same_code().filtered(
                lambda other, own=scheme: (
                    other.version < own.version and other.state != "draft"
                )
            )
            scheme.previous_id = earlier.sorted("version")[-1:]
            texts = scheme._difference_texts() if scheme.previous_id else []
            scheme.difference = (
                Markup("<ul class='mb-0'>%s</ul>")
                % Markup().join(Markup("<li>%s</li>") % text for text in texts)
                if texts
                else False
            )

    def _difference_texts(self):
        """What differs from the version before, in the reader's words."""
        old = self.previous_id
        before = {one.indicator_id: one for one in old.criterion_ids}
        after = {one.indicator_id: one for one in self.criterion_ids}
        texts = [
            self.env._(
                "New: %(name)s, %(points)s points",
                name=indicator.name,
                points=brief(exact(after[indicator].max_points)),
            )
            for indicator in after
            if indicator not in before
        ]
        texts += [
            self.env._("No longer: %(name)s", name=indicator.name)
            for indicator in before
            if indicator not in after
        ]
        for indicator in after:
            if indicator in before:
                texts += after[indicator]._difference_texts(before[indicator])
        return texts + self._field_differences(old, COMPARED_FIELDS)

    def _field_differences(self, old, names):
        return [
            self.env._(
                "%(field)s: %(before)s → %(after)s",
                field=self._fields[name]._description_string(self.env),
                before=_shown(old, name),
                after=_shown(self, name),
            )
            for name in names
            if _differs(old, self, name)
        ]

    # --- Who knows of it ------------------------------------------------------------

    @api.depends("reading_ids.read_on")
    def _compute_reading_count(self):
        rows = self.env["aftersales.scheme.reading"]._read_group(
            [("scheme_id", "in", self.ids)],
            ["scheme_id"],
            ["__count", "read_on:count"],
        )
        counts = {scheme.id: numbers for scheme, *numbers in rows}
        for scheme in self:
            scheme.reading_count, scheme.read_count = counts.get(scheme.id, (0, 0))

    def action_announce(self):
        """Tell everybody concerned of the rules, once, and ask them to read them."""
        self._check_may_announce()
        told = self.env["aftersales.scheme.reading"]
        for scheme in self:
            told |= scheme.sudo()._announce()
        if not told:
            raise UserError(
                self.env._("Everybody concerned was told already, or nobody is.")
            )
        return self.action_view_readings()

    def _check_may_announce(self):
        check_officer(self.env)
        self.check_access("read")
        for scheme in self:
            if scheme.state != "approved":
                raise UserError(
                    self.env._(
                        "%(scheme)s is not approved.", scheme=scheme.display_name
                    )
                )

    def _announce(self):
        """Make and send the notices that are missing."""
        known = self.reading_ids.employee_id
        concerned = self.env["hr.employee"]
        for company in self.company_id or self.env.companies:
            concerned |= self._concerned(company)
        readings = self.env["aftersales.scheme.reading"].create(
            [
                {
                    "scheme_id": self.id,
                    "employee_id": employee.id,
                    "company_id": employee.company_id.id,
                }
                for employee in concerned - known
            ]
        )
        readings._send()
        return readings

    def _concerned(self, company):
        """Who would be scored in the period just over or in the running one."""
        today = today_of(company)
        scheme = self.rollup_scheme_id or self
        running = period_of(today, scheme.period_type)
        found = self.env["hr.employee"]
        for period in (running.previous(), running):
            cycle = self.env["aftersales.cycle"].new(
                {
                    "scheme_id": scheme.id,
                    "company_id": company.id,
                    "date_from": period.start,
                }
            )
            self.env.flush_all()
            cycle._collect_subjects()
            rows = self.env.execute_query(
                SQL(
                    "SELECT employee_id FROM aftersales_score_subject "
                    "WHERE employee_id IS NOT NULL"
                )
            )
            found |= found.browse(row[0] for row in rows)
        return found

    def action_view_readings(self):
        """Open who was told, and who has read it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_scheme_reading_action"
        )
        return {**action, "domain": [("scheme_id", "=", self.id)]}


def _differs(old, new, name):
    """Whether a field differs; rows of a table of its own by what they say."""
    if new._fields[name].type == "one2many":
        return _shown(old, name) != _shown(new, name)
    return old[name] != new[name]


def _shown(record, name):
    """A field's value as a reader knows it."""
    field, value = record._fields[name], record[name]
    match field.type:
        case "one2many":
            return ", ".join(row._in_words() for row in value) or "–"
        case "many2one":
            return value.display_name or "–"
        case "float":
            return brief(exact(value))
        case "many2many":
            return ", ".join(value.mapped("display_name")) or record.env._("all")
        case "selection":
            return dict(field._description_selection(record.env)).get(value, "–")
        case "boolean":
            return record.env._("yes") if value else record.env._("no")
    return value


class AftersalesSchemeCriterion(models.Model):
    _inherit = "aftersales.scheme.criterion"

    def _difference_texts(self, old):
        """What differs from the same criterion of another version."""
        if self.max_points != old.max_points:
            yield self.env._(
                "%(name)s: %(before)s → %(after)s points",
                name=self.name,
                before=brief(exact(old.max_points)),
                after=brief(exact(self.max_points)),
            )
        if self.rule != old.rule:
            yield self.env._(
                "%(name)s is now scored so: %(rule)s", name=self.name, rule=self.rule
            )
        for name in COMPARED_CRITERION_FIELDS:
            if _differs(old, self, name):
                yield self.env._(
                    "%(name)s, %(field)s: %(before)s → %(after)s",
                    name=self.name,
                    field=self._fields[name]._description_string(self.env),
                    before=_shown(old, name),
                    after=_shown(self, name),
                )
