from odoo import Command, api, fields, models

from ..models.guards import check_officer


class AftersalesVerification(models.TransientModel):
    """Checks all published scorecards against their evidence and their seals."""

    _name = "aftersales.verification"
    _description = "Check of Published Scorecards"

    finding_ids = fields.One2many(
        "aftersales.verification.finding", "verification_id", readonly=True
    )
    finding_count = fields.Integer(readonly=True)
    card_count = fields.Integer(readonly=True, string="Scorecards")
    seal_count = fields.Integer(readonly=True, string="Seals")
    chain = fields.Char(
        readonly=True,
        string="Last Seal",
        help="Note it down outside this database: it proves all scorecards before it.",
    )

    @api.model
    def action_verify(self):
        """Check the companies at hand, and show what was found."""
        check_officer(self.env)
        verification = self.create(self._checked(self.env.companies))
        return {
            **verification._get_records_action(
                name=self.env._("Check of Published Scorecards")
            ),
            "target": "new",
        }

    @api.model
    def _checked(self, companies):
        cards = self.env["aftersales.scorecard"].sudo()
        seals = self.env["aftersales.seal"].sudo()
        findings = [*seals._verify(companies), *cards._verify_evidence(companies)]
        of_companies = [("company_id", "in", companies.ids)]
        return {
            "finding_ids": [Command.create(one._asdict()) for one in findings],
            "finding_count": len(findings),
            "card_count": cards.search_count(
                [*of_companies, ("published_on", "!=", False)]
            ),
            "seal_count": seals.search_count(of_companies),
            "chain": seals.search(
                [("company_id", "=", self.env.company.id)], limit=1
            ).chain,
        }


class AftersalesVerificationFinding(models.TransientModel):
    """Something that is not as it was published."""

    _name = "aftersales.verification.finding"
    _description = "Finding of a Check"

    verification_id = fields.Many2one(
        "aftersales.verification", required=True, ondelete="cascade"
    )
    scorecard_id = fields.Many2one("aftersales.scorecard", readonly=True)
    line_id = fields.Many2one("aftersales.scorecard.line", readonly=True)
    indicator_id = fields.Many2one(related="line_id.indicator_id")
    problem = fields.Selection(
        [
            ("points", "The evidence gives other points"),
            ("total", "The lines give another total"),
            ("ledger", "A record behind it is missing or has other numbers"),
            ("seal", "The numbers are not those that were sealed"),
            ("chain", "The chain of seals is broken here"),
            ("unsealed", "Published, but never sealed"),
            ("current", "The wrong revision counts"),
        ],
        readonly=True,
    )
