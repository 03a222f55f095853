from odoo import models
from odoo.tools import format_date, format_datetime

from .aftersales_scorecard_line_portal import PUBLISHED_VISIBILITY
from .company_day import today_of, zone_of

# Of a seal's hash so many characters are printed: enough to compare by eye.
PRINTED_HASH = 16
# What a paper says of a line, besides the exact numbers.
READ_FIELDS = (
    "criterion_data",
    "explanation_data",
    "indicator_id",
    "sample_size",
    "status",
)


class AftersalesScorecard(models.Model):
    """What stands on the paper of a scorecard, in the language of its person."""

    _inherit = "aftersales.scorecard"

    def _paper_sheets(self):
        """What stands on the paper of each card, in the person's own language."""
        # of all cards at once: each would read its own
        self.line_ids.fetch(READ_FIELDS)
        self.seal_ids.fetch(["number", "chain"])
        readings = {
            (lang, reading.record_id): reading
            for lang, cards in self.grouped(type(self)._paper_lang).items()
            for reading in cards.with_context(lang=lang).line_ids._readings()
        }
        left_out = self._left_out_records()
        ranked = self._ranked_counts()
        remarks = self._remarks_written()
        measures = self._paper_measures()
        return [
            card.with_context(lang=card._paper_lang())._paper_sheet(
                [readings[card._paper_lang(), line.id] for line in card.line_ids],
                left_out.get(card.id, []),
                ranked.get(card.cycle_id.id, 0),
                remarks[card.id],
                measures.get(card, []),
            )
            for card in self
        ]

    def _paper_lang(self):
        """The language of the person, else of whoever prints."""
        partner = self.user_id.partner_id or self.employee_id.work_contact_id
        return partner.lang or self.env.lang or "en_US"

    def _paper_sheet(self, readings, left_out, ranked, remarks, measures):
        """The values of one card's paper; this card is in the person's language."""
        seal = self.seal_ids.sorted("number")[-1:]
        return {
            "lang": self.env.lang,
            "card": self,
            "period": self.cycle_id._period_label(),
            "scheme": self.cycle_id.scheme_id.name,
            "total": f"{self.score:.2f}" if self.result == "scored" else False,
            "median": f"{self.team_median:.2f}" if self.team_median else False,
            "rank_among": self.show_rank and self.rank and ranked,
            "readings": list(zip(self.line_ids, readings, strict=True)),
            "has_intervals": any(reading.interval_text for reading in readings),
            "roles": self.role_results,
            "remarks": self._remarks_shown(remarks),
            "measures": measures,
            "day": lambda day: day and format_date(self.env, day),
            "left_out": left_out,
            "seal": seal,
            "seal_hash": seal.chain and seal.chain[:PRINTED_HASH],
            "published": self._paper_moment(self.published_on),
            "appeal_until": self.appeal_until
            and format_date(self.env, self.appeal_until),
            "can_still_appeal": self._paper_appeal_is_open(),
            "url": f"{self.get_base_url()}/my/kpi/{self.id}",
            "printed": self._paper_moment(self.env.cr.now()),
            "moment": self._paper_moment,
            "state": dict(self._fields["state"]._description_selection(self.env))[
                self.state
            ],
        }

    def _paper_measures(self):
        """{card: measures of its improvement plans that were not dropped}."""
        actions = self.env["aftersales.improvement.action"].sudo()
        return actions.search(
            [
                ("plan_id.scorecard_id", "in", self.ids),
                ("plan_id.state", "!=", "dropped"),
                ("state", "!=", "dropped"),
            ]
        ).grouped(lambda action: action.plan_id.scorecard_id)

    def _paper_moment(self, moment):
        zone = zone_of(self.company_id)
        return moment and format_datetime(
            self.env, moment.replace(microsecond=0), tz=zone, dt_format="short"
        )

    def _paper_appeal_is_open(self):
        """Whether the person could still appeal on the day of printing."""
        today = today_of(self.company_id)
        return bool(
            self.is_current and self.appeal_until and today <= self.appeal_until
        )

    def _left_out_records(self):
        """{card id: exclusions that left records out of it}, one search for all."""
        exclusions = self.env["aftersales.exclusion"].search(
            [
                ("undone_on", "=", False),
                ("observation_id.employee_id", "in", self.employee_id.ids),
                ("observation_id.kind_id.visibility", "in", PUBLISHED_VISIBILITY),
                ("observation_id.date", ">=", min(self.cycle_id.mapped("utc_from"))),
                ("observation_id.date", "<", max(self.cycle_id.mapped("utc_to"))),
            ]
        )
        return {card.id: list(exclusions.filtered(card._leaves_out)) for card in self}

    def _leaves_out(self, exclusion):
        """Whether the excluded record would have counted on this card, and did not."""
        fact, cycle = exclusion.observation_id, self.cycle_id
        indicators = self.line_ids.indicator_id
        kinds = indicators._kinds()
        return (
            fact.employee_id == self.employee_id
            and fact.kind_id in kinds
            and cycle.utc_from <= fact.date < cycle.utc_to
            and not any(
                fact.id in (line.evidence or {}).get("id", []) for line in self.line_ids
            )
        )

    def _ranked_counts(self):
        """{cycle id: how many people its ranks are among}."""
        groups = self._read_group(
            [
                ("cycle_id", "in", self.cycle_id.ids),
                ("is_current", "=", True),
                ("result", "=", "scored"),
            ],
            ["cycle_id"],
            ["__count"],
        )
        return {cycle.id: count for cycle, count in groups}
