from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesCycle(models.Model):
    """Whether the exceptions of a cycle were mended or accepted, before approval."""

    _inherit = "aftersales.cycle"

    acknowledgement_ids = fields.One2many(
        "aftersales.cycle.acknowledgement",
        "cycle_id",
        string="Accepted Exceptions",
        readonly=True,
        groups="aftersales_kpi.group_officer",
    )
    open_exception_count = fields.Integer(compute="_compute_open_exception_count")

    @api.depends("state", "scored_on", "acknowledgement_ids")
    def _compute_open_exception_count(self):
        counts = dict(
            self.env["aftersales.cycle.exception"]
            .sudo()
            ._read_group(
                [("cycle_id", "in", self.ids), ("urgency", "=", "1")],
                ["cycle_id"],
                ["__count"],
            )
        )
        for cycle in self:
            cycle.open_exception_count = counts.get(cycle._origin, 0)

    def action_accept_exceptions(self, note=None):
        """Accept all exceptions that are neither mended nor accepted, with one note."""
        return self.exception_ids.action_accept(note)

    def _check_ready(self):
        """Blocking exceptions are mended, the others at least accepted with a note.

        Code that acts for nobody (`sudo`) accepts nothing, and is not asked to.
        """
        result = super()._check_ready()
        if not self.env.su:
            self._look_again_at_exceptions()
            still_open = self.exception_ids.filtered(lambda row: row.urgency in "01")
            if still_open:
                raise UserError(
                    "\n".join(
                        [
                            self.env._(
                                "Mend these exceptions first, or accept them with a "
                                "note:"
                            ),
                            *(f"• {row.name} ({row.who})" for row in still_open),
                        ]
                    )
                )
        return result

    def _look_again_at_exceptions(self):
        """Forget what the exceptions were: they follow from everything else."""
        self.invalidate_recordset(["exception_ids", "open_exception_count"])
        self.env["aftersales.cycle.exception"].invalidate_model()
