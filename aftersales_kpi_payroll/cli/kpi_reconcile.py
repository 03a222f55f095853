"""``odoo kpi_reconcile -d DATABASE``: do payslips pay what the bonuses say (R70)?"""

import sys

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config

HEAD = ("company", "currency", "approved", "paid", "open", "difference")


class KpiReconcile(Command):
    """Compares Σ approved with Σ paid + Σ open, for each company and person.

    And the bonuses of a period with what the scorecard is worth. Ends with 1, and names
    the people, where they differ.
    """

    name = "kpi_reconcile"

    def run(self, args):
        config.parser.prog = self.prog
        config.parse_config(args, setup_logging=True)
        if not config["db_name"]:
            sys.exit("Which database? Use -d DATABASE.")
        rows = [row for name in config["db_name"] for row in self._rows(name)]
        for line in (HEAD, *(self._cells(row) for row in rows)):
            sys.stdout.write("\t".join(line) + "\n")
        if any(row["people"] for row in rows):
            sys.exit(1)

    def _rows(self, database):
        """What the comparison says of all companies, with the people's names."""
        with Registry(database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for row in env["aftersales.bonus"]._reconciliation():
                wrong = {*row["people"], *row["misgranted"]}
                people = env["hr.employee"].browse(sorted(wrong))
                yield {**row, "people": people.mapped("name")}

    def _cells(self, row):
        amounts = [f"{row[name]:.2f}" for name in HEAD[2:]]
        return [row["company"], row["currency"], *amounts, ", ".join(row["people"])]
