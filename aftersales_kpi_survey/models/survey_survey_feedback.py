from decimal import ROUND_DOWN, Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

#: What the raters' part weighs; the rest is how customers see the person (R22).
RATERS_POINTS, CUSTOMERS_POINTS = Decimal(80), Decimal(20)
#: Role: weight, fewest and most raters, anonymous. The own view is shown beside.
ROLES = {
    "superior": (40, 1, 0, False),
    "colleague": (40, 3, 6, True),
    "subordinate": (20, 3, 6, True),
    "self": (0, 1, 0, False),
}
CENT = Decimal("0.01")


class AftersalesScheme(models.Model):
    _inherit = "aftersales.scheme"

    kpi_survey_id = fields.Many2one(
        "survey.survey",
        string="360-Degree Form",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        groups="aftersales_kpi.group_officer",
        help="The form whose questions and levels this scheme was made with.",
    )


class SurveySurvey(models.Model):
    """A 360-degree form: what raters are asked on the grading page (R18, R22).

    Nobody fills it as a survey. One click makes it a scheme, whose gradings bring
    raters, minimum numbers, anonymity and the way into the ledger.
    """

    _inherit = "survey.survey"

    kpi_scheme_ids = fields.One2many(
        "aftersales.scheme",
        "kpi_survey_id",
        string="Schemes",
        groups="aftersales_kpi.group_officer",
    )
    kpi_scheme_count = fields.Integer(
        "Number of Schemes",
        compute="_compute_kpi_scheme_count",
        groups="aftersales_kpi.group_officer",
    )

    @api.depends("kpi_scheme_ids")
    def _compute_kpi_scheme_count(self):
        for survey in self:
            survey.kpi_scheme_count = len(survey.kpi_scheme_ids)

    def action_view_schemes(self):
        """The schemes that were made from this form."""
        return self.kpi_scheme_ids._get_records_action(name=self.env._("Schemes"))

    def action_make_scheme(self):
        """Make a draft of a 360-degree scheme with these questions and levels."""
        self.ensure_one()
        if not self.env.su and not self.env.user.has_group(
            "aftersales_kpi.group_manager"
        ):
            raise AccessError(self.env._("Only an administrator may do this."))
        questions = self._kpi_graded_questions()
        scheme = self.env["aftersales.scheme"].create(
            self._prepare_scheme_vals(questions)
        )
        _copy_translations(self, "title", scheme, "name")
        for question, criterion in zip(questions, scheme.criterion_ids, strict=False):
            _copy_translations(question, "title", criterion, "question")
            question._kpi_translate_levels(criterion.band_ids)
        return scheme._get_records_action()

    def _kpi_graded_questions(self):
        """The questions that become criteria; raises where the form cannot be one."""
        questions = self.question_ids.filtered(
            lambda one: any(share for _value, _label, share in one._kpi_levels())
        )
        if self.kpi_use != "feedback" or not questions:
            raise UserError(
                self.env._(
                    "A 360-degree form has questions with one choice, whose answers "
                    "have scores, the best one the highest."
                )
            )
        known = questions.filtered("kpi_kind_id")
        if len(known.kpi_kind_id) < len(known):
            raise UserError(
                self.env._(
                    "Two questions post the same kind of record; give each its own."
                )
            )
        return questions

    def _prepare_scheme_vals(self, questions):
        code = f"360_{self.id}"
        schemes = self.env["aftersales.scheme"].with_context(active_test=False)
        company = self.env.company
        versions = schemes.search(
            [("code", "=", code), ("company_id", "=", company.id)]
        ).mapped("version")
        points = _shared(RATERS_POINTS, len(questions))
        return {
            "name": self.title,
            "code": code,
            "version": max(versions, default=0) + 1,
            "company_id": company.id,
            "kpi_survey_id": self.id,
            "period_type": "quarter",
            "subject_type": "employee",
            "grading_days": 10,
            "remark_policy": self._kpi_remark_policy(),
            "criterion_ids": [
                Command.create(question._prepare_criterion_vals(part, sequence))
                for sequence, (question, part) in enumerate(
                    zip(questions, points, strict=True), start=1
                )
            ]
            + [Command.create(self._prepare_customers_vals(len(questions) + 1))],
        }

    def _kpi_remark_policy(self):
        """Questions to write about ask for strengths and weaknesses."""
        texts = self.question_ids.filtered(
            lambda one: one.question_type in ("text_box", "char_box")
        )
        if any(texts.mapped("constr_mandatory")):
            return "required"
        return "optional" if texts else "none"

    def _prepare_customers_vals(self, sequence):
        """How customers see the person: from their questionnaires, nobody grades."""
        indicator = self.env.ref("aftersales_kpi_survey.indicator_survey_satisfaction")
        return {
            "sequence": 10 * sequence,
            "indicator_id": indicator.id,
            "max_points": float(CUSTOMERS_POINTS),
            "curve": "linear",
            "zero_value": 40,
            "full_value": 100,
            "minimum_sample": 5,
        }


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    def _kpi_levels(self):
        """What can be answered, if a rater can grade by it: see ``_kpi_choices``."""
        if self.question_type not in ("simple_choice", "scale"):
            return []
        return self._kpi_choices()

    def _prepare_criterion_vals(self, points, sequence):
        return {
            "sequence": 10 * sequence,
            "indicator_id": self._kpi_indicator().id,
            "question": self.title,
            "max_points": float(points),
            "curve": "levels",
            "interpolate": True,
            "band_ids": [
                Command.create(
                    {
                        "sequence": place,
                        "grade": 100 * share,
                        "points": float(points) * share,
                        "description": label,
                    }
                )
                for place, (_value, label, share) in enumerate(self._kpi_levels())
            ],
            "rater_ids": [
                Command.create(
                    {
                        "role": role,
                        "weight": weight,
                        "minimum_raters": fewest,
                        "maximum_raters": most,
                        "is_anonymous": is_anonymous,
                    }
                )
                for role, (weight, fewest, most, is_anonymous) in ROLES.items()
            ],
        }

    def _kpi_indicator(self):
        """What the grades of this question are measured by; made where it is new."""
        if not self.kpi_kind_id:
            self.kpi_kind_id = self._kpi_make_kind()
        indicators = self.env["aftersales.indicator"]
        indicator = indicators.search(
            [
                ("numerator_kind_id", "=", self.kpi_kind_id.id),
                ("denominator_kind_id", "=", False),
                ("aggregate", "=", "ratio_of_sums"),
                ("company_id", "in", (False, self.env.company.id)),
            ],
            limit=1,
        )
        if not indicator:
            indicator = indicators.create(
                {
                    "name": self.kpi_kind_id.name,
                    "code": self.kpi_kind_id.code,
                    "numerator_kind_id": self.kpi_kind_id.id,
                    "aggregate": "ratio_of_sums",
                    "unit": "score",
                    "direction": "higher",
                    "perspective": "learning",
                }
            )
            _copy_translations(self.kpi_kind_id, "name", indicator, "name")
        return indicator

    def _kpi_make_kind(self):
        """A kind of record of its own for a question nobody has asked before."""
        kind = self.env["aftersales.kind"].create(
            {
                "name": self.title,
                "code": f"feedback_{self.id}",
                "unit": "score",
                "clock": "none",
                "visibility": "published",
                "attribution": self.env._("The person graded."),
            }
        )
        _copy_translations(self, "title", kind, "name")
        return kind

    def _kpi_translate_levels(self, bands):
        """Levels in all languages that the choices have."""
        if self.question_type == "simple_choice":
            for choice, band in zip(
                self.suggested_answer_ids, bands.sorted("sequence"), strict=True
            ):
                _copy_translations(choice, "value", band, "description")


def _copy_translations(source, name, target, target_name):
    """Give a field the wording that another record has, in each language."""
    stored = source._fields[name]._get_stored_translations(source) or {}
    installed = source.env["res.lang"]._get_data
    target.update_field_translations(
        target_name,
        {code: text for code, text in stored.items() if installed(code=code)},
    )


def _shared(points, parts):
    """Points in equal parts of full cents; the first ones take what is left over."""
    part = (points / parts).quantize(CENT, ROUND_DOWN)
    left = int((points - part * parts) / CENT)
    return [part + (CENT if number < left else 0) for number in range(parts)]
