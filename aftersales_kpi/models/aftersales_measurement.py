from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..scoring import midnight
from .company_day import zone_of

# The field that names the subject, by the type of subject.
SUBJECT_FIELDS = {
    "employee": "employee_id",
    "team": "team_id",
    "department": "department_id",
}

# What a fact is known by in the ledger; another one is another fact.
KEY_FIELDS = {"company_id", "kind_id", "date", "subject_type", *SUBJECT_FIELDS.values()}


class AftersalesMeasurement(models.Model):
    """A figure from another system: one subject, one day, one kind (R16).

    This is the door to the ledger for files and interfaces. Each record posts one
    observation; correcting it posts the next revision, deleting it voids the fact.
    """

    _name = "aftersales.measurement"
    _description = "Imported Measure"
    _order = "date desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    kind_id = fields.Many2one(
        "aftersales.kind",
        required=True,
        ondelete="restrict",
        domain="[('importable', '=', True)]",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    subject_type = fields.Selection(
        [
            ("employee", "Person"),
            ("team", "Team"),
            ("department", "Department"),
            ("company", "Company"),
        ],
        string="Measure Of",
        required=True,
        default="employee",
    )
    employee_id = fields.Many2one("hr.employee", string="Person", check_company=True)
    team_id = fields.Many2one("helpdesk.ticket.team", check_company=True)
    department_id = fields.Many2one("hr.department", check_company=True)
    numerator = fields.Float(required=True, digits=0)
    denominator = fields.Float(
        required=True,
        digits=0,
        default=1,
        help="Out of how many; 1 for a plain number.",
    )
    note = fields.Char()
    subject = fields.Char(compute="_compute_subject")

    _fact_unique = models.UniqueIndex(
        "(company_id, kind_id, date, subject_type, COALESCE(employee_id, 0), "
        "COALESCE(team_id, 0), COALESCE(department_id, 0))",
        "There is already a measure of this kind for this subject and day.",
    )

    @api.depends("subject_type", *SUBJECT_FIELDS.values(), "company_id")
    def _compute_subject(self):
        for measurement in self:
            measurement.subject = measurement._subject().display_name

    @api.depends("kind_id", "subject", "date")
    def _compute_display_name(self):
        for measurement in self:
            known = measurement.kind_id and measurement.date
            measurement.display_name = measurement._label() if known else False

    def _label(self):
        return self.env._(
            "%(subject)s, %(day)s, %(kind)s",
            subject=self.subject,
            day=format_date(self.env, self.date),
            kind=self.kind_id.name,
        )

    def _subject(self):
        return self[SUBJECT_FIELDS.get(self.subject_type, "company_id")]

    # --- What a measure must be -----------------------------------------------------

    @api.constrains(*SUBJECT_FIELDS.values(), "subject_type")
    def _check_subject(self):
        for measurement in self:
            named = {name for name in SUBJECT_FIELDS.values() if measurement[name]}
            if named != {SUBJECT_FIELDS.get(measurement.subject_type)} - {None}:
                measurement._refuse(
                    "subject_type",
                    self.env._("name this subject, and no other one"),
                )

    @api.constrains("numerator", "denominator", "kind_id")
    def _check_numbers(self):
        for measurement in self:
            if measurement.numerator < 0:
                measurement._refuse("numerator", self.env._("must not be below 0"))
            if measurement.denominator <= 0:
                measurement._refuse("denominator", self.env._("must be above 0"))
            if (
                measurement.kind_id.unit == "score"
                and measurement.numerator > measurement.denominator
            ):
                measurement._refuse(
                    "numerator", self.env._("must not be above the denominator")
                )

    @api.constrains("date")
    def _check_date(self):
        for measurement in self:
            today = fields.Date.context_today(
                self.with_context(tz=measurement._timezone())
            )
            if measurement.date > today:
                measurement._refuse("date", self.env._("lies in the future"))

    @api.constrains("kind_id")
    def _check_kind(self):
        for measurement in self:
            if not measurement.kind_id.importable:
                measurement._refuse("kind_id", self.env._("cannot be imported"))

    def _refuse(self, field_name, what):
        label = self._fields[field_name]._description_string(self.env)
        raise ValidationError(
            self.env._(
                "%(measure)s: %(column)s: %(problem)s.",
                measure=self._label(),
                column=label,
                problem=what,
            )
        )

    def _timezone(self):
        return zone_of(self.company_id)

    # --- To the ledger --------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_duplicates(vals_list)
        measurements = super().create(vals_list)
        measurements._post()
        return measurements

    def write(self, vals):
        if KEY_FIELDS & set(vals):
            raise UserError(
                self.env._(
                    "Subject, day and kind of a measure are fixed. Delete it and enter "
                    "another one."
                )
            )
        result = super().write(vals)
        if {"numerator", "denominator"} & set(vals):
            self._post_correction()
        return result

    def unlink(self):
        self._observations()._void(self.env._("The imported measure was deleted."))
        return super().unlink()

    @api.model
    def _refuse_duplicates(self, vals_list):
        candidates = [
            self.new(self._add_missing_default_values(vals)) for vals in vals_list
        ]
        known = {
            measurement._key()
            for measurement in self.search(
                [
                    ("date", "in", [candidate.date for candidate in candidates]),
                    ("kind_id", "in", [c.kind_id.id for c in candidates]),
                ]
            )
        }
        for candidate in candidates:
            if candidate._key() in known:
                raise UserError(
                    self.env._(
                        "%(measure)s: there is already a measure of this kind for this "
                        "subject and day.",
                        measure=candidate._label(),
                    )
                )
            known.add(candidate._key())

    def _key(self):
        subject = self._subject()
        return (
            self.company_id.id,
            self.kind_id.id,
            self.date,
            self.subject_type,
            subject.id or subject._origin.id,
        )

    def _origin_code(self):
        """What the fact is known by: never the record, which may be entered again."""
        return f"measurement:{self.subject_type}:{self._subject().id}:{self.date}"

    def _post(self):
        """One observation each; a fact deleted before takes the next revision."""
        revisions = {
            (observation.company_id, observation.kind_id, observation.origin): (
                observation.revision + 1
            )
            for observation in self._revisions()
        }
        self.env["aftersales.observation"].sudo()._post(
            [
                {
                    **measurement._prepare_observation_vals(),
                    "revision": revisions.get(
                        (
                            measurement.company_id,
                            measurement.kind_id,
                            measurement._origin_code(),
                        ),
                        0,
                    ),
                }
                for measurement in self
            ]
        )

    def _post_correction(self):
        ledger = self.env["aftersales.observation"].sudo()
        for observation in self._observations():
            measurement = self.browse(observation.res_id)
            ledger._post_replacing(measurement._prepare_observation_vals(), observation)

    def _prepare_observation_vals(self):
        subject_field = SUBJECT_FIELDS.get(self.subject_type)
        named = {subject_field: self[subject_field].id} if subject_field else {}
        return {
            **named,
            "kind": self.kind_id.code,
            "company_id": self.company_id.id,
            "event_date": midnight(self.date, self._timezone()),
            "numerator": self.numerator,
            "denominator": self.denominator,
            "origin": self._origin_code(),
            "res_model": self._name,
            "res_id": self.id,
        }

    def _revisions(self):
        """All observations that were ever posted for these facts, oldest first."""
        return (
            self.env["aftersales.observation"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("kind_id", "in", self.kind_id.ids),
                    ("origin", "in", [one._origin_code() for one in self]),
                ],
                order="revision",
            )
        )

    def _observations(self):
        """The observations of these records that count."""
        return self._revisions().filtered(lambda one: one.state == "counts")

    # --- Import ---------------------------------------------------------------------

    @api.model
    def load(self, fields, data):  # pylint: disable=redefined-outer-name
        """Import rows; an error names its own row only.

        Odoo reports the error of a whole batch at the batch's first row and then again
        at the row that it is about: the first of the two would mislead.
        """
        result = super().load(fields, data)
        texts = [message["message"] for message in result["messages"]]
        if texts and texts[0] in texts[1:]:
            del result["messages"][0]
        return result

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Template for Imported Measures"),
                "template": "/aftersales_kpi/static/xls/measurements.xlsx",
            }
        ]

    def action_view_observations(self):
        """Open what the ledger knows of the measure, corrections included."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_observation_action"
        )
        return {
            **action,
            "domain": [("id", "in", self._revisions().ids)],
            "context": {},
        }
