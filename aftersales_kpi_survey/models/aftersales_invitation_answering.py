from odoo import models

from .aftersales_invitation_workflow import ANSWERABLE_STATES


class AftersalesInvitation(models.Model):
    """From a click in the mail to a filled questionnaire."""

    _inherit = "aftersales.invitation"

    def _is_anonymous(self):
        return self.sudo().survey_id.kpi_privacy == "anonymous"

    def _is_open(self):
        """Whether the customer can still answer (or change an answer under way)."""
        now = self.env["aftersales.observation"]._now()
        return self.state in ANSWERABLE_STATES and self.deadline > now

    def _begin(self, choice=None, **trace):
        """The answer that this invitation leads to, with its first question answered.

        Called for a click that was confirmed, by the same customer perhaps twice and at
        the same moment: the invitation is locked, one answer is made, the last choice
        counts until the questionnaire is finished.

        :param choice: what was chosen for the first question
        :param trace: where the answer came from, see ``survey.user_input``
        """
        self.ensure_one()
        self.env.cr.execute(
            "SELECT 1 FROM aftersales_invitation WHERE id = %s FOR UPDATE", [self.id]
        )
        self.invalidate_recordset()
        answer = self.answer_ids[:1]
        if answer.state == "done" or not self._is_open():
            return answer
        if not answer:
            answer = self.env["survey.user_input"].create(
                self._prepare_answer_vals(trace)
            )
            answer.with_context(tracking_disable=True)._mark_in_progress()
        self._move("action_answer" if self._is_anonymous() else "action_start")
        answer._kpi_answer_first(self._mail_question(), choice)
        return answer

    def _prepare_answer_vals(self, trace):
        """An anonymous answer knows who is rated, and nothing about who rates."""
        rated = {
            "survey_id": self.survey_id.id,
            "company_id": self.company_id.id,
            "kpi_employee_id": self.employee_id.id,
            "kpi_user_id": self.user_id.id,
            "kpi_team_id": self.team_id.id,
            "lang_id": self._survey_lang().id,
            "deadline": self.deadline,
        }
        if self._is_anonymous():
            return {**rated, "deadline": False, "start_datetime": False}
        return {
            **rated,
            **trace,
            "kpi_invitation_id": self.id,
            "kpi_ticket_id": self.ticket_id.id,
            "partner_id": self.partner_id.id,
            "email": self.email,
            "nickname": self.partner_id.name,
        }

    def _survey_lang(self):
        """The customer's language where the questionnaire has it."""
        supported = self.survey_id._get_supported_lang_codes()
        code = self.lang if self.lang in supported else supported[0]
        return self.env["res.lang"]._lang_get(code)

    def _stop_asking(self):
        """The customer does not want to be asked any more, by anybody here."""
        reason = self.env._("Unsubscribed from questionnaires about service.")
        if self.email:
            self.env["mail.blacklist"]._add(self.email, message=reason)
        else:
            self._refuse_phone(reason)
        if self.state in ("queued", "sent"):
            self._move("action_cancel")

    def _finished(self):
        """The questionnaire was filled to its end."""
        open_ones = self.filtered(lambda one: one.state in ANSWERABLE_STATES)
        open_ones._move("action_answer")
