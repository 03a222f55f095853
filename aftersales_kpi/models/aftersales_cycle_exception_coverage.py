from odoo import api, fields, models
from odoo.tools import SQL


class AftersalesCycleException(models.Model):
    """Who served and has no scorecard, and what became known after scoring."""

    _inherit = "aftersales.cycle.exception"
    _depends = {
        "aftersales.observation": [
            "company_id",
            "employee_id",
            "user_id",
            "kind_id",
            "date",
            "voided_on",
            "replaced_by_id",
        ],
        "hr.version": ["employee_id", "contract_date_start", "contract_date_end"],
    }

    kind = fields.Selection(
        selection_add=[
            ("changed", "Records changed since scoring"),
            ("not_covered", "Served, but the scheme does not cover them"),
            ("not_employed", "Served, but had no contract in the period"),
            ("no_employee", "Records of users without an employee"),
        ]
    )

    @api.model
    def _more_exceptions(self):
        return [
            *super()._more_exceptions(),
            self._changed_people(),
            self._people_without_card("not_covered", employed=True),
            self._people_without_card("not_employed", employed=False),
            self._users_without_employee(),
        ]

    @api.model
    def _records_sql(self):
        """FROM … WHERE of the records in the periods of scored cycles of persons."""
        return SQL(
            """
              FROM aftersales_cycle AS cycle
              JOIN aftersales_scheme AS scheme
                ON scheme.id = cycle.scheme_id AND scheme.subject_type = 'employee'
               -- a longer period rests on the shorter ones
               AND scheme.rollup_scheme_id IS NULL
              JOIN (
                SELECT DISTINCT criterion.scheme_id, kind.id AS kind_id
                  FROM aftersales_scheme_criterion AS criterion
                  JOIN aftersales_indicator AS indicator
                    ON indicator.id = criterion.indicator_id
                  JOIN aftersales_kind AS kind
                    ON kind.id IN (
                        indicator.numerator_kind_id, indicator.denominator_kind_id
                    )
              ) AS counted ON counted.scheme_id = scheme.id
              JOIN aftersales_observation AS observation
                ON observation.company_id = cycle.company_id
               AND observation.kind_id = counted.kind_id
               AND observation.date >= cycle.utc_from
               AND observation.date < cycle.utc_to
             WHERE cycle.state = 'scored'
            """
        )

    @api.model
    def _changed_people(self):
        """Records that came or were voided after the person's results were computed."""
        return SQL(
            """
            SELECT changed.cycle_id, changed.company_id, NULL::int AS criterion_id,
                   'changed' AS kind, employee.name, NULL::int AS line_id,
                   card.id AS card_id
              FROM (
                SELECT cycle.id AS cycle_id, cycle.company_id,
                       observation.employee_id,
                       BOOL_OR(observation.id > cycle.scored_until_id) AS is_new,
                       MAX(observation.voided_on) AS voided_on,
                       MAX(cycle.scored_on) AS scored_on
                %(records)s
                   AND observation.employee_id IS NOT NULL
                   AND (observation.id > cycle.scored_until_id
                        OR observation.voided_on > cycle.scored_on)
                 GROUP BY cycle.id, cycle.company_id, observation.employee_id
              ) AS changed
              JOIN hr_employee AS employee ON employee.id = changed.employee_id
              LEFT JOIN aftersales_scorecard AS card
                ON card.cycle_id = changed.cycle_id AND card.is_current
               AND card.employee_id = changed.employee_id
             WHERE changed.is_new
                OR changed.voided_on > GREATEST(changed.scored_on, card.write_date)
            """,
            records=self._records_sql(),
        )

    @api.model
    def _people_without_card(self, kind, employed):
        """People who served, with neither a card here nor in another cycle of the time.

        Whoever served under no contract of the company's is told apart from who is in
        no team, department or post of the scheme.
        """
        return SQL(
            """
            SELECT service.cycle_id, service.company_id, NULL::int AS criterion_id,
                   %(kind)s AS kind, employee.name, NULL::int AS line_id,
                   NULL::int AS card_id
              FROM (
                SELECT DISTINCT cycle.id AS cycle_id, cycle.company_id, cycle.date_from,
                       cycle.date_to, cycle.scored_until_id, observation.employee_id
                %(records)s
                   AND observation.employee_id IS NOT NULL
                   AND observation.voided_on IS NULL
                   AND observation.replaced_by_id IS NULL
                   AND observation.id <= cycle.scored_until_id
              ) AS service
              JOIN hr_employee AS employee ON employee.id = service.employee_id
             WHERE NOT EXISTS (
                       SELECT FROM aftersales_scorecard AS card
                         JOIN aftersales_cycle AS other
                           ON other.id = card.cycle_id AND other.state != 'cancelled'
                        WHERE card.employee_id = employee.id AND card.is_current
                          AND other.company_id = service.company_id
                          AND other.date_from <= service.date_to
                          AND other.date_to >= service.date_from
                   )
               AND %(employed)s = EXISTS (
                       SELECT FROM hr_version AS version
                        WHERE version.employee_id = employee.id AND version.active
                          AND employee.company_id = service.company_id
                          AND COALESCE(version.contract_date_start, service.date_to)
                              <= service.date_to
                          AND COALESCE(version.contract_date_end,
                                       version.departure_date, service.date_from)
                              >= service.date_from
                   )
            """,
            kind=kind,
            records=self._records_sql(),
            employed=employed,
        )

    @api.model
    def _users_without_employee(self):
        return SQL(
            """
            SELECT DISTINCT cycle.id AS cycle_id, cycle.company_id,
                   NULL::int AS criterion_id, 'no_employee' AS kind, partner.name,
                   NULL::int AS line_id, NULL::int AS card_id
              FROM (
                SELECT DISTINCT cycle.id AS cycle_id, cycle.company_id,
                       observation.user_id
                %s
                   AND observation.employee_id IS NULL
                   AND observation.voided_on IS NULL
                   AND observation.replaced_by_id IS NULL
                   AND observation.user_id IS NOT NULL
              ) AS service
              JOIN aftersales_cycle AS cycle ON cycle.id = service.cycle_id
              JOIN res_users AS login ON login.id = service.user_id
              JOIN res_partner AS partner ON partner.id = login.partner_id
            """,
            self._records_sql(),
        )

    def action_view(self):
        """Open what the exception is about: here the records in the period."""
        if self.kind == "changed":
            return self.cycle_id.action_view_changes()
        if self.kind not in ("not_covered", "not_employed", "no_employee"):
            return super().action_view()
        cycle = self.cycle_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_observation_action"
        )
        carded = cycle.sudo().scorecard_ids.employee_id.ids
        return {
            **action,
            "display_name": self.name,
            "domain": [
                ("company_id", "=", cycle.company_id.id),
                ("kind_id", "in", cycle.sudo()._kinds().ids),
                ("date", ">=", cycle.utc_from),
                ("date", "<", cycle.utc_to),
                ("employee_id", "=", False)
                if self.kind == "no_employee"
                else ("employee_id", "not in", [*carded, False]),
            ],
            "context": {"create": False, "group_by": ["user_id"]},
        }
