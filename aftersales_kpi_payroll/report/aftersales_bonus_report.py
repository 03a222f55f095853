from odoo import api, models
from odoo.exceptions import UserError


class BonusStatement(models.AbstractModel):
    """The statement of bonuses on paper, for those who may read them (R74)."""

    _name = "report.aftersales_kpi_payroll.bonus_statement"
    _description = "Bonus Statement on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        """What the template shows; refused where the reader may not read a bonus.

        Odoo does not ask: whoever knows the address gets what the template reads.
        """
        bonuses = self.env["aftersales.bonus"].browse(docids).exists()
        if not bonuses:
            raise UserError(self.env._("Choose the bonuses to print."))
        bonuses.check_access("read")
        return {"docs": bonuses}
