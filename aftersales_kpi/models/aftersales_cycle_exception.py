from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, groupby

from .guards import check_officer
from .wording import labelled, listed

# How many names a row shows before it says how many more there are.
SHOWN_NAMES = 3
# Kinds that forbid approval until they are mended.
BLOCKING = ("waiting", "grading", "approver", "superseded_part")
# Kinds that only say what is so.
INFORMATIVE = ("stand_in", "unreachable", "no_interview")
# Columns of the SELECTs that exceptions are made of.
COLUMNS = (
    "cycle_id",
    "company_id",
    "criterion_id",
    "kind",
    "name",
    "line_id",
    "card_id",
)


class AftersalesCycleException(models.Model):
    """What a person should look at in a cycle, one row for all people alike.

    A row that does not block approval is mended, or accepted with a note. The note
    holds as long as the row is about the same people.
    """

    _name = "aftersales.cycle.exception"
    _description = "Exception of a Cycle"
    _auto = False
    _order = "cycle_id, urgency, people desc, id"
    _depends = {
        "aftersales.cycle": ["state", "scored_on", "company_id"],
        "aftersales.cycle.acknowledgement": ["cycle_id", "fingerprint"],
    }

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
            ("early", "Scored before the period was over"),
        ],
        readonly=True,
    )
    people = fields.Integer(readonly=True)
    names = fields.Char(readonly=True)
    line_ids = fields.Json(readonly=True)
    card_ids = fields.Json(readonly=True)
    fingerprint = fields.Char(
        readonly=True, help="Changes with the people it is about."
    )
    acknowledgement_id = fields.Many2one(
        "aftersales.cycle.acknowledgement", readonly=True
    )
    urgency = fields.Selection(
        [
            ("0", "Mend before approval"),
            ("1", "Mend or accept"),
            ("2", "Accepted"),
            ("3", "To know"),
        ],
        readonly=True,
    )
    name = fields.Char(compute="_compute_name", string="What")
    who = fields.Char(compute="_compute_name")
    note = fields.Text(related="acknowledgement_id.note", string="Accepted Because")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT exception.*,
                   acknowledgement.id AS acknowledgement_id,
                   CASE WHEN kind IN %(blocking)s THEN '0'
                        WHEN kind IN %(informative)s THEN '3'
                        WHEN acknowledgement.id IS NULL THEN '1'
                        ELSE '2' END AS urgency
              FROM (
                SELECT -- the same row has the same number whatever the others do
                       ('x' || SUBSTR(MD5(CONCAT_WS(':', cycle_id, kind, criterion_id)),
                                      1, 12))::bit(48)::bigint AS id,
                       cycle_id, company_id, criterion_id, kind,
                       COUNT(*) AS people,
                       ARRAY_TO_STRING(
                           (ARRAY_AGG(name ORDER BY name))[:%(shown)s], ', '
                       ) AS names,
                       JSONB_AGG(line_id) AS line_ids,
                       JSONB_AGG(card_id) AS card_ids,
                       MD5(CONCAT_WS(
                           ':', kind, criterion_id,
                           STRING_AGG(name, ',' ORDER BY name)
                       )) AS fingerprint
                  FROM (%(rows)s) AS person
                 GROUP BY cycle_id, company_id, criterion_id, kind
              ) AS exception
              LEFT JOIN aftersales_cycle_acknowledgement AS acknowledgement
                     USING (cycle_id, fingerprint)
            """,
            blocking=BLOCKING,
            informative=INFORMATIVE,
            shown=SHOWN_NAMES,
            rows=self._rows_sql(),
        )

    @api.model
    def _rows_sql(self):
        """SELECT of COLUMNS, a row for each person and exception."""
        return SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s FROM (%s) AS one",
                SQL(", ").join(map(SQL.identifier, COLUMNS)),
                select,
            )
            for select in self._more_exceptions()
        )

    @api.model
    def _more_exceptions(self):
        """SELECTs of COLUMNS; extend it by yours.

        Name what is about a cycle only while somebody can still mend it there.
        """
        return [
            self._exceptional_lines(),
            self._exceptional_cards("short", SQL("card.result = 'short'")),
            self._exceptional_cards("moved", SQL("card.has_moved")),
            self._exceptional_cards("early", SQL("cycle.scored_on < cycle.utc_to")),
        ]

    @api.model
    def _exceptional_lines(self):
        return SQL(
            """
            SELECT card.cycle_id, card.company_id, line.criterion_id,
                   line.exception AS kind, card.name,
                   line.id AS line_id, card.id AS card_id
              FROM aftersales_scorecard_line AS line
              JOIN aftersales_scorecard AS card ON card.id = line.scorecard_id
              JOIN aftersales_cycle AS cycle ON cycle.id = line.cycle_id
             WHERE line.exception IS NOT NULL AND card.is_current
               AND card.result != 'short' AND cycle.state = 'scored'
            """
        )

    @api.model
    def _exceptional_cards(self, kind, condition, states=("scored",)):
        return SQL(
            """
            SELECT card.cycle_id, card.company_id, NULL::int AS criterion_id,
                   %s AS kind, card.name, NULL::int AS line_id, card.id AS card_id
              FROM aftersales_scorecard AS card
              JOIN aftersales_cycle AS cycle ON cycle.id = card.cycle_id
             WHERE card.is_current AND cycle.state IN %s AND %s
            """,
            kind,
            states,
            condition,
        )

    @api.depends("criterion_id", "kind", "people", "names")
    @api.depends_context("lang")
    def _compute_name(self):
        for exception in self:
            exception.name = self._label(exception.kind, exception.criterion_id)
            more = exception.people - SHOWN_NAMES
            exception.who = (
                self.env._(
                    "%(names)s and %(count)s more", names=exception.names, count=more
                )
                if more > 0
                else exception.names
            )

    @api.model
    def _label(self, kind, criterion):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return labelled(self.env, criterion.name, labels[kind])

    @api.model
    def _texts_of(self, cards):
        """A function: cards → [(what, who)] of their exceptions, all in one query."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT card_id, kind, criterion_id, name FROM (%s) AS person "
                "WHERE card_id IN %s ORDER BY kind, criterion_id, name",
                self._rows_sql(),
                cards._ids or (None,),
            )
        )
        criteria = self.env["aftersales.scheme.criterion"]

        def texts(some):
            own = [row for row in rows if row[0] in some._ids]
            return [
                (
                    self._label(kind, criteria.browse(criterion_id or ())),
                    listed(self.env, dict.fromkeys(row[3] for row in group)),
                )
                for (kind, criterion_id), group in groupby(own, lambda row: row[1:3])
            ]

        return texts

    # --- Ways to mend -----------------------------------------------------------------

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
            "domain": [("id", "in", [one for one in ids if one])],
            "context": {},
        }

    def action_give_points(self):
        """Enter points for all the people of the row."""
        self.ensure_one()
        lines = self.env["aftersales.scorecard.line"].browse(self.line_ids)
        return lines.action_give_points()

    def action_score_again(self):
        """Compute the results from what is known today."""
        self.cycle_id.action_score()

    def action_accept(self, note=None):
        """Let the results stand although this is so; the note says why."""
        self.check_access("read")
        check_officer(self.env)
        open_rows = self.filtered(lambda row: row.urgency == "1")
        if not open_rows:
            raise UserError(
                self.env._("This is mended or accepted already, or has to be mended.")
            )
        if note is None:
            return self.env["aftersales.reason"]._ask(open_rows, "action_accept")
        self.env["aftersales.cycle.acknowledgement"]._accept(open_rows, note)
        return None
