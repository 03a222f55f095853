from odoo import fields, models


class AftersalesExclude(models.TransientModel):
    """Asks for the reason and excludes, or voids, the chosen observations."""

    _name = "aftersales.exclude"
    _description = "Exclude Observations"

    observation_ids = fields.Many2many(
        "aftersales.observation",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    decision = fields.Selection(
        [
            (
                "exclude",
                "True, but not the person's: leave it out of the person's score",
            ),
            ("void", "Wrong: it counts for nobody, for good"),
        ],
        required=True,
        default="exclude",
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        """Do it for all observations at once; those excluded already stay so."""
        self.ensure_one()
        if self.decision == "void":
            self.observation_ids.action_void(self.reason)
        else:
            self.env["aftersales.exclusion"].create(
                [
                    {"observation_id": observation.id, "reason": self.reason}
                    for observation in self.observation_ids
                    if not observation.excluded
                ]
            )
        return {"type": "ir.actions.act_window_close"}
