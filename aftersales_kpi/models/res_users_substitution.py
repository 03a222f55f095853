from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    kpi_substitution_ids = fields.One2many(
        "aftersales.substitution", "user_id", string="Substitutes in Approvals"
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
