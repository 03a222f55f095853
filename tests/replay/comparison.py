"""Compare the ledger with the reference, and explain every difference.

Standard library only: figures go in, lines of a report come out.
"""

from collections import Counter
from dataclasses import dataclass, field
from statistics import mean

from replay.figures import MEASURES, same


@dataclass
class Comparison:
    """One measure over all agent-months."""

    measure: str
    equal: int = 0
    explained: list = field(default_factory=list)  # keys
    unexplained: list = field(default_factory=list)  # keys


def compare(reference, actual, expected):
    """Comparison per measure; all three are summaries by key (figures.summarise).

    A differing agent-month is explained where the ledger equals what the rules expect.
    """
    return [_compare_measure(m, reference, actual, expected) for m in MEASURES]


def _compare_measure(measure, reference, actual, expected):
    comparison = Comparison(measure)
    for key in sorted(reference):
        found = actual[key][measure]
        if same(found, reference[key][measure]):
            comparison.equal += 1
        elif same(found, expected[key][measure]):
            comparison.explained.append(key)
        else:
            comparison.unexplained.append(key)
    return comparison


def tickets_off(actual, expected):
    """{measure: numbers of tickets whose ledger differs from what is expected}."""
    return {
        measure: [
            number
            for number, figures in expected.items()
            if getattr(figures, measure) != getattr(actual[number], measure)
        ]
        for measure in MEASURES
    }


def comparison_lines(comparisons, moved, keys):
    """Table of agreement per measure, then each rule that moved tickets."""
    yield f"{'measure':<14}{'agent-months':>13}{'equal':>8}{'differing':>11}" + (
        f"{'explained':>11}{'unexplained':>13}"
    )
    for c in comparisons:
        differing = len(c.explained) + len(c.unexplained)
        total = c.equal + differing
        yield (
            f"{c.measure:<14}{total:>13}{c.equal:>8}{differing:>11}"
            f"{len(c.explained):>11}{len(c.unexplained):>13}"
        )
    yield ""
    for rule, numbers in moved.items():
        if not numbers:
            continue
        months = len({keys[number] for number in numbers})
        yield f"{rule.measure}: {len(numbers)} tickets in {months} agent-months:"
        yield f"    {rule.reason}."


def unexplained_lines(comparisons, reference, actual, expected, limit=5):
    """The first differences that no rule explains, number by number."""
    for c in comparisons:
        for key in c.unexplained[:limit]:
            yield (
                f"{c.measure} {key}: reference {reference[key][c.measure]}, ledger"
                f" {actual[key][c.measure]}, expected {expected[key][c.measure]}"
            )


def ticket_lines(off, actual, expected, limit=5):
    """The first tickets whose ledger differs from what is expected of them."""
    for measure, numbers in off.items():
        for number in numbers[:limit]:
            yield (
                f"{measure} of {number}: ledger {getattr(actual[number], measure)},"
                f" expected {getattr(expected[number], measure)}"
            )
        if numbers[limit:]:
            yield f"    … and {len(numbers) - limit} more"


def attribution_lines(rows, keys):
    """Rows per kind, and how many the product charges to others than the last assignee.

    ``rows``: (number, kind, person, elapsed, numerator) of each effective ledger row.
    """
    total, moved, nobody = Counter(), Counter(), Counter()
    for number, kind, person, _elapsed, _numerator in rows:
        total[kind] += 1
        nobody[kind] += person is None
        moved[kind] += person is not None and person != keys[number][0]
    yield f"{'kind':<14}{'rows':>8}{'to the last assignee':>22}" + (
        f"{'to another':>12}{'to nobody':>11}"
    )
    for kind in MEASURES:
        to_last = total[kind] - moved[kind] - nobody[kind]
        yield (
            f"{kind:<14}{total[kind]:>8}{to_last:>22}{moved[kind]:>12}"
            f"{nobody[kind]:>11}"
        )


def beside_lines(rows, keys, month, limit=10):
    """Busiest agents of a month: figures as the reference groups and as charged."""
    grouped, charged = {}, {}
    for number, kind, person, elapsed, _numerator in rows:
        agent, closed_in = keys[number]
        if closed_in != month:
            continue
        grouped.setdefault(agent, {}).setdefault(kind, []).append(elapsed)
        charged.setdefault(person, {}).setdefault(kind, []).append(elapsed)
    busiest = sorted(grouped, key=lambda a: -len(grouped[a].get("resolution", ())))
    yield f"{'':<16}{'answered':>15}{'mean min':>19}{'resolved':>15}" + (
        f"{'reopened':>13}{'handed over':>15}"
    )
    for agent in busiest[:limit]:
        left, right = grouped[agent], charged.get(agent, {})
        yield f"{agent:<16}" + (
            f"{_pair(left, right, 'response', len):>15}"
            f"{_pair(left, right, 'response', _mean_minutes):>19}"
            f"{_pair(left, right, 'resolution', len):>15}"
            f"{_pair(left, right, 'reopen', len):>13}"
            f"{_pair(left, right, 'reassignment', len):>15}"
        )


def _pair(left, right, kind, summary):
    return f"{summary(left.get(kind, ()))} | {summary(right.get(kind, ()))}"


def _mean_minutes(seconds):
    return f"{mean(map(float, seconds)) / 60:.1f}" if seconds else "-"
