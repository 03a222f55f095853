import json

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .aftersales_scorecard_evidence import EVIDENCE_ROWS
from .guards import check_officer, claim

# What a revision has of its own, or gets when it is recomputed.
OWN_CARD_FIELDS = {
    "id",
    "revision",
    "supersedes_id",
    "is_current",
    "state",
    "published_on",
    "revision_reason",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
}


def _array_sql(column):
    """The column of a line's evidence as a JSON array, empty without records."""
    return SQL(
        "COALESCE(JSONB_AGG(%s ORDER BY place, id)"
        " FILTER (WHERE id IS NOT NULL), '[]')",
        SQL.identifier(column),
    )


class AftersalesScorecard(models.Model):
    """Corrections: a new card supersedes the published one, and both are kept."""

    _inherit = "aftersales.scorecard"

    published_on = fields.Datetime(readonly=True, copy=False)
    revision_reason = fields.Text(
        readonly=True, copy=False, help="Why this revision was made."
    )
    revision_ids = fields.One2many(
        "aftersales.scorecard", "supersedes_id", string="Superseded By", readonly=True
    )
    result = fields.Selection(selection_add=[("voided", "Voided")])

    @api.depends("revision")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for card in self.filtered("revision"):
            card.display_name = self.env._(
                "%(card)s (revision %(number)s)",
                card=card.display_name,
                number=card.revision,
            )
        return result

    def _follow_cycle(self, state):
        """Publishing dates the cards; closing leaves voided ones as they are."""
        cards = self.filtered(lambda card: card.is_current and card.state != "voided")
        if state == "published":
            cards.sudo().write({"published_on": fields.Datetime.now()})
        return super(AftersalesScorecard, cards)._follow_cycle(state)

    # --- The one door to corrections ----------------------------------------------

    def _current(self):
        """The revision of this card that counts today."""
        self.ensure_one()
        return self.search(
            [
                ("cycle_id", "=", self.cycle_id.id),
                ("subject_id", "=", self.subject_id),
                ("is_current", "=", True),
            ]
        )

    def _revise(self, reason, removed=(), replaced=None, points=None, void=False):
        """Supersede this published card by a revision; return the new card.

        The revision rests on the same frozen evidence, team figures and targets, except
        that the observation ids in `removed` leave it, those in `replaced`
        ({old id: new id}) change, and `points` ({criterion id: points}) are decided.
        With `void` it has no total; revising a voided card restores the total.
        Overriding it, with super(), is how others learn of a correction.
        """
        self.ensure_one()
        self = self.sudo()
        self._check_revisable(reason)
        revision = self._copy_as_revision(reason, "voided" if void else self._state())
        replaced = replaced or {}
        revision._change_evidence({*removed, *replaced}, replaced)
        revision._decide_points(points or {})
        revision._store_recomputed()
        revision._announce_revision()
        return revision

    def _check_revisable(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason of the correction."))
        claim(self)
        if not self.is_current or not self.published_on:
            raise UserError(
                self.env._(
                    "Only the current revision of a published scorecard can be "
                    "corrected.",
                )
            )

    def _state(self):
        return "final" if self.cycle_id.state == "closed" else "published"

    def _copy_as_revision(self, reason, state):
        """The next revision with the same numbers, inserted past the guards."""
        self.env.flush_all()
        now, uid = fields.Datetime.now(), self.env.uid
        own = {
            "revision": self.revision + 1,
            "supersedes_id": self.id,
            "is_current": True,
            "state": state,
            "published_on": now,
            "revision_reason": reason.strip(),
            "create_uid": uid,
            "create_date": now,
            "write_uid": uid,
            "write_date": now,
        }
        self.env.cr.execute(
            SQL(
                "UPDATE aftersales_scorecard SET is_current = FALSE WHERE id = %s",
                self.id,
            )
        )
        [revision_id] = self._insert_copies(self, own)
        self._insert_copies(self.line_ids, {"scorecard_id": revision_id})
        self.env.invalidate_all()
        return self.browse(revision_id)

    @api.model
    def _insert_copies(self, records, own):
        """INSERT … SELECT of the records with the columns `own` instead of theirs."""
        copied = [
            name
            for name, field in records._fields.items()
            if field.store
            and field.column_type
            and name not in own
            and name not in OWN_CARD_FIELDS
            and (field.copy or field.compute)
        ]
        columns = SQL(", ").join(map(SQL.identifier, [*copied, *own]))
        values = SQL(", ").join(
            [*map(SQL.identifier, copied), *(SQL("%s", one) for one in own.values())]
        )
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO %(table)s (%(columns)s) "
                "SELECT %(values)s FROM %(table)s WHERE id IN %(ids)s RETURNING id",
                table=SQL.identifier(records._table),
                columns=columns,
                values=values,
                ids=records._ids or (None,),
            )
        )
        return [row[0] for row in rows]

    # --- What changes -------------------------------------------------------------

    def _change_evidence(self, removed, replaced):
        """Take records out of the lines' evidence, and put in what replaces them."""
        if not removed:
            return
        rows = [
            row
            for line in self.line_ids
            for row in self._replacement_rows(line, replaced)
        ]
        self.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_scorecard_line AS line
                   SET evidence = changed.evidence
                  FROM (
                    SELECT line_id,
                           JSONB_BUILD_OBJECT('id', %(id)s, 'n', %(n)s, 'd', %(d)s)
                           || CASE WHEN has_customers
                                   THEN JSONB_BUILD_OBJECT('c', %(customer)s)
                                   ELSE '{}' END AS evidence
                      FROM (%(items)s) AS item
                     GROUP BY line_id, has_customers
                  ) AS changed
                 WHERE changed.line_id = line.id
                """,
                items=self._changed_items(removed, rows),
                id=_array_sql("id"),
                n=_array_sql("n"),
                d=_array_sql("d"),
                customer=_array_sql("customer_key"),
            )
        )
        self.line_ids.invalidate_recordset()

    def _changed_items(self, removed, rows):
        return SQL(
            """
            SELECT line.id AS line_id, line.evidence ? 'c' AS has_customers,
                   item.id::int, item.n::numeric, item.d::numeric, item.customer_key,
                   item.place
              FROM aftersales_scorecard_line AS line
              LEFT JOIN LATERAL %(rows)s ON item.id::int <> ALL(%(removed)s)
             WHERE line.scorecard_id = %(card)s AND line.evidence IS NOT NULL
            UNION ALL
            SELECT line.id, line.evidence ? 'c', item.id, item.n, item.d,
                   item.customer_key, NULL
              FROM JSONB_TO_RECORDSET(%(added)s::jsonb) AS item (
                       line_id int, id int, n numeric, d numeric, customer_key varchar
                   )
              JOIN aftersales_scorecard_line AS line ON line.id = item.line_id
            """,
            rows=EVIDENCE_ROWS,
            removed=list(removed),
            card=self.id,
            added=json.dumps(rows, default=str),
        )

    @api.model
    def _replacement_rows(self, line, replaced):
        """What the new observations say to a line that the old ones stood in."""
        known = set((line.evidence or {}).get("id") or [])
        new_ids = [new for old, new in replaced.items() if old in known]
        if not new_ids:
            return []
        indicator = line.indicator_id
        counted, base = indicator._rows_sql()
        number = "elapsed" if indicator.clock == "elapsed" else "numerator"
        self.env.cr.execute(
            SQL(
                """
                SELECT %(line)s AS line_id, id,
                       (CASE WHEN %(counted)s THEN %(number)s END)::text AS n,
                       (CASE WHEN %(base)s THEN denominator END)::text AS d,
                       customer_key
                  FROM aftersales_observation
                 WHERE id = ANY(%(ids)s) AND (%(counted)s OR %(base)s)
                """,
                line=line.id,
                counted=counted,
                base=base,
                number=SQL.identifier("aftersales_observation", number),
                ids=new_ids,
            )
        )
        return self.env.cr.dictfetchall()

    def _decide_points(self, points):
        for line in self.line_ids:
            if line.criterion_id.id in points:
                line.write(
                    {
                        "corrected_points": points[line.criterion_id.id],
                        "corrected_by_id": self.env.uid,
                    }
                )

    def _store_recomputed(self):
        """Write the numbers that the evidence of the revision gives."""
        card, measures = self._recomputed()[self]
        self._store_recomputed_lines(card, measures)
        row = self.cycle_id._card_row(self, card)
        voided = self.state == "voided"
        self.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_scorecard
                   SET score = %(score)s, result = %(result)s,
                       is_incomplete = %(incomplete)s,
                       explanation_data = %(explanation)s::jsonb,
                       critical_data = %(critical)s::jsonb
                 WHERE id = %(id)s
                """,
                id=self.id,
                score=None if voided else row["score"],
                result="voided" if voided else row["result"],
                incomplete=row["incomplete"],
                explanation=json.dumps(row["explanation"], default=str),
                critical=json.dumps(row["critical"], default=str),
            )
        )
        self.env.invalidate_all()

    def _store_recomputed_lines(self, card, measures):
        lines = {line.criterion_id.indicator_id.code: line for line in self.line_ids}
        rows = [
            {
                **self.cycle_id._line_row(
                    self,
                    lines[computed.code].criterion_id,
                    computed,
                    measures[computed.code],
                ),
                "id": lines[computed.code].id,
            }
            for computed in card.lines
        ]
        self.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_scorecard_line AS line
                   SET status = row.status, value = row.value,
                       exception = CASE WHEN line.corrected_by_id IS NULL
                                        THEN row.exception END,
                       numerator = row.numerator, denominator = row.denominator,
                       sample_size = row.sample_size, points = row.points,
                       effective_max = row.effective_max,
                       explanation_data = row.explanation
                  FROM JSONB_TO_RECORDSET(%s::jsonb) AS row (
                           id int, status varchar, exception varchar, value numeric,
                           numerator numeric, denominator numeric, sample_size int,
                           points numeric, effective_max numeric, explanation jsonb
                       )
                 WHERE row.id = line.id
                """,
                json.dumps(rows, default=str),
            )
        )

    def _announce_revision(self):
        """Say on both cards what happened, for everybody who follows them."""
        old = self.supersedes_id
        self.message_post(
            body=self.env._(
                "This revision supersedes %(card)s (%(before)s → %(after)s). "
                "Reason: %(reason)s",
                card=old.display_name,
                before=old._total_text(),
                after=self._total_text(),
                reason=self.revision_reason,
            )
        )
        old.message_post(
            body=self.env._(
                "Superseded by %(card)s. Reason: %(reason)s",
                card=self.display_name,
                reason=self.revision_reason,
            )
        )

    def _total_text(self):
        if self.result == "scored":
            return f"{self.score:.2f}"
        labels = dict(self._fields["result"]._description_selection(self.env))
        return labels.get(self.result, "–")

    def action_view_current(self):
        """Open the revision of this card that counts today."""
        return self._current()._get_records_action()

    # --- Voiding (R37) ------------------------------------------------------------

    def action_void(self, reason=None):
        """Void a published card because of cheating; without a reason, ask for it.

        The card stays readable, its person is told and may appeal.
        """
        self.ensure_one()
        self._check_may_void()
        if reason is None:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Void the Scorecard"),
                "res_model": "aftersales.void",
                "view_mode": "form",
                "target": "new",
                "context": {"default_scorecard_id": self.id},
            }
        revision = self._revise(reason, void=True)
        template = self.env.ref("aftersales_kpi.mail_template_scorecard_voided")
        self._mail_about(revision, template, revision.user_id)
        return revision._get_records_action()

    def _check_may_void(self):
        self.check_access("read")
        check_officer(self.env)
        if self.user_id == self.env.user:
            raise UserError(self.env._("Nobody decides about the own scorecard."))
        if self.state == "voided":
            raise UserError(
                self.env._("%(card)s is voided already.", card=self.display_name)
            )

    @api.model
    def _mail_about(self, record, template, readers):
        """Send a template about a record to users, each in the own language."""
        for reader in readers.sudo():
            for_reader = template.sudo().with_context(
                reader=reader, reader_lang=reader.lang
            )
            for_reader.send_mail(
                record.id,
                email_values={
                    "recipient_ids": [Command.link(reader.partner_id.id)],
                    # what one reader gets is no part of the record's conversation
                    "model": False,
                    "res_id": False,
                },
                email_layout_xmlid="mail.mail_notification_light",
            )


class AftersalesScorecardLine(models.Model):
    _inherit = "aftersales.scorecard.line"

    corrected_points = fields.Float(digits=0, readonly=True, aggregator=None)
    corrected_by_id = fields.Many2one("res.users", readonly=True)
