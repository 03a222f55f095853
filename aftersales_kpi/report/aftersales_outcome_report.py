from odoo import api, models
from odoo.exceptions import UserError

from ..models.guards import OFFICER


class OutcomeCertificate(models.AbstractModel):
    """Certificates of what took effect, for those who may read it (R34, R74)."""

    _name = "report.aftersales_kpi.outcome_certificate"
    _description = "Certificate on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        """What the template shows; refused where the reader may not read it.

        Odoo does not ask: whoever knows the address gets what the template reads.
        """
        outcomes = self.env["aftersales.outcome"].browse(docids).exists()
        outcomes.check_access("read")
        granted = outcomes.filtered("has_certificate")
        if not granted:
            raise UserError(
                self.env._("There is a certificate once a title has taken effect.")
            )
        if not self.env.su and not self.env.user.has_group(OFFICER):
            granted = granted.with_context(certified_user_id=self.env.uid)
        return {"docs": granted}
