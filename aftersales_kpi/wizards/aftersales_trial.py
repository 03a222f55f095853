"""A scheme on past periods, before it counts; nothing of it is stored as a result."""

from collections import defaultdict
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..models.company_day import today_of
from ..models.guards import check_officer
from ..scoring import (
    NO_DATA,
    decisive,
    histogram,
    mean,
    period_of,
    rank,
    round_half_up,
    sensitivity,
)

MOST_PERIODS = 12
BAR = Markup("<tr><th scope='row' class='fw-normal text-nowrap pe-2'>%s</th>%s</tr>")
BAR_CELL = Markup(
    "<td class='w-50 pe-3'><div class='d-flex align-items-center gap-2'>"
    "<div class='bg-primary rounded' style='height: 10px; width: %d%%'></div>"
    "%s</div></td>"
)
TABLE = Markup(
    "<table class='w-100'><thead><tr><th scope='col'></th>%s</tr></thead>"
    "<tbody>%s</tbody></table>"
)


class Outcome(NamedTuple):
    """What a scheme gives one subject over the periods tried."""

    name: str
    # Mean of the totals, at two decimals; NO_DATA where no period has one.
    total: Decimal
    # {criterion code: mean share of its points, 0 to 1}
    shares: dict
    # {criterion code: points of the total that come from it}
    parts: dict


