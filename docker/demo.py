"""Score the demo company's last month and show it; to be fed to `odoo shell`."""

import re
import textwrap
import unicodedata
from pathlib import Path

WORKBOOK = "aftersales_kpi.aftersales_cycle_report_xlsx"

# what the administrator sees, in English
env = env(user=env.ref("base.user_admin"), context={"lang": "en_US"})  # noqa: F821


def display_width(text):
    """Columns that a text takes on a terminal: Chinese characters take two."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def print_table(header, rows):
    """Print rows under a header of one word a line; numbers to the right."""
    words = [textwrap.wrap(name, 1, break_long_words=False) for name in header]
    height = max(map(len, words))
    head = zip(*([""] * (height - len(lines)) + lines for lines in words), strict=True)
    table = [*head, *rows]
    widths = [max(map(display_width, column)) for column in zip(*table, strict=True)]
    for row in table:
        gaps = [
            " " * (width - display_width(cell))
            for width, cell in zip(widths, row, strict=True)
        ]
        print(
            row[0] + gaps[0],
            *(map("".join, zip(gaps[1:], row[1:], strict=True))),
            sep="  ",
        )


def result_rows(cycle):
    """One row per card, best first: person, points of each criterion, total, rank."""
    results = dict(env["aftersales.scorecard"]._fields["result"].selection)
    cards = cycle.scorecard_ids.filtered("is_current")
    for card in cards.sorted(lambda card: (card.result != "scored", -card.score)):
        points = {line.criterion_id: line.points_text for line in card.line_ids}
        scored = card.result == "scored"
        yield [
            card.name,
            *(points.get(criterion, "") for criterion in cycle.scheme_id.criterion_ids),
            f"{card.score:.2f}" if scored else results[card.result],
            str(card.rank) if scored else "",
        ]


cycles = env["aftersales.cycle"]
folder = Path(".local/demo").absolute()
for scheme, company in cycles._due_pairs():
    cycle = cycles.with_company(company)._cycle_of(scheme, company)
    # What waits for approval stays as it is: scoring would begin the approval anew.
    if (cycle.state, cycle.approval_state) == ("scored", False):
        cycle.action_score()
    cycle._start()
    if cycle.is_rollup and cycle.state in ("draft", "open"):
        continue  # its months are not published yet

    print(f"\n{company.name}: {cycle.display_name}\n")
    criteria = cycle.scheme_id.criterion_ids.mapped("name")
    rows = list(result_rows(cycle))
    if rows:
        print_table(["", *criteria, "Total", "Rank"], rows)
    else:
        print("Nobody to score.")
    workbook, _type = env["ir.actions.report"]._render(WORKBOOK, cycle.ids)
    name = f"{company.name} {scheme.code} {cycle.name}"
    path = folder / (re.sub(r"\W+", "-", name) + ".xlsx")
    path.write_bytes(workbook)
    print(f"\nExcel: {path}")
env.cr.commit()
