"""Σ approved = Σ paid + Σ open, told by payslips and bonuses apart from each other."""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .aftersales_bonus import CODES, GRANTED_STATES


class AftersalesBonus(models.Model):
    _inherit = "aftersales.bonus"

    @api.model
    def reconcile(self, company_ids=None):
        """Rows per company and currency: approved, paid, open, difference.

        For the command line and the API; `company_ids` are by default the user's.
        """
        if not self.env.su and not self.env.user.has_group(
            "payroll.group_payroll_user"
        ):
            raise AccessError(self.env._("Only payroll may compare all bonuses."))
        allowed = set(self.env.companies.ids)
        return self.sudo()._reconciliation(
            sorted(allowed & set(company_ids)) if company_ids else sorted(allowed)
        )

    @api.model
    def _reconciliation(self, company_ids=None):
        """What was granted, by the bonuses; what was paid, by the payslips' lines.

        Refunds take away. Both sides are summed per person, so that two mistakes of
        two people do not cancel out: `people` lists whose sums differ. `misgranted`
        lists whose bonuses of some period are not together what the scorecard is worth.
        """
        self.env.flush_all()
        companies = self.env["res.company"].browse(company_ids) or self.env[
            "res.company"
        ].sudo().search([])
        self.env.cr.execute(
            SQL(
                """
                WITH granted AS (
                    SELECT company_id, employee_id,
                           SUM(pay_amount) AS approved,
                           SUM(pay_amount) FILTER (
                               WHERE state IN ('approved', 'on_slip')) AS open
                      FROM aftersales_bonus
                     WHERE state IN %(granted)s AND company_id IN %(companies)s
                     GROUP BY company_id, employee_id
                ), paid AS (
                    SELECT slip.company_id, slip.employee_id,
                           SUM(CASE WHEN slip.credit_note THEN -line.total
                                    ELSE line.total END) AS paid
                      FROM hr_payslip_line AS line
                      JOIN hr_payslip AS slip ON slip.id = line.slip_id
                     WHERE slip.state = 'done' AND line.code IN %(codes)s
                       AND slip.company_id IN %(companies)s
                     GROUP BY slip.company_id, slip.employee_id
                ), person AS (
                    SELECT company_id, employee_id,
                           COALESCE(approved, 0) AS approved,
                           COALESCE(open, 0) AS open,
                           ROUND(COALESCE(paid, 0)::numeric, currency.decimal_places)
                               AS paid
                      FROM granted FULL JOIN paid USING (company_id, employee_id)
                      JOIN res_company AS company ON company.id = company_id
                      JOIN res_currency AS currency ON currency.id = currency_id
                )
                SELECT company_id, SUM(approved) AS approved, SUM(paid) AS paid,
                       SUM(open) AS open, SUM(approved - paid - open) AS difference,
                       ARRAY_AGG(employee_id ORDER BY employee_id) FILTER (
                           WHERE approved <> paid + open) AS people
                  FROM person GROUP BY company_id ORDER BY company_id
                """,
                granted=GRANTED_STATES,
                codes=tuple(CODES.values()),
                companies=companies._ids or (None,),
            )
        )
        rows = self.env.cr.dictfetchall()
        misgranted = self._misgranted(companies)
        return [
            self._reconciled_row(row, companies, misgranted.pop(row["company_id"], []))
            for row in rows
        ] + [
            self._reconciled_row({"company_id": company}, companies, people)
            for company, people in misgranted.items()
        ]

    @api.model
    def _misgranted(self, companies):
        """{company id: ids of people who would get a period twice, or not in full}.

        All bonuses about one period add up to what the last of them says that the
        scorecard is worth, since each correction is the difference to those before.
        """
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT company_id, ARRAY_AGG(DISTINCT employee_id)
                      FROM (
                        SELECT company_id, employee_id
                          FROM aftersales_bonus
                         WHERE kind = 'kpi' AND state != 'cancelled'
                           AND company_id IN %s
                         GROUP BY company_id, employee_id, cycle_id
                        HAVING SUM(amount)
                            <> (ARRAY_AGG(full_amount ORDER BY id DESC))[1]
                      ) AS wrong
                     GROUP BY company_id
                    """,
                    companies._ids or (None,),
                )
            )
        )

    @api.model
    def _reconciled_row(self, row, companies, misgranted):
        company = companies.browse(row["company_id"])
        amounts = {
            name: float(row.get(name, 0))
            for name in ("approved", "paid", "open", "difference")
        }
        # A difference of one person that another's hides is still a difference.
        people = row.get("people") or []
        return {
            "company_id": company.id,
            "company": company.name,
            "currency": company.currency_id.name,
            **amounts,
            "difference": amounts["difference"],
            "people": people,
            "misgranted": misgranted,
        }
