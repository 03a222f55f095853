"""A team that asks its customers, and named ways to answer."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.aftersales_kpi.tests.common import LedgerCase

OFFICER = "aftersales_kpi.group_officer,helpdesk_mgmt.group_helpdesk_user"
LEADER = "aftersales_kpi.group_leader,helpdesk_mgmt.group_helpdesk_user"


class SurveyCase(LedgerCase):
    """Anna's and Ben's team asks after each solution with the ready-made questionnaire.

    Lea leads the team, Olga is the evaluation officer.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.olga = new_test_user(cls.env, "olga", groups=OFFICER)
        cls.lea = new_test_user(cls.env, "lea", groups=LEADER)
        cls.survey = cls.env.ref("aftersales_kpi_survey.survey_satisfaction")
        cls.overall = cls.env.ref("aftersales_kpi_survey.satisfaction_overall")
        cls.team.write({"kpi_survey_id": cls.survey.id, "user_id": cls.lea.id})
        cls.invitations = cls.env["aftersales.invitation"]

    def choice(self, name):
        return self.env.ref(f"aftersales_kpi_survey.{name}")

    def resolve(self, moment="2026-03-02 10:00:00", user=None, **values):
        """A ticket that a user holds, and resolves at the moment."""
        moment = datetime.fromisoformat(moment)
        user = user or self.anna
        ticket = self.make_ticket(
            moment - timedelta(hours=1), user_id=user.id, **values
        )
        self.write(ticket, moment, user=user, stage_id=self.stage_done.id)
        return ticket

    def invitation_of(self, ticket):
        return self.invitations.search([("ticket_id", "in", ticket.ids)])

    def make_customer(self, name="Other Customer", **values):
        email = f"{name.lower().replace(' ', '.')}@example.com"
        return self.env["res.partner"].create({"name": name, "email": email, **values})

    def send(self, invitations=None, moment="2026-03-02 13:00:00"):
        """Send what waits, as the scheduled action does."""
        with self.at(moment):
            if invitations is None:
                invitations = self.invitations.search([("state", "=", "queued")])
            invitations._send()
        return invitations

    def sent(self, moment="2026-03-02 10:00:00", **values):
        """An invitation about a resolved ticket that has reached its customer."""
        invitation = self.invitation_of(self.resolve(moment, **values))
        # asked when the test runs, so that the link is open
        invitation._send()
        return invitation

    def fill(self, invitation, **choices):
        """Answer as the pages do; questions by the last part of their name."""
        answer = invitation.sudo()._begin(
            self.choice(f"satisfaction_overall_{choices.pop('overall', 1)}").id
        )
        for name, value in choices.items():
            question = self.choice(f"satisfaction_{name}")
            if question.question_type == "simple_choice":
                value = str(self.choice(f"satisfaction_{name}_{value}").id)
            answer._save_lines(question, value)
        answer._mark_done()
        return answer

    def survey_facts(self, answer, kind="survey_satisfaction"):
        return self.ledger.search(
            self.ledger._effective_domain()
            & self._of_answer(answer)
            & self._of_kind(kind)
        )

    def _of_answer(self, answer):
        return self._domain(res_model=answer._name, res_id=answer.id)

    def _of_kind(self, kind):
        return self._domain(**{"kind_id.code": kind})

    @staticmethod
    def _domain(**values):
        from odoo.fields import Domain

        return Domain.AND(Domain(name, "=", value) for name, value in values.items())

    @classmethod
    def make_survey(cls, **values):
        """A questionnaire of one scale and one choice."""
        return cls.env["survey.survey"].create(
            {
                "title": "Short",
                "survey_type": "aftersales",
                "access_mode": "token",
                "users_can_go_back": True,
                "questions_layout": "one_page",
                "kpi_kind_id": cls.env.ref(
                    "aftersales_kpi_survey.kind_survey_satisfaction"
                ).id,
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "How likely is it that you recommend us?",
                            "question_type": "scale",
                            "scale_min": 0,
                            "scale_max": 10,
                        }
                    ),
                    Command.create(
                        {
                            "title": "Solved?",
                            "question_type": "simple_choice",
                            "suggested_answer_ids": [
                                Command.create({"value": "Yes", "answer_score": 1}),
                                Command.create({"value": "No", "answer_score": 0}),
                            ],
                        }
                    ),
                ],
                **values,
            }
        )
