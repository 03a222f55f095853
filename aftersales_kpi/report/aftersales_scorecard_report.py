from odoo import api, models
from odoo.exceptions import UserError


class AftersalesScorecardReport(models.AbstractModel):
    """A scorecard on paper, in the language of the person scored (R52, R60)."""

    _name = "report.aftersales_kpi.report_scorecard"
    _description = "Scorecard on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        """What the template shows; refused where the reader may not read a card.

        Whoever may read a scorecard may print it, over every route.
        """
        cards = self.env["aftersales.scorecard"].browse(docids).exists()
        if not cards:
            raise UserError(self.env._("Choose the scorecards to print."))
        cards.check_access("read")
        return {"sheets": cards.sudo()._paper_sheets()}
