from collections import defaultdict
from decimal import Decimal

from odoo import fields, models

from ..scoring import NO_DATA, Finding, period_of

# How far back a row of periods is looked for where leave is passed over.
LOOK_BACK = 24
FINAL_STATES = ("published", "final")


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
        groups = defaultdict(dict)
        for subject, by_start in cards.items():
            own = by_start.get(self.date_from)
            if own:  # who has no card in the period judged is not judged
                history = [
                    self._judged_value(rule, by_start.get(start)) for start in starts
                ]
                groups[self._judged_group(rule, own)][subject] = history
        for histories in groups.values():
            for subject, finding in rule._find(histories).items():
                yield self._proposal_vals(rule, cards[subject], starts, finding)

    def _judged_starts(self, rule):
        """First days of the periods that the rule looks at, oldest first."""
        period = self._period()
        starts = []
        while self._is_judged(rule, period, len(starts)):
            starts.append(period.start)
            period = period_of(period.previous().start, self.period_type)
        return starts[::-1]

    def _is_judged(self, rule, period, known):
        """Whether the rule still looks at this period, with so many after it."""
        if rule.span == "year" and rule.measure in ("average", "share"):
            return period.start.year == self.date_from.year
        lengths = {"streak": LOOK_BACK, "improvement": rule.periods + 1, "share": 1}
        return known < lengths.get(rule.measure, rule.periods)

    def _judged_cards(self, starts):
        """{subject id: {first day: its current published card}}, in one query."""
        cards = self.env["aftersales.scorecard"].search(
            [
                ("cycle_id.scheme_id.code", "=", self.scheme_id.code),
                ("company_id", "=", self.company_id.id),
                ("subject_type", "=", self.subject_type),
                ("cycle_id.period_type", "=", self.period_type),
                ("date_from", "in", starts),
                ("is_current", "=", True),
                ("state", "in", FINAL_STATES),
            ]
        )
        found = defaultdict(dict)
        for card in cards:
            found[card.subject_id][card.date_from] = card
        return found

    def _judged_value(self, rule, card):
        """The published total, or the indicator's value, or NO_DATA."""
        if not card or card.result != "scored":
            return NO_DATA
        if not rule.indicator_id:
            return Decimal(str(card.score))
        line = card.line_ids.filtered(
            lambda one: (
                one.indicator_id == rule.indicator_id and one.status != "no_data"
            )
        )
        return Decimal(str(line[:1].value)) if line else NO_DATA

    def _judged_group(self, rule, card):
        return card[rule.group_by].id if rule.group_by != "company" else None

    def _proposal_vals(self, rule, by_start, starts, finding):
        """Values of a proposal: the subject, and the cards that it rests on."""
        counted = starts[-finding.periods :]
        if rule.measure in ("average", "share"):
            counted = starts
        if rule.measure == "streak" and rule.unscored == "skips":
            scored = [
                start
                for start in starts
                if self._judged_value(rule, by_start.get(start)) is not NO_DATA
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
