import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .aftersales_scorecard_evidence import Finding

# What the chain of a company starts from.
GENESIS = "0" * 64

# Everything a published card says in plain numbers. Names, contacts, tickets and log
# columns are left out on purpose: merging a contact, deleting a ticket or erasing a
# customer is no tampering. The rank is final, and sealed, at closing only.
CARD_CONTENT = SQL(
    """
    JSONB_BUILD_OBJECT(
        'cycle', card.cycle_id, 'company', card.company_id,
        'subject', card.subject_id, 'revision', card.revision,
        'supersedes', card.supersedes_id, 'voided', card.state = 'voided',
        'published', card.published_on, 'score', card.score, 'result', card.result,
        'days', card.served_days,
        'rank', CASE seal.stage WHEN 'final' THEN card.rank END,
        'lines', line.content
    )
    || CASE WHEN card.rollup_data IS NULL THEN '{}'::jsonb
            ELSE JSONB_BUILD_OBJECT('parts', card.rollup_data) END
    """
)
LINE_CONTENT = SQL(
    """
    JSONB_BUILD_OBJECT(
        'criterion', line.criterion_id, 'rule', line.criterion_data,
        'measured', JSONB_BUILD_ARRAY(indicator.aggregate, indicator.clock,
                                      indicator.unit),
        'status', line.status, 'value', line.value,
        'numerator', line.numerator, 'denominator', line.denominator,
        'records', line.sample_size, 'points', line.points,
        'weighs', line.effective_max, 'team', line.team_value, 'target', line.target,
        'given', CASE WHEN line.given_by_id IS NOT NULL THEN line.given_points END,
        'corrected', CASE WHEN line.corrected_by_id IS NOT NULL
                          THEN line.corrected_points END,
        'evidence', line.evidence
    )
    """
)


