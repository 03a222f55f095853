from datetime import datetime, time

import pytz

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from .company_day import zone_of

APPROVER = "aftersales_kpi.group_approver"


class ResUsers(models.Model):
    """Who approves in the name of somebody who is absent."""

    _inherit = "res.users"

    kpi_substitution_ids = fields.One2many(
        "aftersales.substitution",
        "user_id",
        string="Substitutes in Approvals",
    )
    kpi_deputy_id = fields.Many2one(
        "res.users",
        string="Deputy in Approvals",
        ondelete="set null",
        domain="[('share', '=', False), ('id', '!=', id)]",
        groups="base.group_user",
        help="Approves results in this user's name by itself on the days of a time "
        "off. Without one the superior does.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["kpi_deputy_id"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["kpi_deputy_id"]

    @api.constrains("kpi_deputy_id")
    def _check_kpi_deputy(self):
        for user in self.sudo():
            if user.kpi_deputy_id == user or user.kpi_deputy_id.share:
                raise ValidationError(
                    self.env._("Only another internal user can be a deputy.")
                )

    def _kpi_substitutes(self, day):
        """{user: those who approve in the user's name on a day}, in one query."""
        found = (
            self.env["aftersales.substitution"]
            .sudo()
            .search(
                [
                    ("user_id", "in", self.ids),
                    ("date_from", "<=", day),
                    ("date_to", ">=", day),
                ]
            )
        )
        return {
            user: found.filtered(
                lambda one, user=user: one.user_id == user
            ).substitute_id.filtered("active")
            for user in self
        }

    def _kpi_leaves(self, company, day):
        """Time off of these users that covers the day's noon in the company.

        Whoever is away for half a day can still approve in the other half. Approved
        requests of Odoo's Time Off stand in the same table.
        """
        zone = pytz.timezone(zone_of(company))
        noon = zone.localize(datetime.combine(day, time(12))).astimezone(pytz.utc)
        noon = noon.replace(tzinfo=None)
        return (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id.user_id", "in", self.ids),
                    ("time_type", "=", "leave"),
                    ("date_from", "<=", noon),
                    ("date_to", ">", noon),
                ]
            )
        )

    def _kpi_deputies(self, company):
        """Who may stand in for this user, the nearest first: deputy, then superiors."""
        self.ensure_one()
        user = self.sudo()
        yield user.kpi_deputy_id
        person = user.with_company(company).employee_id
        known = person
        while (person := person.parent_id) and person not in known:
            known |= person
            yield person.user_id

    def _kpi_open_approvals(self):
        """Give the menu of approvals to whoever has to approve without another role."""
        group = self.env.ref(APPROVER).sudo()
        new = self.sudo().filtered(
            lambda user: not user.share and group not in user.all_group_ids
        )
        if new:
            new.write({"group_ids": [Command.link(group.id)]})
