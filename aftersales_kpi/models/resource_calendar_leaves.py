from odoo import api, models

# What a substitution takes from a time off.
TAKEN = {"date_from", "date_to", "resource_id", "time_type"}


class ResourceCalendarLeaves(models.Model):
    """A time off of somebody who approves brings its substitution along."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._kpi_cover_approvals()
        return leaves

    def write(self, vals):
        result = super().write(vals)
        if TAKEN & vals.keys():
            self._kpi_substitutions().unlink()
            self._kpi_cover_approvals()
        return result

    def unlink(self):
        self._kpi_substitutions().unlink()
        return super().unlink()

    def _kpi_substitutions(self):
        """The substitutions that came with these."""
        return (
            self.env["aftersales.substitution"]
            .sudo()
            .search([("leave_id", "in", self.ids)])
        )

    def _kpi_cover_approvals(self):
        """Ask somebody else for what waits for the people on time off, today on."""
        users = self.sudo().resource_id.user_id
        if users:
            parts = self.env["aftersales.cycle.approval"].sudo()
            parts.search(
                [("state", "=", "waiting"), ("pending_ids", "in", users.ids)]
            )._cover_absence()
