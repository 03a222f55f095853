from odoo import api, fields, models


class AftersalesCycle(models.Model):
    _inherit = "aftersales.cycle"

    suggestion_ids = fields.One2many(
        "aftersales.suggestion",
        "cycle_id",
        string="Suggested Exclusions",
        groups="aftersales_kpi.group_officer",
    )

    suspected_on = fields.Datetime(
        readonly=True, copy=False, help="When suspicious records were last looked for."
    )

    def _score(self):
        """Looking for suspicious records follows at once, on its own.

        It reads far more of the ledger than the scores rest on; nobody who waits for
        the scores has to wait for it too.
        """
        result = super()._score()
        self.env.ref("aftersales_kpi.cycle_cron_suspicions").sudo()._trigger()
        return result

    @api.model
    def _cron_look_for_suspicions(self):
        """Look in the cycles that were scored since the last look."""
        self.search([("state", "=", "scored")])._look_where_unseen()

    def _look_where_unseen(self):
        for cycle in self:
            if not cycle.suspected_on or cycle.suspected_on < cycle.scored_on:
                cycle._look_for_suspicions()

    def _check_ready(self):
        """Nobody approves before suspicious records were at least looked for."""
        if not self.env.su:
            self.sudo()._look_where_unseen()
        return super()._check_ready()

    def _look_for_suspicions(self):
        self.ensure_one()
        if self.subject_type == "employee":
            self.env["aftersales.suggestion"]._refresh(self)
        self.suspected_on = fields.Datetime.now()

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