class AftersalesSeal(models.Model):
    """A link of a company's hash chain over its published scorecards.

    Each link hashes the numbers of one card and the link before. Whoever changes a
    published number later, even in the database itself, breaks the chain.
    """

    _name = "aftersales.seal"
    _description = "Seal of a Scorecard"
    _order = "company_id, number desc"
    _rec_name = "number"
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    scorecard_id = fields.Many2one(
        "aftersales.scorecard",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    stage = fields.Selection(
        [("published", "Published"), ("final", "Final")], required=True, readonly=True
    )
    sealed_on = fields.Datetime(required=True, readonly=True)
    digest = fields.Char("Hash of the Numbers", required=True, readonly=True)
    chain = fields.Char("Hash of the Chain", required=True, readonly=True)

    _number_unique = models.UniqueIndex(
        "(company_id, number)", "A seal has one place in its chain."
    )

    # --- Append-only --------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Seals are made by publishing scorecards."))

    def write(self, vals):
        raise UserError(self.env._("A seal is never changed."))

    def unlink(self):
        raise UserError(self.env._("A seal is never deleted."))

    # --- Sealing ------------------------------------------------------------------

    @api.model
    def _seal(self, cards, stage):
        """Append links for the cards, which have just become published or final."""
        self.env.flush_all()
        for company, group in cards.grouped("company_id").items():
            self._seal_company(company, sorted(group.ids), stage)

    @api.model
    def _seal_company(self, company, card_ids, stage):
        # Taking the numbers first makes two that publish at once wait for each other.
        [[last]] = self.env.execute_query(
            SQL(
                "UPDATE res_company SET kpi_seal_number = "
                "COALESCE(kpi_seal_number, 0) + %s WHERE id = %s "
                "RETURNING kpi_seal_number",
                len(card_ids),
                company.id,
            )
        )
        company.invalidate_recordset(["kpi_seal_number"])
        digests = self._digests_of(card_ids, stage)
        first = last - len(card_ids) + 1
        chain = self._chain_at(company, first - 1)
        now = fields.Datetime.now()
        rows = []
        for number, card_id in enumerate(card_ids, first):
            digest = digests[card_id]
            chain = self._link(chain, number, card_id, stage, digest)
            rows.append((company.id, number, card_id, stage, now, digest, chain))
        self.env.execute_query(
            SQL(
                """
                INSERT INTO aftersales_seal (
                    company_id, number, scorecard_id, stage, sealed_on, digest, chain
                )
                VALUES %s RETURNING id
                """,
                SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )

    @api.model
    def _chain_at(self, company, number):
        if not number:
            return GENESIS
        return self.search(
            [("company_id", "=", company.id), ("number", "=", number)]
        ).chain

    @api.model
    def _link(self, previous, number, card_id, stage, digest):
        """The hash of a link: of the one before it, and of what it seals."""
        text = f"{previous}:{number}:{card_id}:{stage}:{digest}"
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _digests_of(self, card_ids, stage):
        """{card id: hash of the card's numbers, as they are now}."""
        seals = SQL(
            "(SELECT UNNEST(%s::int[]) AS scorecard_id, %s AS stage)", card_ids, stage
        )
        return {card: digest for (card, _), digest in self._digests(seals).items()}

    @api.model
    def _digests(self, seals):
        """{(card id, stage): hash of the card's numbers}, in one statement.

        `seals` is a table, or a query in brackets, with scorecard_id and stage.
        """
        self.env["aftersales.scorecard"].flush_model()
        self.env["aftersales.scorecard.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT card.id, seal.stage,
                       ENCODE(SHA256(CONVERT_TO((%(card)s)::text, 'UTF8')), 'hex')
                  FROM %(seals)s AS seal
                  JOIN aftersales_scorecard AS card ON card.id = seal.scorecard_id
                  LEFT JOIN LATERAL (
                      SELECT JSONB_AGG(%(line)s ORDER BY line.criterion_id) AS content
                        FROM aftersales_scorecard_line AS line
                        JOIN aftersales_indicator AS indicator
                          ON indicator.id = line.indicator_id
                       WHERE line.scorecard_id = card.id
                  ) AS line ON TRUE
                """,
                card=CARD_CONTENT,
                line=LINE_CONTENT,
                seals=seals,
            )
        )
        return {row[:2]: row[2] for row in rows}

    # --- Checking -----------------------------------------------------------------

    @api.model
    def _verify(self, companies=None):
        """Findings about what was changed since it was sealed; none is good."""
        companies = companies or self.env["res.company"].sudo().search([])
        found = []
        for company in companies.sudo():
            found += self.sudo()._verify_chain(company)
            found += self.sudo()._verify_coverage(company)
        return found

    @api.model
    def _verify_chain(self, company):
        """Walk the chain from its start; name each card that it does not fit."""
        self.env.flush_all()
        seals = SQL("(SELECT * FROM aftersales_seal WHERE company_id = %s)", company.id)
        digests = self._digests(seals)
        rows = self.env.execute_query(
            SQL(
                "SELECT number, scorecard_id, stage, digest, chain FROM %s AS seal "
                "ORDER BY number",
                seals,
            )
        )
        chain, expected = GENESIS, 0
        for number, card_id, stage, digest, sealed_chain in rows:
            expected += 1
            chain = self._link(chain, expected, card_id, stage, digest)
            if number != expected or chain != sealed_chain:
                yield Finding(card_id, "chain")
                return  # what follows a broken link proves nothing
            if digests.get((card_id, stage)) != digest:
                yield Finding(card_id, "seal")
        if expected != company.kpi_seal_number:
            yield Finding(rows[-1][1] if rows else None, "chain")

    @api.model
    def _verify_coverage(self, company):
        """Published cards that nothing seals, and cards that stand in for others."""
        self.env.flush_all()
        query = SQL(
            """
            SELECT card.id, seal.id IS NULL
              FROM aftersales_scorecard AS card
              LEFT JOIN LATERAL (
                  SELECT id FROM aftersales_seal
                   WHERE scorecard_id = card.id
                     AND (card.state <> 'final' OR stage = 'final')
                   LIMIT 1
              ) AS seal ON TRUE
             WHERE card.company_id = %s
               AND (card.state IN ('published', 'final')
                    OR card.published_on IS NOT NULL)
               AND (seal.id IS NULL OR card.is_current = EXISTS (
                   SELECT FROM aftersales_scorecard AS later
                    WHERE later.supersedes_id = card.id
               ))
            """,
            company.id,
        )
        for card_id, unsealed in self.env.execute_query(query):
            yield Finding(card_id, "unsealed" if unsealed else "current")
