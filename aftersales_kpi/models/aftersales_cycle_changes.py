from markupsafe import Markup

from odoo import models
from odoo.tools import SQL

from .aftersales_scorecard_evidence import EVIDENCE_ROWS


class AftersalesCycle(models.Model):
    """What became known about a period after its cards were published."""

    _inherit = "aftersales.cycle"

    def action_view_changes(self):
        """Open the facts that differ from those on the published cards."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_observation_action"
        )
        return {
            **action,
            "name": self.env._("Changed since Publication"),
            "display_name": self.env._("Changed since Publication"),
            "domain": [("id", "in", self.sudo()._changed_observations().ids)],
            "context": {"create": False},
            "help": Markup("<p class='o_view_nocontent_smiling_face'>%s</p><p>%s</p>")
            % (
                self.env._("Nothing has changed since publication"),
                self.env._(
                    "What is recorded late, voided, left out or changed on a ticket "
                    "afterwards is listed here; the published scorecards keep theirs."
                ),
            ),
        }

    def _changed_observations(self):
        """Facts that scoring would count today and the cards do not, or the reverse.

        Nothing is applied: late facts and later changes of tickets are only listed.
        """
        self.ensure_one()
        self.env.flush_all()
        self._collect_subjects()
        self._collect_values()
        query = SQL(
            """
            WITH frozen AS (%(frozen)s), now AS (%(now)s)
            (SELECT id FROM frozen EXCEPT SELECT id FROM now)
            UNION (SELECT id FROM now EXCEPT SELECT id FROM frozen)
            UNION (%(late)s)
            """,
            frozen=self._frozen_sql(),
            now=self._countable_sql(),
            late=self._late_sql(),
        )
        return self.env["aftersales.observation"].browse(
            row[0] for row in self.env.execute_query(query)
        )

    def _frozen_sql(self):
        return SQL(
            """
            SELECT DISTINCT item.id::int AS id
              FROM aftersales_scorecard_line AS line
              JOIN aftersales_scorecard AS card
                ON card.id = line.scorecard_id AND card.is_current
             CROSS JOIN LATERAL %s
             WHERE card.cycle_id = %s
            """,
            EVIDENCE_ROWS,
            self.id,
        )

    def _countable_sql(self):
        """What scoring the same subjects again would rest on."""
        return SQL(
            """
            SELECT DISTINCT item.id::int AS id
              FROM aftersales_score_value AS line
              JOIN aftersales_scorecard AS card
                ON card.subject_id = line.subject_id AND card.is_current
             CROSS JOIN LATERAL %s
             WHERE NOT line.of_team AND card.cycle_id = %s
            """,
            EVIDENCE_ROWS,
            self.id,
        )

    def _late_sql(self):
        """Facts of the period that were posted too late to count in it."""
        return SQL(
            """
            SELECT id FROM aftersales_observation
             WHERE company_id = %s AND kind_id IN %s AND date <> event_date
               AND event_date >= %s AND event_date < %s
            """,
            self.company_id.id,
            tuple(self._kinds().ids),
            self.utc_from,
            self.utc_to,
        )
