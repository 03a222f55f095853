from collections import defaultdict
from decimal import Decimal

from odoo import fields, models

from ..scoring import NO_DATA, Finding, period_of

FINAL_STATES = ("published", "final")
# All that rules ask of a card; years of cards are not read as a whole.
JUDGED_FIELDS = (
    "subject_id",
    "date_from",
    "result",
    "score",
    "employee_id",
    "team_id",
    "department_id",
    "job_id",
)


class AftersalesCycle(models.Model):
    """Proposals that a closed period leads to (R32–R34)."""

    _inherit = "aftersales.cycle"

    outcome_ids = fields.One2many("aftersales.outcome", "cycle_id", "Outcomes")

    def action_close(self):
        """Final results lead to proposals by the outcome rules."""
        result = super().action_close()
        for cycle in self.filtered(lambda one: one.state == "closed"):
            cycle.sudo()._propose_outcomes()
        return result

    def action_propose_outcomes(self):
        """Look for outcomes again; what was proposed already stays as it is."""
        for cycle in self:
            cycle.check_access("write")
            cycle.sudo()._propose_outcomes()
        return self.action_view_outcomes()

    def action_view_outcomes(self):
        """Open the proposals of the cycle."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_outcome_action"
        )
        return {**action, "domain": [("cycle_id", "in", self.ids)], "context": {}}

    def _propose_outcomes(self):
        """Make the proposals of all rules for this cycle; again changes nothing."""
        self.ensure_one()
        proposals = [
            vals for rule in self._outcome_rules() for vals in self._proposals(rule)
        ]
        known = {
            (one.rule_id.id, one.employee_id.id, one.team_id.id)
            for one in self.env["aftersales.outcome"].search(
                [
                    ("date_to", "=", self.date_to),
                    ("company_id", "=", self.company_id.id),
                ]
            )
        }
        fresh = [
            vals
            for vals in proposals
            if (
                vals["rule_id"],
                vals.get("employee_id", False),
                vals.get("team_id", False),
            )
            not in known
        ]
        return self.env["aftersales.outcome"].create(fresh)

    def _outcome_rules(self):
        """Rules that judge this cycle, today."""
        rules = self.env["aftersales.outcome.rule"].search(
            [
                ("measure", "!=", "hand"),
                ("company_id", "in", (False, self.company_id.id)),
                ("subject_type", "=", self.subject_type),
                ("period_type", "=", self.period_type),
            ]
        )
        code = self.scheme_id.code
        return rules.filtered(
            lambda rule: (
                (not rule.scheme_id or rule.scheme_id.code == code)
                and (rule.span == "last" or self._ends_year())
            )
        )

    def _ends_year(self):
        return (self.date_to.month, self.date_to.day) == (12, 31)

    def _proposals(self, rule):
        """Values of the proposals of one rule."""
        if rule.measure == "event":
            return self._event_proposals(rule)
        return self._history_proposals(rule)

    # --- By the totals of successive periods --------------------------------------

    def _history_proposals(self, rule):
        starts = self._judged_starts(rule)
        cards = self._judged_cards(starts)
        values = self._judged_values(rule, cards)
        groups = defaultdict(dict)
        for subject, by_start in cards.items():
            own = by_start.get(self.date_from)
            if own:  # who has no card in the period judged is not judged
                history = [values[by_start.get(start)] for start in starts]
                groups[self._judged_group(rule, own)][subject] = history
        for histories in groups.values():
            for subject, finding in rule._find(histories).items():
                yield self._proposal_vals(rule, cards[subject], values, starts, finding)

    def _judged_starts(self, rule):
        """First days of the periods that the rule looks at, oldest first."""
        period = self._period()
        # A row is counted from where it began: every third month of it, for ever.
        first = self._first_judged_day() if rule.measure == "streak" else None
        starts = []
        while self._is_judged(rule, period, len(starts), first):
            starts.append(period.start)
            period = period_of(period.previous().start, self.period_type)
        return starts[::-1]

    def _is_judged(self, rule, period, known, first):
        """Whether the rule still looks at this period, with so many after it."""
        if rule.span == "year" and rule.measure in ("average", "share"):
            return period.start.year == self.date_from.year
        if rule.measure == "streak":
            return period.start >= first
        lengths = {"improvement": rule.periods + 1, "share": 1}
        return known < lengths.get(rule.measure, rule.periods)

    def _first_judged_day(self):
        """The first day of the oldest period that has published cards."""
        cards = self.env["aftersales.scorecard"]
        [[first]] = cards._read_group(
            self._judged_domain(), aggregates=["date_from:min"]
        )
        return first or self.date_from

    def _judged_domain(self):
        return [
            ("cycle_id.scheme_id.code", "=", self.scheme_id.code),
            ("company_id", "=", self.company_id.id),
            ("subject_type", "=", self.subject_type),
            ("cycle_id.period_type", "=", self.period_type),
            ("date_from", "<=", self.date_from),
            ("is_current", "=", True),
            ("state", "in", FINAL_STATES),
        ]

    def _judged_cards(self, starts):
        """{subject id: {first day: its current published card}}, in one query."""
        cards = self.env["aftersales.scorecard"].search_fetch(
            [*self._judged_domain(), ("date_from", "in", starts)], JUDGED_FIELDS
        )
        found = defaultdict(dict)
        for card in cards:
            found[card.subject_id][card.date_from] = card
        return found

    def _judged_values(self, rule, cards):
        """{card: its published total, or the indicator's value}; else NO_DATA."""
        scored = self.env["aftersales.scorecard"].union(
            *(
                card
                for by_start in cards.values()
                for card in by_start.values()
                if card.result == "scored"
            )
        )
        values = defaultdict(lambda: NO_DATA)
        if not rule.indicator_id:
            values.update((card, Decimal(str(card.score))) for card in scored)
            return values
        lines = self.env["aftersales.scorecard.line"].search_fetch(
            [
                ("scorecard_id", "in", scored.ids),
                ("indicator_id", "=", rule.indicator_id.id),
                ("status", "!=", "no_data"),
            ],
            ["scorecard_id", "value"],
        )
        # the first line of the card, where several criteria share the indicator
        for line in reversed(lines):
            values[line.scorecard_id] = Decimal(str(line.value))
        return values

    def _judged_group(self, rule, card):
        return card[rule.group_by].id if rule.group_by != "company" else None

    def _proposal_vals(self, rule, by_start, values, starts, finding):
        """Values of a proposal: the subject, and the cards that it rests on."""
        counted = starts[-finding.periods :]
        if rule.measure in ("average", "share"):
            counted = starts
        if rule.measure == "streak" and rule.unscored == "skips":
            scored = [
                start for start in starts if values[by_start.get(start)] is not NO_DATA
            ]
            counted = scored[-finding.periods :]
        evidence = [by_start[start] for start in counted if start in by_start]
        own = by_start[self.date_from]
        return {
            **self._subject_vals(rule, own.employee_id, own.team_id),
            "date_from": evidence[0].date_from,
            "scorecard_ids": [fields.Command.set([card.id for card in evidence])],
            "finding": self._finding_json(finding),
        }

    def _subject_vals(self, rule, employee, team):
        is_team = rule.subject_type == "team"
        return {
            "rule_id": rule.id,
            "company_id": self.company_id.id,
            "cycle_id": self.id,
            "date_to": self.date_to,
            **({"team_id": team.id} if is_team else {"employee_id": employee.id}),
        }

    def _finding_json(self, finding):
        return {
            "value": f"{finding.value.normalize():f}",
            "rank": finding.rank,
            "among": finding.among,
        }

    # --- By single events ---------------------------------------------------------

    def _event_proposals(self, rule):
        ledger = self.env["aftersales.observation"]
        domain = [
            ("kind_id", "=", rule.kind_id.id),
            ("company_id", "=", self.company_id.id),
            ("date", ">=", self.utc_from),
            ("date", "<", self.utc_to),
            *rule._event_domain(),
        ]
        subject = "team_id" if rule.subject_type == "team" else "employee_id"
        counts = ledger._read_group(
            list(ledger._effective_domain()) + [(subject, "!=", False), *domain],
            [subject],
            ["__count", "id:array_agg"],
        )
        for record, count, facts in counts:
            if count >= rule.periods:
                cards = self.scorecard_ids.filtered(
                    lambda card, record=record: (
                        card.is_current and record.id == card.subject_id
                    )
                )
                yield {
                    **self._subject_vals(rule, record, record),
                    "date_from": self.date_from,
                    "scorecard_ids": [fields.Command.set(cards.ids)],
                    "observation_ids": [fields.Command.set(facts)],
                    "finding": self._finding_json(Finding(Decimal(count), 1)),
                }
