"""What every model, menu and indicator of the product must be, add-on by add-on."""

import ast
from pathlib import Path

from odoo.tests import TransactionCase, tagged

OURS = "aftersales."
# Records of everybody at once, without a company.
WITHOUT_COMPANY_RULE = {
    "aftersales.pseudonym",  # the administrator's only
    "aftersales.worktime",  # of calendars, technical
    "aftersales.kind",  # shared definitions
}


@tagged("post_install", "-at_install")
class TestConformance(TransactionCase):
    test_tags = {"standard", "post_install"}
    test_module = "aftersales_kpi"

    def _models(self):
        return [
            self.env[model.model]
            for model in self.env["ir.model"].search([("model", "=like", f"{OURS}%")])
            if not self.env[model.model]._abstract
        ]

    def _rules(self, model):
        return self.env["ir.rule"].search([("model_id.model", "=", model._name)])

    def test_every_model_has_access_rows(self):
        """Nothing is open by omission, and nothing of ours to the public."""
        public = self.env.ref("base.group_public")
        for model in self._models():
            rows = self.env["ir.model.access"].search(
                [("model_id.model", "=", model._name)]
            )
            self.assertTrue(rows, model._name)
            self.assertTrue(all(row.group_id for row in rows), model._name)
            self.assertNotIn(public, rows.group_id, model._name)

    def test_companies_are_kept_apart(self):
        """Each lasting model with a company has a rule for everybody about it."""
        for model in self._models():
            if model._transient or "company_id" not in model._fields:
                continue
            if model._name in WITHOUT_COMPANY_RULE:
                continue
            rules = self._rules(model).filtered(lambda rule: not rule.groups)
            self.assertIn("company", str(rules.mapped("domain_force")), model._name)

    def test_every_model_is_described(self):
        for model in self._models():
            self.assertNotEqual(model._description, model._name)

    def test_every_window_says_what_will_appear_there(self):
        """An empty page is a help, not a hole (every action reached by a menu)."""
        menus = self.env["ir.ui.menu"].search([]).filtered("action")
        for menu in menus:
            action = menu.action
            if action._name != "ir.actions.act_window" or action.target == "new":
                continue
            if action.res_model.startswith(OURS):
                self.assertTrue(action.help, menu.complete_name)

    def test_every_menu_belongs_to_a_role(self):
        root = self.env.ref("aftersales_kpi.menu_root")
        self.assertTrue(root.group_ids)

    def test_every_indicator_measures_a_kind(self):
        """R01–R19 exist as data, each over kinds of the ledger."""
        indicators = self.env["aftersales.indicator"].search([])
        self.assertGreaterEqual(len(indicators), 19)
        for indicator in indicators:
            self.assertTrue(indicator.numerator_kind_id, indicator.code)
            self.assertTrue(indicator.description, indicator.code)

    def test_ledger_columns_fit_their_source(self):
        """Every column a source may fill exists in the ledger, with that type."""
        from odoo.addons.aftersales_kpi.sources.landing import COLUMNS

        self.env.cr.execute(
            """
            SELECT column_name, udt_name FROM information_schema.columns
             WHERE table_name = 'aftersales_observation'
            """
        )
        stored = dict(self.env.cr.fetchall())
        names = {"int": "int4"}
        for name, type_ in COLUMNS.items():
            if name != "customer":
                self.assertEqual(stored[name], names.get(type_, type_), name)

    def test_manifests_name_files_that_exist(self):
        for manifest in Path(__file__).resolve().parents[1].glob("*/__manifest__.py"):
            content = ast.literal_eval(manifest.read_text())
            for name in content.get("data", []) + content.get("demo", []):
                self.assertTrue((manifest.parent / name).exists(), name)
