"""Score the replayed months with the client's own scheme, and print the results."""

from datetime import date
from statistics import median

SCHEME = "aftersales_kpi.scheme_client"
LEDGER_MONTHS = """
    SELECT DISTINCT date_trunc('month', date)::date
      FROM aftersales_observation ORDER BY 1
"""


def score_months(env):
    """Scored cycles of every month that the ledger has facts of, oldest first.

    Months that are not over yet are left out.
    """
    scheme = env.ref(SCHEME)
    if scheme.state == "draft":
        scheme.action_approve()
    env.cr.execute(LEDGER_MONTHS)
    this_month = date.today().replace(day=1)
    months = [month for (month,) in env.cr.fetchall() if month < this_month]
    cycles = env["aftersales.cycle"]
    for month in months:
        cycles |= _scored_cycle(env, scheme, month)
        env.cr.commit()
    return cycles


def _scored_cycle(env, scheme, month):
    cycle = env["aftersales.cycle"].create(
        {
            "scheme_id": scheme.id,
            "company_id": env.company.id,
            "date_from": month,
        }
    )
    cycle.action_open()
    cycle.action_score()
    return cycle


def month_lines(cycles):
    """One line per month: scorecards by result, median and range of the totals."""
    yield f"{'month':<10}{'people':>8}{'scored':>8}" + (
        f"{'median':>9}{'best':>9}{'lowest':>9}"
    )
    for cycle in cycles:
        cards = cycle.scorecard_ids.filtered("is_current")
        scores = [card.score for card in cards if card.result == "scored"]
        spread = (median(scores), max(scores), min(scores)) if scores else ()
        yield f"{cycle.name:<10}{len(cards):>8}{len(scores):>8}" + "".join(
            f"{number:>9.2f}" for number in spread
        )


def top_lines(cycles, limit=10):
    """The best of the biggest month, with the points of every criterion.

    Of equal totals the one with the most records stands first.
    """
    cycle = max(cycles, key=lambda cycle: cycle.card_count)
    cards = cycle.scorecard_ids.filtered("is_current").sorted(
        lambda card: (-card.score, -sum(card.line_ids.mapped("sample_size")))
    )
    criteria = cards[:1].line_ids.criterion_id
    yield f"{cycle.display_name}: best {limit} of {len(cards)}; points per criterion"
    for position, criterion in enumerate(criteria, start=1):
        yield f"   {position}. {criterion.display_name} ({criterion.max_points:g})"
    columns = "".join(f"{position:>7}" for position in range(1, len(criteria) + 1))
    yield f"{'':<16}{'total':>8}{columns}"
    for card in cards[:limit]:
        yield f"{card.name:<16}{_total(card):>8}" + "".join(
            f"{_points(line):>7}" for line in card.line_ids.sorted("sequence")
        )


def _total(card):
    return f"{card.score:.2f}" if card.result == "scored" else card.result


def _points(line):
    """Points, or a dash where there is no data."""
    return "–" if line.status == "no_data" else f"{line.points:g}"
