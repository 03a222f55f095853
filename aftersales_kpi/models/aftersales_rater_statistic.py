from odoo import fields, models
from odoo.tools import SQL

# Fewer people graded would give the single grades away.
FEWEST_PEOPLE = 3
# Grades that differ from the other raters' by this much on average stand out.
STRIKING_DIFFERENCE = 10


class AftersalesRaterStatistic(models.Model):
    """How somebody grades beside the others, so that a hostile rater is seen (R22)."""

    _name = "aftersales.rater.statistic"
    _description = "Rater Statistics"
    _auto = False
    _order = "cycle_id desc, agreement, id"
    _rec_name = "rater_id"
    _depends = {
        "aftersales.assessment": [
            "cycle_id",
            "company_id",
            "criterion_id",
            "employee_id",
            "rater_id",
            "role",
            "state",
            "value",
            "is_declined",
        ]
    }

    cycle_id = fields.Many2one("aftersales.cycle", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    rater_id = fields.Many2one("hr.employee", readonly=True)
    people = fields.Integer(readonly=True, aggregator=None)
    grades = fields.Integer(readonly=True)
    compared = fields.Integer(
        readonly=True, help="Grades for which there are others to compare with."
    )
    mean = fields.Float(readonly=True, digits=(16, 1), aggregator="avg")
    spread = fields.Float(
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Standard deviation of the grades; 0 where all are the same.",
    )
    difference = fields.Float(
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Mean difference from the other raters of the same people and criteria.",
    )
    agreement = fields.Float(
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="100 where every grade is the others' mean, 0 where each is its opposite.",
    )
    verdict = fields.Selection(
        [
            ("lenient", "Lenient"),
            ("severe", "Severe"),
            ("uniform", "All the same"),
            ("usual", "As others"),
            ("alone", "No comparison"),
        ],
        string="Looks",
        readonly=True,
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH compared AS (
                SELECT id, cycle_id, company_id, rater_id, employee_id, value,
                       (SUM(value) OVER same - value)
                           / NULLIF(COUNT(*) OVER same - 1, 0) AS others
                  FROM aftersales_assessment
                 WHERE state = 'submitted' AND is_declined IS NOT TRUE
                   AND role != 'self'
                WINDOW same AS (PARTITION BY cycle_id, criterion_id, employee_id)
            ),
            figure AS (
                SELECT MIN(id) AS id, cycle_id, company_id, rater_id,
                       COUNT(DISTINCT employee_id) AS people,
                       COUNT(*) AS grades,
                       COUNT(others) AS compared,
                       AVG(value) AS mean,
                       STDDEV_POP(value) AS spread,
                       AVG(value - others) AS difference,
                       100 - AVG(ABS(value - others)) AS agreement
                  FROM compared
                 GROUP BY cycle_id, company_id, rater_id
                HAVING COUNT(DISTINCT employee_id) >= %(fewest)s
            )
            SELECT *,
                   CASE WHEN spread = 0 THEN 'uniform'
                        WHEN compared = 0 THEN 'alone'
                        WHEN difference >= %(striking)s THEN 'lenient'
                        WHEN difference <= -%(striking)s THEN 'severe'
                        ELSE 'usual' END AS verdict
              FROM figure
            """,
            fewest=FEWEST_PEOPLE,
            striking=STRIKING_DIFFERENCE,
        )
