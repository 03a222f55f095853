from odoo import SUPERUSER_ID, models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _kpi_is_staff(self):
        """Staff: internal users and users of an employee, never OdooBot."""
        return bool(self._kpi_staff())

    def _kpi_staff(self):
        """Those among these users who are staff (``sources.landing.staff`` in SQL)."""
        users = self.sudo().filtered(lambda user: user.id != SUPERUSER_ID)
        return users.filtered(
            lambda user: (
                not user.share or user.with_context(active_test=False).employee_ids
            )
        )
