from odoo import fields, models


class AftersalesCycle(models.Model):
    _inherit = "aftersales.cycle"

    suggestion_ids = fields.One2many(
        "aftersales.suggestion", "cycle_id", string="Suggested Exclusions"
    )

    def _score(self):
        result = super()._score()
        if self.subject_type == "employee":
            self.env["aftersales.suggestion"]._refresh(self)
        return result

    def action_view_suggestions(self):
        """Open the records that somebody should look at before they count."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_suggestion_action"
        )
        return {
            **action,
            "domain": [("cycle_id", "=", self.id), ("is_pending", "=", True)],
        }
