from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, groupby

# Points of a criterion, in per cent, whose loss is worth a word.
SLIP = 20
# On fewer records than this nothing is said: chance alone would do it.
FEWEST_RECORDS = 5
ACTIVITY = "aftersales_kpi.mail_activity_slipped"
# Days within which the leader should have talked with the person.
TALK_WITHIN = 3
# Cycles in these states have results that people know.
COMPARABLE_STATES = ("published", "closed")


class AftersalesCycle(models.Model):
    """Alerts while a period runs: an indicator is clearly below the last period's."""

    _inherit = "aftersales.cycle"

    @api.model
    def _cron_alerts(self):
        """Tell people, once in a period and indicator, what has slipped."""
        comparable = self.search([("state", "in", COMPARABLE_STATES)])
        companies = comparable.company_id
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            for cycle in self._running_cycles(company):
                cycle._alert()
            if not cron._commit_progress(1):
                break

    def _alert(self):
        before = self._last_published()
        shares = before._published_shares()
        people = self.env["hr.employee"].browse({key[0] for key in shares}).exists()
        alerts = self.env["aftersales.feedback"].create(
            [
                vals
                for employee in people.filtered("active").sorted("id")
                for vals in self._prepare_alerts(employee, before, shares)
            ]
        )
        self._tell_leaders(alerts)

    def _tell_leaders(self, alerts):
        """One summary for each leader and team, of what was said just now.

        People without a team are their superior's. Nobody is told about oneself twice.
        """
        by_team = groupby(
            alerts.sudo(),
            lambda alert: (
                alert.team_id,
                alert.team_id.user_id or alert.employee_id.parent_id.user_id,
            ),
        )
        for (team, leader), of_team in by_team:
            others = [one for one in of_team if one.user_id != leader]
            if leader.active and others:
                self._tell_leader(leader, team, others)
                self._ask_leader_to_talk(leader, others)

    def _ask_leader_to_talk(self, leader, alerts):
        """One activity for each person; the summary is the mail about all of them."""
        env = self.with_context(lang=leader.lang, mail_activity_quick_update=True).env
        due = fields.Date.add(fields.Date.context_today(self), days=TALK_WITHIN)
        for employee, of_employee in groupby(
            env["aftersales.feedback"].browse([one.id for one in alerts]),
            lambda alert: alert.employee_id,
        ):
            names = ", ".join(one.indicator_id.name for one in of_employee)
            of_employee[0].activity_schedule(
                ACTIVITY,
                date_deadline=due,
                summary=env._(
                    "Talk with %(person)s: %(indicators)s",
                    person=employee.name,
                    indicators=names,
                ),
                user_id=leader.id,
            )

    def _tell_leader(self, leader, team, alerts):
        """The names and what has slipped, in the leader's language, with a link."""
        env = self.with_context(lang=leader.lang).env
        rows = Markup().join(
            Markup("<li><b>%s</b>: %s</li>")
            % (employee.name, ", ".join(one.indicator_id.name for one in of_employee))
            for employee, of_employee in groupby(
                env["aftersales.feedback"].browse([one.id for one in alerts]),
                lambda alert: alert.employee_id,
            )
        )
        env["mail.thread"].message_notify(
            partner_ids=leader.partner_id.ids,
            subject=env._(
                "%(team)s: what has slipped so far",
                team=team.name or env._("Your people"),
            ),
            body=Markup(
                "<p>%s</p><ul>%s</ul><p><a href='/odoo/kpi-feedback'>%s</a></p>"
            )
            % (
                env._("These people were told today that an indicator has slipped:"),
                rows,
                env._("Open the feedback"),
            ),
        )

    def _last_published(self):
        """The cycle of the same scheme before this one, in any version."""
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("scheme_id.code", "=", self.scheme_id.code),
                ("state", "in", COMPARABLE_STATES),
                ("date_to", "<", self.date_from),
            ],
            order="date_from desc",
            limit=1,
        )

    def _published_shares(self):
        """{(employee id, indicator id): per cent of the points} of scored lines."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT card.employee_id, line.indicator_id,
                       100 * line.points / NULLIF(line.max_points, 0)
                  FROM aftersales_scorecard_line AS line
                  JOIN aftersales_scorecard AS card ON card.id = line.scorecard_id
                 WHERE card.cycle_id IN %s AND card.is_current
                   AND card.employee_id IS NOT NULL AND line.status = 'scored'
                """,
                self._ids or (None,),
            )
        )
        return {row[:2]: row[2] for row in rows if row[2] is not None}

    def _prepare_alerts(self, employee, before, shares):
        """Values of the alerts that are due for one person and not given yet."""
        employee = employee.with_context(lang=employee.user_id.lang)
        given = self._given_alerts(employee)
        live = self.with_env(employee.env)._live_card(employee)
        for reading in live.readings if live else ():
            indicator = reading.facts.indicator
            share = shares.get((employee.id, indicator.id))
            key = f"{self.scheme_id.code}:{self.name}:{indicator.code}"
            if key not in given and self._has_slipped(reading, share):
                yield {
                    "employee_id": employee.id,
                    "company_id": self.company_id.id,
                    "kind": "alert",
                    "indicator_id": indicator.id,
                    "alert_key": key,
                    "text": self._alert_text(reading, share, before, employee.env),
                }

    def _given_alerts(self, employee):
        return set(
            self.env["aftersales.feedback"]
            .search([("employee_id", "=", employee.id), ("kind", "=", "alert")])
            .mapped("alert_key")
        )

    def _has_slipped(self, reading, share):
        fewest = max(FEWEST_RECORDS, reading.facts.criterion.minimum_sample)
        return (
            share is not None
            and reading.status == "scored"
            and reading.facts.sample_size >= fewest
            and reading.share is not None
            and share - float(reading.share) >= SLIP
        )

    def _alert_text(self, reading, share, before, env):
        return env._(
            "%(name)s stands at %(value)s so far: %(now).0f %% of the points. In "
            "%(period)s it was %(before).0f %%. There is still time.",
            name=reading.name,
            value=reading.value_text,
            now=reading.share,
            period=before.with_env(env)._period_label(),
            before=share,
        )
