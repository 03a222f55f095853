from odoo import http
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey


class KpiSurvey(Survey):
    """Odoo's pages of a questionnaire, for people who need no account."""

    def _check_validity(
        self,
        survey_sudo,
        answer_sudo,
        answer_token,
        ensure_token=True,
        check_partner=True,
    ):
        """Whose answer it is, is decided by the link, not by who is logged in.

        Odoo refuses a logged-in user who is not the answer's contact, which keeps out
        customers with an account and interviewers. Staff stay out of a customer's
        answer, unless they were named to fill it.
        """
        if answer_sudo.survey_id.survey_type == "aftersales" and not (
            answer_sudo.test_entry
        ):
            if not self._may_fill(answer_sudo):
                return "answer_wrong_user"
            if answer_sudo.state != "done" and answer_sudo._kpi_is_over():
                return "answer_deadline"
            check_partner = False
        return super()._check_validity(
            survey_sudo, answer_sudo, answer_token, ensure_token, check_partner
        )

    def _may_fill(self, answer_sudo):
        if answer_sudo.kpi_filled_by_id:
            return answer_sudo.kpi_filled_by_id == request.env.user
        return not request.env.user._is_internal()

    @http.route()
    def survey_retry(self, survey_token, answer_token, **post):
        """Another attempt is begun where attempts are counted: at the tests."""
        survey_sudo = self._fetch_from_access_token(survey_token, answer_token)[0]
        if survey_sudo.survey_type == "aftersales":
            return request.redirect("/my/kpi/tests")
        return super().survey_retry(survey_token, answer_token, **post)
