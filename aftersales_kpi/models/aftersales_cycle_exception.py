from odoo import api, fields, models
from odoo.tools import SQL

# How many names a row shows before it says how many more there are.
SHOWN_NAMES = 3


class AftersalesCycleException(models.Model):
    """What a person should look at in a cycle, one row for all people alike."""

    _name = "aftersales.cycle.exception"
    _description = "Exception of a Cycle"
    _auto = False
    _order = "cycle_id, people desc, id"

    cycle_id = fields.Many2one("aftersales.cycle", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    criterion_id = fields.Many2one("aftersales.scheme.criterion", readonly=True)
    kind = fields.Selection(
        [
            ("waiting", "Waiting for points"),
            ("error", "Could not be computed"),
            ("no_data", "No data"),
            ("few_records", "Too few records"),
            ("short", "Served too few days: not scored"),
            ("moved", "Changed department or post"),
        ],
        readonly=True,
    )
    people = fields.Integer(readonly=True)
    names = fields.Char(readonly=True)
    line_ids = fields.Json(readonly=True)
    card_ids = fields.Json(readonly=True)
    name = fields.Char(compute="_compute_name", string="What")
    who = fields.Char(compute="_compute_name")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT ROW_NUMBER() OVER (ORDER BY cycle_id, kind, criterion_id) AS id,
                   cycle_id,
                   company_id,
                   criterion_id,
                   kind,
                   COUNT(*) AS people,
                   ARRAY_TO_STRING(
                       (ARRAY_AGG(name ORDER BY name))[:%(shown)s], ', '
                   ) AS names,
                   JSONB_AGG(line_id) AS line_ids,
                   JSONB_AGG(card_id) AS card_ids
              FROM (%(by_line)s UNION ALL %(short)s UNION ALL %(moved)s) AS exception
             GROUP BY cycle_id, company_id, criterion_id, kind
            """,
            shown=SHOWN_NAMES,
            by_line=self._exceptional_lines(),
            short=self._exceptional_cards("short", SQL("card.result = 'short'")),
            moved=self._exceptional_cards("moved", SQL("card.has_moved")),
        )

    @api.model
    def _exceptional_lines(self):
        return SQL(
            """
            SELECT card.cycle_id, card.company_id, line.criterion_id,
                   line.exception AS kind, card.name,
                   line.id AS line_id, card.id AS card_id
              FROM aftersales_scorecard_line AS line
              JOIN aftersales_scorecard AS card ON card.id = line.scorecard_id
             WHERE line.exception IS NOT NULL AND card.is_current
               AND card.result != 'short'
            """
        )

    @api.model
    def _exceptional_cards(self, kind, condition):
        return SQL(
            """
            SELECT card.cycle_id, card.company_id, NULL::int AS criterion_id,
                   %s AS kind, card.name, NULL::int AS line_id, card.id AS card_id
              FROM aftersales_scorecard AS card
             WHERE card.is_current AND %s
            """,
            kind,
            condition,
        )

    @api.depends("criterion_id", "kind", "people", "names")
    @api.depends_context("lang")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for exception in self:
            parts = [exception.criterion_id.name, labels[exception.kind]]
            exception.name = ": ".join(filter(None, parts))
            more = exception.people - SHOWN_NAMES
            exception.who = (
                self.env._(
                    "%(names)s and %(count)s more", names=exception.names, count=more
                )
                if more > 0
                else exception.names
            )

    def action_view(self):
        """Open what the exception is about."""
        self.ensure_one()
        xmlid, ids = (
            ("aftersales_kpi.aftersales_scorecard_line_action", self.line_ids)
            if self.criterion_id
            else ("aftersales_kpi.aftersales_scorecard_action", self.card_ids)
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "display_name": self.name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", ids)],
            "context": {},
        }

    def action_give_points(self):
        """Enter points for all the people of the row."""
        self.ensure_one()
        lines = self.env["aftersales.scorecard.line"].browse(self.line_ids)
        return lines.action_give_points()