class AftersalesTrial(models.TransientModel):
    """What a scheme would have given, who moves, and which criterion decides (R63).

    It is scored by the same steps as a cycle, so a trial equals the real run on the
    same data.
    """

    _name = "aftersales.trial"
    _description = "Trial of a Scheme"
    _rec_name = "scheme_id"

    scheme_id = fields.Many2one("aftersales.scheme", required=True, ondelete="cascade")
    compare_id = fields.Many2one(
        "aftersales.scheme",
        string="Compare With",
        ondelete="cascade",
        help="Usually the scheme that is in force. It is tried on the same periods.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    periods = fields.Integer(
        string="Past Periods",
        default=3,
        required=True,
        help="How many periods, the last one that is over first.",
    )
    is_done = fields.Boolean(readonly=True)
    summary = fields.Text(readonly=True)
    distribution = fields.Html(readonly=True, sanitize=False)
    person_ids = fields.One2many("aftersales.trial.person", "trial_id", readonly=True)
    criterion_ids = fields.One2many(
        "aftersales.trial.criterion", "trial_id", readonly=True
    )

    @api.constrains("periods")
    def _check_periods(self):
        if any(not 1 <= trial.periods <= MOST_PERIODS for trial in self):
            raise ValidationError(
                self.env._("Choose 1 to %(most)s past periods.", most=MOST_PERIODS)
            )

    def action_run(self):
        """Score the periods with both schemes, and show what comes of it."""
        self.ensure_one()
        self._check_may_run()
        self._bring_ledger_up_to_date()
        after = self._outcomes(self.scheme_id)
        before = self._outcomes(self.compare_id) if self.compare_id else {}
        if not after:
            raise UserError(
                self.env._(
                    "Nobody has records for this scheme in these periods. Choose more "
                    "periods, or look whom the scheme is for."
                )
            )
        self.write(
            {
                "is_done": True,
                "summary": "\n".join(self._sentences(before, after)),
                "distribution": self._distribution(before, after),
                "person_ids": [
                    Command.clear(),
                    *map(Command.create, self._person_rows(before, after)),
                ],
                "criterion_ids": [
                    Command.clear(),
                    *map(Command.create, self._criterion_rows(after)),
                ],
            }
        )
        return {**self._get_records_action(name=self._title()), "target": "current"}

    def _check_may_run(self):
        check_officer(self.env)
        self.company_id.check_access("read")
        for scheme in self.scheme_id | self.compare_id:
            scheme.check_access("read")
            if scheme.rollup_scheme_id:
                raise UserError(
                    self.env._(
                        "%(scheme)s is made from shorter periods. Try the scheme of "
                        "those.",
                        scheme=scheme.display_name,
                    )
                )
        if self.compare_id and (
            self.compare_id.period_type != self.scheme_id.period_type
            or self.compare_id.subject_type != self.scheme_id.subject_type
        ):
            raise UserError(
                self.env._(
                    "Compare schemes with the same period and the same subjects."
                )
            )

    def _bring_ledger_up_to_date(self):
        """Post the facts that time alone made, as scoring does."""
        ledger = self.env["aftersales.observation"].sudo()
        ledger._post_due(companies=self.company_id.sudo())
        self.env.flush_all()

    def _title(self):
        return self.env._("Trial: %(scheme)s", scheme=self.scheme_id.display_name)

    # --- Scoring without storing ----------------------------------------------------

    def _outcomes(self, scheme):
        """{subject id: Outcome} of a scheme over the periods."""
        names, totals, lines = {}, defaultdict(list), defaultdict(list)
        for cycle in self._cycles(scheme):
            for subject_id, name, card in cycle._tried():
                names[subject_id] = name
                if card.total is not NO_DATA:
                    totals[subject_id].append(card.total)
                    lines[subject_id].append(card.lines)
        return {
            subject_id: self._outcome(name, totals[subject_id], lines[subject_id])
            for subject_id, name in names.items()
        }

    def _cycles(self, scheme):
        """Unsaved cycles of the scheme over the periods, the last one first."""
        today = today_of(self.company_id)
        period = period_of(today, scheme.period_type)
        for _each in range(self.periods):
            period = period.previous()
            yield (
                self.env["aftersales.cycle"]
                .sudo()
                .new(
                    {
                        "scheme_id": scheme.id,
                        "company_id": self.company_id.id,
                        "date_from": period.start,
                    }
                )
            )

    def _outcome(self, name, totals, cards):
        shares, parts = defaultdict(list), defaultdict(list)
        for lines in cards:
            for line in lines:
                if line.points is not None:
                    shares[line.code].append(line.points / line.max_points)
                    parts[line.code].append(line.effective_points)
        total = mean(totals)
        return Outcome(
            name,
            total if total is NO_DATA else round_half_up(total),
            {code: mean(values) for code, values in shares.items()},
            {code: sum(values) / len(totals) for code, values in parts.items()},
        )

    # --- What is shown --------------------------------------------------------------

    def _person_rows(self, before, after):
        ranks_before = rank({key: each.total for key, each in before.items()})
        ranks_after = rank({key: each.total for key, each in after.items()})
        names = {
            criterion.indicator_id.code: criterion.name
            for criterion in (self.compare_id | self.scheme_id).criterion_ids
        }
        for key, outcome in after.items():
            old = before.get(key)
            yield {
                "name": outcome.name,
                **self._total_vals("before", old),
                **self._total_vals("after", outcome),
                "change": self._change(old, outcome),
                "rank_before": ranks_before.get(key, 0),
                "rank_after": ranks_after.get(key, 0),
                "places": ranks_before[key] - ranks_after[key]
                if key in ranks_before and key in ranks_after
                else 0,
                "because": self._because(old, outcome, names),
            }

    def _total_vals(self, side, outcome):
        known = outcome is not None and outcome.total is not NO_DATA
        return {side: outcome.total if known else 0, f"has_{side}": known}

    def _change(self, old, new):
        if old is None or NO_DATA in (old.total, new.total):
            return 0
        return new.total - old.total

    def _because(self, old, new, names):
        """The criterion that moves the person most: "Response time +4.50"."""
        if old is None or NO_DATA in (old.total, new.total):
            return False
        changes = {
            code: new.parts.get(code, Decimal(0)) - old.parts.get(code, Decimal(0))
            for code in {**old.parts, **new.parts}
        }
        code = max(changes, key=lambda each: (abs(changes[each]), each), default=None)
        if code is None or not round_half_up(changes[code]):
            return False
        return f"{names[code]} {changes[code]:+.2f}"

    def _criterion_rows(self, after):
        criteria = self.scheme_id.criterion_ids
        scored = {
            key: each.shares for key, each in after.items() if each.total is not NO_DATA
        }
        weights = {
            criterion.indicator_id.code: Decimal(str(criterion.max_points))
            for criterion in criteria
        }
        decides, shifts = decisive(scored, weights), sensitivity(scored, weights)
        for criterion in criteria:
            code = criterion.indicator_id.code
            reached = [lines[code] for lines in scored.values() if code in lines]
            yield {
                "criterion_id": criterion.id,
                "points": criterion.max_points,
                "reached": 100 * mean(reached) if reached else 0,
                "decides": 100 * decides.get(code, 0),
                "without": 100 * (len(scored) - len(reached)) / (len(scored) or 1),
                "moved": shifts[code].moved,
                "furthest": shifts[code].furthest,
            }

    def _sentences(self, before, after):
        yield self.env._(
            "%(people)s scored over %(periods)s past periods; nothing was stored.",
            people=len(after),
            periods=self.periods,
        )
        new = self._totals(after)
        old = self._totals(before)
        if new and old:
            yield self.env._(
                "Median %(before).2f → %(after).2f; below 60: %(low_before)s → "
                "%(low_after)s; 85 and above: %(high_before)s → %(high_after)s.",
                before=median(old),
                after=median(new),
                low_before=sum(total < 60 for total in old),
                low_after=sum(total < 60 for total in new),
                high_before=sum(total >= 85 for total in old),
                high_after=sum(total >= 85 for total in new),
            )
        elif new:
            yield self.env._(
                "Median %(after).2f; below 60: %(low)s; 85 and above: %(high)s.",
                after=median(new),
                low=sum(total < 60 for total in new),
                high=sum(total >= 85 for total in new),
            )
        without = len(after) - len(new)
        if without:
            yield self.env._("%(count)s would have no total.", count=without)

    def _totals(self, outcomes):
        return [each.total for each in outcomes.values() if each.total is not NO_DATA]

    def _distribution(self, before, after):
        """Bars of how many reach how much, with the numbers beside them."""
        sides = [(self.env._("Now"), before)] if before else []
        sides.append((self.env._("With this scheme"), after))
        counts = [histogram(self._totals(outcomes)) for _label, outcomes in sides]
        most = max(map(max, counts)) or 1
        rows = [
            BAR
            % (
                f"{10 * place}–{10 * place + 10}",
                Markup().join(
                    BAR_CELL % (round(85 * column[place] / most), column[place])
                    for column in counts
                ),
            )
            for place in range(*self._filled(counts))
        ]
        heads = Markup().join(
            Markup("<th scope='col'>%s</th>") % label for label, _outcomes in sides
        )
        return TABLE % (heads, Markup().join(rows))

    def _filled(self, counts):
        """The first place with people in any column, and the one after the last."""
        filled = [
            place for column in counts for place, count in enumerate(column) if count
        ]
        return min(filled, default=0), max(filled, default=-1) + 1


