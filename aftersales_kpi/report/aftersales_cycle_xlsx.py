from datetime import datetime
from itertools import chain
from math import ceil
from unicodedata import east_asian_width

from odoo import fields, models
from odoo.tools import SQL

from ..models.company_day import zone_of
from ..models.guards import check_officer
from ..sources import directory

# Rows of a worksheet, as the file format has them, and where the table starts.
MAX_ROWS = 1_048_576
HEAD_ROW = 3

# Height of a line of text in points, and the room that breaking between words takes.
LINE_HEIGHT = 15
WRAP_SPACE = 1.2

# How a value of each unit is shown.
UNIT_FORMATS = {
    "percent": '0.00" %"',
    "score": "0.00",
    "second": '0.0" s"',
    "minute": '0.0" min"',
    "hour": '0.0" h"',
    "day": '0.0" d"',
    "count": "0",
    "money": "#,##0.00",
}


def display_width(text):
    """Columns that a text takes: a Chinese character takes two."""
    return sum(1 + (east_asian_width(character) in "WF") for character in text)


class AftersalesCycleXlsx(models.AbstractModel):
    """The result table as a workbook: results, rules, and the records behind.

    Text is written as text always: a name that begins with "=" is a name.
    """

    _name = "report.aftersales_kpi.aftersales_cycle_xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "Result Table"

    def get_workbook_options(self):
        # Rows go to the file one by one, whatever their number.
        return {"constant_memory": True, "strings_to_formulas": False}

    def generate_xlsx_report(self, workbook, data, objs):
        """Write three sheets for every cycle."""
        self._check_reader(objs)
        formats = self._formats(workbook)
        for cycle in objs:
            for name, columns, rows in (
                self._results(cycle),
                self._rules(cycle),
                self._evidence(cycle),
            ):
                sheet = self._start_sheet(workbook, formats, cycle, name, columns)
                widths = [width for _title, width in columns]
                last_row = self._write_rows(sheet, formats, widths, rows)
                sheet.autofilter(HEAD_ROW, 0, last_row, len(columns) - 1)

    def _check_reader(self, cycles):
        cycles.check_access("read")
        check_officer(self.env)

    # --- Writing ----------------------------------------------------------------------

    def _formats(self, workbook):
        def make(**properties):
            return workbook.add_format({"valign": "top", **properties})

        return {
            "title": make(bold=True, font_size=16),
            "muted": make(font_color="#6c757d"),
            "head": make(bold=True, bg_color="#e9ecef", border=1, text_wrap=True),
            "text": make(),
            "wrap": make(text_wrap=True, indent=1),
            "missing": make(font_color="#6c757d", italic=True, align="right"),
            "points": make(num_format="0.##"),
            "total": make(num_format="0.00", bold=True),
            "integer": make(num_format="0"),
            "moment": make(num_format="yyyy-mm-dd hh:mm"),
            **{unit: make(num_format=text) for unit, text in UNIT_FORMATS.items()},
        }

    def _start_sheet(self, workbook, formats, cycle, name, columns):
        """A sheet with title and head; columns are (title, width)."""
        sheet = workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)
        sheet.freeze_panes(HEAD_ROW + 1, 1)
        for column, (_title, width) in enumerate(columns):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, cycle.display_name, formats["title"])
        sheet.write_string(1, 0, self._subtitle(cycle), formats["muted"])
        sheet.set_row(HEAD_ROW, self._height(*zip(*columns, strict=True)))
        for column, (title, _width) in enumerate(columns):
            sheet.write_string(HEAD_ROW, column, title, formats["head"])
        return sheet

    def _height(self, texts, widths):
        """Points of a row that shows these texts, wrapped in columns so wide.

        Readers do not all fit the height of a row to wrapped text by themselves.
        """
        lines = max(
            ceil(display_width(text) * WRAP_SPACE / width)
            for text, width in zip(texts, widths, strict=True)
        )
        return LINE_HEIGHT * max(lines, 1)

    def _write_rows(self, sheet, formats, widths, rows):
        """Write rows of (value, name of format); return the last row's number."""
        number = HEAD_ROW
        for number, cells in enumerate(map(list, rows), HEAD_ROW + 1):
            wrapped = [value or "" if name == "wrap" else "" for value, name in cells]
            if any(wrapped):
                sheet.set_row(number, self._height(wrapped, widths))
            for column, (value, name) in enumerate(cells):
                self._write_cell(sheet, number, column, value, formats[name])
        return number

    def _write_cell(self, sheet, row, column, value, cell_format):
        match value:
            case None | "":
                return
            case bool():
                return  # an empty field of a record
            case str():
                sheet.write_string(row, column, value, cell_format)
            case datetime():
                sheet.write_datetime(row, column, value, cell_format)
            case _:
                sheet.write_number(row, column, value, cell_format)

    def _subtitle(self, cycle):
        state = dict(cycle._fields["state"]._description_selection(self.env))
        scored_on = fields.Datetime.context_timestamp(
            self.with_context(tz=zone_of(cycle.company_id)),
            cycle.scored_on or cycle.write_date,
        )
        return self.env._(
            "%(company)s · %(state)s · scored on %(moment)s",
            company=cycle.company_id.name,
            state=state[cycle.state],
            moment=scored_on.strftime("%Y-%m-%d %H:%M"),
        )

    # --- First sheet: one row a person ------------------------------------------------

    def _results(self, cycle):
        criteria = cycle.scheme_id.criterion_ids
        columns = [
            (self.env._("Name"), 20),
            (self.env._("Team"), 14),
            (self.env._("Department"), 14),
            (self.env._("Post"), 14),
            (self.env._("Period Served"), 16),
            *chain.from_iterable(map(self._criterion_columns, criteria)),
            *map(self._perspective_column, self._perspectives(cycle)),
            (self.env._("Total"), 10),
            (self.env._("Rank"), 7),
        ]
        if cycle.scheme_id.tie_within_intervals:
            columns.append((self.env._("Range of the Total"), 16))
        lines = self._lines(cycle)
        cards = cycle.scorecard_ids.filtered("is_current").sorted(
            lambda card: (card.result != "scored", -card.score, card.name)
        )
        rows = (self._result_row(card, criteria, lines) for card in cards)
        return self.env._("Results"), columns, rows

    def _criterion_columns(self, criterion):
        points = self.env._(
            "%(criterion)s: points of %(max)g",
            criterion=criterion.name,
            max=criterion.max_points,
        )
        return (criterion.name, 11), (self.env._("95 % Interval"), 14), (points, 11)

    def _result_row(self, card, criteria, lines):
        yield card.name, "text"
        yield card.team_id.name, "text"
        yield card.department_id.name, "text"
        yield card.job_id.name, "text"
        yield card.served, "text"
        for criterion in criteria:
            value, points, interval = lines.get(
                (card.id, criterion.id), (None, None, None)
            )
            yield self._or_missing(value, criterion.unit)
            yield interval, "muted"
            yield self._or_missing(points, "points")
        for perspective in self._perspectives(card.cycle_id):
            yield self._or_missing(
                self._subtotal(card, perspective, criteria, lines), "points"
            )
        if card.result == "scored":
            yield card.score, "total"
        else:
            results = dict(card._fields["result"]._description_selection(self.env))
            yield results[card.result], "missing"
        yield card.rank or None, "integer"
        if card.cycle_id.scheme_id.tie_within_intervals:
            yield card.score_range or None, "muted"

    def _perspectives(self, cycle):
        return cycle.scheme_id.perspective_ids

    def _perspective_column(self, perspective):
        title = self.env._(
            "%(perspective)s: points of %(max)g",
            perspective=perspective.display_name,
            max=perspective.weight,
        )
        return title, 12

    def _subtotal(self, card, perspective, criteria, lines):
        """The points of the perspective's criteria, None where none has any (R21)."""
        points = [
            lines.get((card.id, criterion.id), (None, None))[1]
            for criterion in criteria
            if criterion.indicator_id.perspective == perspective.perspective
        ]
        known = [number for number in points if number is not None]
        return sum(known) if known else None

    def _or_missing(self, number, name):
        return (self.env._("no data"), "missing") if number is None else (number, name)

    def _lines(self, cycle):
        """{(scorecard id, criterion id): (value, points, interval in words)}.

        None where there is none.
        """
        lines = cycle.scorecard_ids.filtered("is_current").line_ids
        intervals = {line.id: line.interval_text for line in lines}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT scorecard_id, criterion_id, value, points, id
                  FROM aftersales_scorecard_line WHERE cycle_id = %s
                """,
                cycle.id,
            )
        )
        return {row[:2]: (*row[2:4], intervals.get(row[4]) or None) for row in rows}

    # --- Second sheet: the rules -------------------------------------------------

    def _rules(self, cycle):
        columns = [
            (self.env._("Criterion"), 26),
            (self.env._("Perspective"), 16),
            (self.env._("Max Points"), 10),
            (self.env._("Rule"), 60),
            (self.env._("Definition"), 50),
            (self.env._("Minimum Records"), 12),
            (self.env._("Small Samples"), 26),
            (self.env._("Too Few Data"), 26),
            (self.env._("Why this weight"), 40),
        ]
        rows = map(self._rule_row, cycle.scheme_id.criterion_ids)
        return self.env._("Rules"), columns, rows

    def _rule_row(self, criterion):
        field = criterion.indicator_id._fields["perspective"]
        perspectives = dict(field._description_selection(self.env))
        policies = criterion._fields["no_data_policy"]._description_selection(self.env)
        yield criterion.name, "wrap"
        yield perspectives[criterion.indicator_id.perspective], "text"
        yield criterion.max_points, "points"
        yield criterion.rule, "wrap"
        yield criterion.indicator_id.description, "wrap"
        yield criterion.minimum_sample, "integer"
        yield criterion._shrinkage_words(), "wrap"
        yield dict(policies)[criterion.no_data_policy], "wrap"
        yield criterion.rationale, "wrap"

    # --- Third sheet: the records behind ------------------------------------------

    def _evidence(self, cycle):
        columns = [
            (self.env._("Name"), 24),
            (self.env._("Criterion"), 26),
            (self.env._("Kind"), 22),
            (self.env._("Happened On"), 18),
            (self.env._("Ticket"), 14),
            (self.env._("Counted"), 12),
            (self.env._("Out Of"), 12),
            (self.env._("Record"), 12),
        ]
        names = {one.id: one.name for one in cycle.scheme_id.criterion_ids}
        kinds = {one.id: one.name for one in cycle._kinds()}
        records = self._records(cycle, MAX_ROWS - HEAD_ROW - 1)
        rows = (self._record_row(record, names, kinds) for record in records)
        return self.env._("Records"), columns, rows

    def _record_row(self, record, names, kinds):
        name, criterion, kind, moment, ticket, counted, base, number = record
        yield name, "text"
        yield names[criterion], "text"
        yield kinds[kind], "text"
        yield moment, "moment"
        yield ticket, "text"
        yield counted, "points"
        yield base, "points"
        yield number, "integer"

    def _records(self, cycle, limit):
        """The evidence of all lines, in the units of the ledger."""
        return self.env.execute_query(
            SQL(
                """
                SELECT card.name, line.criterion_id, observation.kind_id,
                       observation.event_date
                           AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s AS moment,
                       ticket.number, evidence.n::float, evidence.d::float,
                       observation.id
                  FROM aftersales_scorecard_line AS line
                  JOIN aftersales_scorecard AS card ON card.id = line.scorecard_id
                 CROSS JOIN LATERAL ROWS FROM (
                           JSONB_ARRAY_ELEMENTS_TEXT(line.evidence -> 'id'),
                           JSONB_ARRAY_ELEMENTS_TEXT(line.evidence -> 'n'),
                           JSONB_ARRAY_ELEMENTS_TEXT(line.evidence -> 'd')
                       ) AS evidence (id, n, d)
                  JOIN aftersales_observation AS observation
                    ON observation.id = evidence.id::int
                  LEFT JOIN (%(tickets)s) AS ticket
                    ON ticket.id = observation.ticket_id
                 WHERE line.cycle_id = %(cycle)s AND card.is_current
                 ORDER BY card.name, card.id, line.sequence, line.id, moment,
                          observation.id
                 LIMIT %(limit)s
                """,
                zone=zone_of(cycle.company_id),
                tickets=directory.ticket_numbers(),
                cycle=cycle.id,
                limit=limit,
            )
        )
