"""Questionnaires that the demo company's customers have answered, and some open ones.

Invitations and answers are made as the product makes them, without the mails, and then
dated back to when the tickets were resolved.
"""

import random
from datetime import timedelta

from odoo.tools import SQL

#: login: weights of the five answers, best first
MOODS = {
    "lina": (8, 3, 1, 0, 0),
    "zhangwei": (6, 5, 2, 1, 0),
    "wangfang": (4, 5, 3, 1, 1),
    "zhaomin": (2, 3, 4, 3, 2),
    "chenjie": (7, 4, 1, 0, 0),
    "liuyang": (4, 4, 3, 2, 1),
    "huangqi": (5, 5, 2, 1, 0),
}
COMMENTS = (
    "",
    "",
    "Call back a little sooner, please.",
    "All was explained very well.",
    "I had to explain the problem twice.",
)
#: So many of a hundred tickets are asked about, and so many of those answer.
ASKED, ANSWERED = 50, 50


class DemoQuestionnaires:
    """Chooses a questionnaire for the teams and lets the past's customers answer."""

    def __init__(self, env):
        self.env = env
        self.chance = random.Random(2027)
        self.now = env.cr.now().replace(microsecond=0)
        self.survey = env.ref("aftersales_kpi_survey.survey_satisfaction")

    def load(self):
        """Build everything, once."""
        teams = self._teams()
        if teams.kpi_survey_id:
            return
        teams.kpi_survey_id = self.survey
        invitations = self._invite(self._resolved_tickets(teams))
        self._date_back(invitations)
        answered = invitations.filtered(lambda one: self._happens(ANSWERED))
        self._answer(answered)
        self._settle(invitations)

    def _teams(self):
        return self.env.ref("aftersales_kpi.demo_team_hotline") | self.env.ref(
            "aftersales_kpi.demo_team_repair"
        )

    def _happens(self, of_hundred):
        return self.chance.randrange(100) < of_hundred

    def _resolved_tickets(self, teams):
        tickets = self.env["helpdesk.ticket"].search(
            [("team_id", "in", teams.ids), ("kpi_resolved_date", "!=", False)],
            order="id",
        )
        return tickets.filtered(lambda ticket: self._happens(ASKED))

    def _invite(self, tickets):
        invitations = self.env["aftersales.invitation"]
        invitations._queue_tickets(tickets)
        return invitations.search([("ticket_id", "in", tickets.ids)], order="id")

    def _date_back(self, invitations):
        """Asked two hours after the solution, if they have passed, for two weeks."""
        invitations._move("action_send")
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_invitation invitation
                   SET queued_on = ticket.kpi_resolved_date,
                       send_on = ticket.kpi_resolved_date + interval '2 hours',
                       sent_on = LEAST(%s, ticket.kpi_resolved_date
                                           + interval '2 hours'),
                       deadline = ticket.kpi_resolved_date + interval '14 days'
                  FROM helpdesk_ticket ticket
                 WHERE ticket.id = invitation.ticket_id
                   AND invitation.id = ANY(%s)
                """,
                self.now,
                invitations.ids,
            )
        )
        invitations.invalidate_recordset()

    def _answer(self, invitations):
        answers = self.env["survey.user_input"]
        for invitation in invitations:
            answer = answers.create(invitation._prepare_answer_vals({}))
            self._fill(answer, MOODS[invitation.user_id.login])
            answers |= answer
        self.env.flush_all()
        self._date_answers_back(answers)
        answers.with_context(tracking_disable=True)._mark_done()
        self._close_tasks(answers)

    def _fill(self, answer, mood):
        """All questions, in the person's mood; a bad answer has a cause."""
        worst = 0
        for question in self.survey.question_ids:
            choices = question.suggested_answer_ids
            if question.question_type == "text_box":
                value = self.chance.choice(COMMENTS)
            elif choices[0].kpi_cause:
                if worst < 3:
                    continue
                value = str(self.chance.choice(choices).id)
            else:
                place = self.chance.choices(range(5), mood)[0]
                worst = worst or place
                value = str(choices[place].id)
            answer._save_lines(question, value)

    def _date_answers_back(self, answers):
        """Between an hour and four days after the mail, if that has come."""
        for answer in answers:
            moment = answer.kpi_invitation_id.sent_on + timedelta(
                hours=self.chance.uniform(1, 90)
            )
            self.env.cr.execute(
                SQL(
                    """
                    WITH line AS (
                        UPDATE survey_user_input_line SET write_date = %(moment)s
                         WHERE user_input_id = %(id)s)
                    UPDATE survey_user_input
                       SET create_date = %(moment)s, start_datetime = %(moment)s
                     WHERE id = %(id)s
                    """,
                    moment=min(moment, self.now),
                    id=answer.id,
                )
            )
        self.env.invalidate_all()

    def _close_tasks(self, answers):
        """The leader has called the customers of the past months back."""
        month = self.now - timedelta(days=20)
        old = answers.filtered(lambda answer: answer.create_date < month)
        old.kpi_ticket_id.activity_ids.unlink()

    def _settle(self, invitations):
        """What is past its deadline was not answered."""
        over = invitations.filtered(
            lambda one: one.state == "sent" and one.deadline < self.now
        )
        over._move("action_expire")
