from odoo import models
from odoo.tools import SQL


class AftersalesCycle(models.Model):
    _inherit = "aftersales.cycle"

    def _tried(self):
        """[(subject id, name, Card)] of those who would be scored; stores nothing."""
        self.ensure_one()
        self._collect_subjects()
        self._collect_values()
        names = dict(
            self.env.execute_query(
                SQL("SELECT subject_id, name FROM aftersales_score_subject")
            )
        )
        return [
            (subject.subject_id, names[subject.subject_id], card)
            for subject, card, _measures in self._award_points()
            if self._result(subject, card) != "short"
        ]


class AftersalesScheme(models.Model):
    _inherit = "aftersales.scheme"

    def action_try(self):
        """Ask for the past periods to try the scheme on."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_trial_action"
        )
        in_force = self._same_code().filtered(lambda one: one.state == "approved")
        return {
            **action,
            "context": {
                "default_scheme_id": self.id,
                "default_compare_id": (in_force - self)[:1].id,
                "default_company_id": self.company_id.id or self.env.company.id,
            },
        }
