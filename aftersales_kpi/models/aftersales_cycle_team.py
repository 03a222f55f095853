from odoo import models
from odoo.tools import SQL

from ..sources import directory


class AftersalesCycle(models.Model):
    """Teams are scored by all that is theirs: what names them, and their people's.

    A test, a grade or a goal names a person and no team: it counts in the team that the
    person is a member of, the first one where there are several.
    """

    _inherit = "aftersales.cycle"

    def _unit_column(self):
        if self.subject_type != "team":
            return super()._unit_column()
        return SQL("COALESCE(aftersales_observation.team_id, home.team_id)")

    def _unit_join(self):
        if self.subject_type != "team":
            return super()._unit_join()
        return SQL(
            """
            LEFT JOIN (
                SELECT employee.id AS employee_id, MIN(member.team_id) AS team_id
                  FROM (%(members)s) AS member
                  JOIN hr_employee AS employee ON employee.user_id = member.user_id
                  JOIN helpdesk_ticket_team AS team ON team.id = member.team_id
                 WHERE employee.company_id = %(company)s
                   AND COALESCE(team.company_id, %(company)s) = %(company)s
                 GROUP BY employee.id
            ) AS home ON aftersales_observation.team_id IS NULL
                     AND home.employee_id = aftersales_observation.employee_id
            """,
            members=directory.members(),
            company=self.company_id.id,
        )
