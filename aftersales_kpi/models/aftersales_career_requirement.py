from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# Cards that a career may rest on.
COUNTED_STATES = ("published", "final")


class AftersalesCareerRequirement(models.Model):
    """One thing that the next post asks, counted from published scorecards."""

    _name = "aftersales.career.requirement"
    _description = "Career Requirement"
    _order = "step_id, sequence, id"

    step_id = fields.Many2one(
        "aftersales.career.step", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="step_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    sort = fields.Selection(
        [
            ("total", "Total of the scorecard"),
            ("indicator", "Points of an indicator"),
            ("training", "Training or offer taken up"),
        ],
        string="What",
        required=True,
        default="total",
    )
    indicator_id = fields.Many2one("aftersales.indicator", ondelete="cascade")
    rule_id = fields.Many2one(
        "aftersales.training.rule", string="Training", ondelete="cascade"
    )
    limit = fields.Float(
        "At Least",
        default=85,
        digits=(16, 2),
        aggregator=None,
        help="The total, or the points of the indicator in per cent of its maximum.",
    )
    periods = fields.Integer("Months", default=3, aggregator=None)
    out_of = fields.Integer(
        "Of the Last", default=3, aggregator=None, help="Months with a scorecard."
    )

    _numbers = models.Constraint(
        'CHECK(periods BETWEEN 1 AND out_of AND out_of <= 36 AND "limit" >= 0)',
        "Ask for at least one month, of not fewer and not more than 36.",
    )

    @api.constrains("sort", "indicator_id", "rule_id")
    def _check_named(self):
        for one in self:
            if one.sort == "indicator" and not one.indicator_id:
                raise ValidationError(self.env._("Say which indicator is asked for."))
            if one.sort == "training" and not one.rule_id:
                raise ValidationError(self.env._("Say which training is asked for."))

    def _reached(self, people):
        """{employee id: months that reached it, or trainings taken up}."""
        self.env.flush_all()
        query = self._trained_sql if self.sort == "training" else self._months_sql
        return dict(self.env.execute_query(query(people._ids or (None,))))

    def _months_sql(self, people):
        """Of the last months with a published card, those at the limit or above."""
        line, number = SQL(), SQL("card.score")
        if self.sort == "indicator":
            line = SQL(
                "JOIN aftersales_scorecard_line AS line "
                "ON line.scorecard_id = card.id AND line.indicator_id = %s",
                self.indicator_id.id,
            )
            number = SQL("100 * line.points / NULLIF(line.max_points, 0)")
        return SQL(
            """
            SELECT employee_id, COUNT(*) FILTER (WHERE number >= %(limit)s)
              FROM (
                SELECT card.employee_id, %(number)s AS number,
                       DENSE_RANK() OVER (PARTITION BY card.employee_id
                                          ORDER BY cycle.date_from DESC) AS back
                  FROM aftersales_scorecard AS card
                  JOIN aftersales_cycle AS cycle ON cycle.id = card.cycle_id
                  JOIN aftersales_scheme AS scheme
                    ON scheme.id = cycle.scheme_id AND scheme.period_type = 'month'
                  %(line)s
                 WHERE card.employee_id IN %(people)s AND card.is_current
                   AND card.state IN %(states)s AND card.result = 'scored'
              ) AS month
             WHERE back <= %(out_of)s
             GROUP BY employee_id
            """,
            limit=self.limit,
            number=number,
            line=line,
            people=people,
            states=COUNTED_STATES,
            out_of=self.out_of,
        )

    def _trained_sql(self, people):
        """Proposals of the training that were accepted and carried out."""
        return SQL(
            """
            SELECT proposal.employee_id, COUNT(*)
              FROM aftersales_training_proposal AS proposal
              JOIN aftersales_improvement_action AS action
                ON action.id = proposal.action_id AND action.state = 'done'
             WHERE proposal.employee_id IN %s AND proposal.rule_id = %s
             GROUP BY proposal.employee_id
            """,
            people,
            self.rule_id.id,
        )

    def _standing(self, reached):
        needed = 1 if self.sort == "training" else self.periods
        return {
            "requirement": self,
            "met": reached >= needed,
            "share": min(100 * reached // needed, 100),
            "asked": self._asked(),
            "text": self.env._(
                "%(reached)s of %(needed)s", reached=min(reached, needed), needed=needed
            ),
        }

    def _asked(self):
        """What is asked, as a person reads it."""
        if self.sort == "training":
            return self.env._("“%s” completed", self.rule_id.name)
        words = {
            "limit": f"{self.limit:g}",
            "periods": self.periods,
            "out_of": self.out_of,
            "indicator": self.indicator_id.name,
        }
        if self.sort == "total":
            return self.env._(
                "A total of %(limit)s or more in %(periods)s of the last %(out_of)s "
                "months",
                **words,
            )
        return self.env._(
            "%(indicator)s: %(limit)s %% of the points or more in %(periods)s of the "
            "last %(out_of)s months",
            **words,
        )
