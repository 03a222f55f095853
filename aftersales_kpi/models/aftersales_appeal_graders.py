from odoo import models


class AftersalesAppeal(models.Model):
    """Who graded the person, or checked the work, has no say in the last instance."""

    _inherit = "aftersales.appeal"

    def _graders(self):
        grades = (
            self.env["aftersales.assessment"]
            .sudo()
            .search(
                [
                    ("cycle_id", "=", self.cycle_id.id),
                    ("employee_id", "=", self.employee_id.id),
                    ("criterion_id", "in", self._disputed_lines().criterion_id.ids),
                    ("state", "=", "submitted"),
                ]
            )
        )
        return super()._graders() | grades.user_id | self._checkers()

    def _checkers(self):
        """Who checked the tickets whose accuracy stands behind what is appealed."""
        behind = [
            record_id
            for line in self._disputed_lines().sudo()
            for record_id in (line.evidence or {}).get("id", [])
        ]
        checks = self.env["aftersales.quality.check"].sudo()
        facts = self.env["aftersales.observation"].sudo().browse(behind)
        found = facts.filtered(lambda fact: fact.res_model == checks._name)
        return checks.browse(found.mapped("res_id")).exists().checker_id
