from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

PERIOD_INTERVALS = SQL(
    "CASE scheme.period_type WHEN 'month' THEN INTERVAL '1 month' "
    "WHEN 'quarter' THEN INTERVAL '3 months' ELSE INTERVAL '1 year' END"
)


class AftersalesTrainingRule(models.Model):
    """Which course, or offer, an indicator asks for: weak or strong, as data (R35)."""

    _name = "aftersales.training.rule"
    _description = "Training Rule"
    _order = "sequence, id"

    name = fields.Char("Course or Offer", required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Leave empty to share it among all companies.",
    )
    kind = fields.Selection(
        [("training", "Training"), ("development", "Development")],
        required=True,
        default="training",
        help="Training mends what is weak, development builds on what is strong.",
    )
    indicator_id = fields.Many2one(
        "aftersales.indicator", required=True, ondelete="cascade", index=True
    )
    measure = fields.Selection(
        [("share", "Share of points (%)"), ("value", "Value")],
        required=True,
        default="share",
    )
    direction = fields.Selection(
        [("below", "Below"), ("above", "At least")], required=True, default="below"
    )
    limit = fields.Float(required=True, default=60, digits=(16, 2), aggregator=None)
    periods = fields.Integer(
        "Periods in a Row", required=True, default=1, aggregator=None
    )
    description = fields.Text(translate=True, help="What it is about, for the person.")
    url = fields.Char("Link", help="Where the course or document is found.")

    _periods_some = models.Constraint(
        "CHECK(periods BETWEEN 1 AND 24)", "Ask for 1 to 24 periods in a row."
    )

    @api.constrains("url")
    def _check_url(self):
        for rule in self:
            if rule.url and not rule.url.startswith(("https://", "http://", "/")):
                raise ValidationError(
                    self.env._("A link starts with https://, or with / for this site.")
                )

    @api.model
    def _matches(self, cycles):
        """[(rule id, scorecard id, line id)] that the cycles' published lines ask for.

        One statement, whatever the number of people. Periods in a row are those of the
        calendar: one without a published scorecard breaks the row. What is still open,
        or being done, is not proposed again.
        """
        self.env.flush_all()
        query = SQL(
            """
            WITH matching AS (
                SELECT rule.id AS rule_id, rule.periods, card.id AS card_id,
                       line.id AS line_id, card.employee_id, cycle.id AS cycle_id,
                       cycle.date_from, scheme.code, %(interval)s AS period
                  FROM aftersales_training_rule AS rule
                  JOIN aftersales_scorecard_line AS line
                    ON line.indicator_id = rule.indicator_id
                  JOIN aftersales_scorecard AS card
                    ON card.id = line.scorecard_id AND card.is_current
                   AND card.state IN ('published', 'final')
                   AND card.employee_id IS NOT NULL
                  JOIN aftersales_cycle AS cycle ON cycle.id = card.cycle_id
                  JOIN aftersales_scheme AS scheme ON scheme.id = cycle.scheme_id
                 CROSS JOIN LATERAL (
                    SELECT CASE rule.measure
                           WHEN 'share'
                           THEN 100 * line.points / NULLIF(line.max_points, 0)
                           ELSE line.value END AS number
                 ) AS measured
                 WHERE rule.active
                   AND (rule.company_id IS NULL OR rule.company_id = card.company_id)
                   AND CASE rule.direction
                       WHEN 'below' THEN measured.number < rule.limit
                       ELSE measured.number >= rule.limit END
            )
            SELECT now.rule_id, now.card_id, now.line_id
              FROM matching AS now
             WHERE now.cycle_id IN %(cycles)s
               AND now.periods = (
                   SELECT COUNT(DISTINCT one.date_from)
                     FROM matching AS one
                    WHERE one.rule_id = now.rule_id
                      AND one.employee_id = now.employee_id
                      AND one.code = now.code
                      AND one.date_from <= now.date_from
                      AND one.date_from > now.date_from - now.periods * now.period
               )
               AND NOT EXISTS (
                   SELECT FROM aftersales_training_proposal AS known
                     LEFT JOIN aftersales_improvement_action AS action
                       ON action.id = known.action_id
                    WHERE known.rule_id = now.rule_id
                      AND known.employee_id = now.employee_id
                      AND (known.cycle_id = now.cycle_id
                           OR known.state = 'open'
                           OR action.state IN ('proposed', 'agreed', 'in_progress'))
               )
             ORDER BY now.card_id, now.rule_id
            """,
            interval=PERIOD_INTERVALS,
            cycles=cycles._ids or (None,),
        )
        return self.env.execute_query(query)