class AftersalesTrialPerson(models.TransientModel):
    """One subject in a trial."""

    _name = "aftersales.trial.person"
    _description = "Person in a Trial"
    _order = "trial_id, change, name"

    trial_id = fields.Many2one("aftersales.trial", required=True, ondelete="cascade")
    name = fields.Char(readonly=True)
    before = fields.Float("Total Now", digits=(16, 2), readonly=True)
    after = fields.Float("Total with This Scheme", digits=(16, 2), readonly=True)
    has_before = fields.Boolean(readonly=True)
    has_after = fields.Boolean(readonly=True)
    change = fields.Float(digits=(16, 2), readonly=True)
    rank_before = fields.Integer("Rank Now", readonly=True, aggregator=None)
    rank_after = fields.Integer("Rank with This Scheme", readonly=True, aggregator=None)
    places = fields.Integer(
        "Places Gained", readonly=True, aggregator=None, help="Below zero: lost."
    )
    because = fields.Char("Mostly Because Of", readonly=True)


class AftersalesTrialCriterion(models.TransientModel):
    """One criterion in a trial."""

    _name = "aftersales.trial.criterion"
    _description = "Criterion in a Trial"
    _order = "trial_id, decides desc, id"

    trial_id = fields.Many2one("aftersales.trial", required=True, ondelete="cascade")
    criterion_id = fields.Many2one(
        "aftersales.scheme.criterion", readonly=True, ondelete="cascade"
    )
    name = fields.Char(related="criterion_id.name")
    points = fields.Float(readonly=True, digits=(16, 2))
    reached = fields.Float(
        "Reached (%)",
        digits=(16, 1),
        readonly=True,
        aggregator=None,
        help="Mean share of its points.",
    )
    decides = fields.Float(
        "Decides (%)",
        digits=(16, 1),
        readonly=True,
        help="How much of the differences between people it makes. A criterion in "
        "which all are alike decides nothing, whatever its points.",
    )
    without = fields.Float(
        "Too Few (%)",
        digits=(16, 1),
        readonly=True,
        aggregator=None,
        help="Share of people for whom it does not count.",
    )
    moved = fields.Integer(
        "Movers",
        readonly=True,
        aggregator=None,
        help="People whose rank changes if the criterion weighs a quarter more.",
    )
    furthest = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Places that the one moves who then moves furthest.",
    )
