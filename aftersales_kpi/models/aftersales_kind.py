from odoo import api, fields, models, tools
from odoo.exceptions import UserError


class AftersalesKind(models.Model):
    """A sort of fact in the ledger; add-ons bring theirs as records.

    The code is how sources and indicators name it, so it never changes once used.
    """

    _name = "aftersales.kind"
    _description = "Kind of Observation"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Technical name, for imports and interfaces."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    unit = fields.Selection(
        [
            ("second", "Seconds"),
            ("count", "Count"),
            ("check", "Yes or no"),
            ("score", "Score of a maximum"),
            ("cent", "Cents"),
        ],
        required=True,
        default="count",
        help="What the numerator counts.",
    )
    clock = fields.Selection(
        [("none", "No clock"), ("working", "Working time beside elapsed time")],
        required=True,
        default="none",
    )
    attribution = fields.Text(
        translate=True,
        help="Which person a fact of this kind is booked on, and when that is decided.",
    )
    visibility = fields.Selection(
        [
            ("own", "The person, at once"),
            ("published", "The person, after publication"),
            ("aggregate", "Only as a sum"),
        ],
        required=True,
        default="own",
        help="Who besides the evaluation officer may see single facts.",
    )
    importable = fields.Boolean(
        help="Facts of this kind may be imported from files or another system."
    )
    counts_above = fields.Boolean(
        "Counts in Department and Company",
        default=True,
        help="Whether the facts of people also count in the figures of their "
        "departments and company. Otherwise only what names a department or the "
        "company itself counts there, as with goals.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "This code belongs to another kind of observation already."
    )

    def write(self, vals):
        renamed = self.filtered(lambda kind: kind.code != vals.get("code", kind.code))
        if renamed._in_use():
            raise UserError(
                self.env._(
                    "The code of a kind that has observations cannot change; "
                    "archive this kind and create another."
                )
            )
        self.env.registry.clear_cache()
        return super().write(vals)

    def _in_use(self):
        return bool(
            self.env["aftersales.observation"]
            .sudo()
            .search_count([("kind_id", "in", self.ids)], limit=1)
        )

    @api.model
    @tools.ormcache("code")
    def _id_of(self, code):
        """Id of the kind with this code; KeyError names an unknown code."""
        kind = self.sudo().with_context(active_test=False).search([("code", "=", code)])
        if not kind:
            raise KeyError(code)
        return kind.id
