"""Coming back to a database that had the add-on before."""

MODULE = "aftersales_kpi_survey"
#: Model and what its external ids begin with, then the code.
DEFINITIONS = {"aftersales.kind": "kind", "aftersales.indicator": "indicator"}


def pre_init_hook(env):
    """Take back kinds and indicators that stayed because the ledger needs them."""
    env["ir.model.data"]._update_xmlids(
        [
            {
                "xml_id": f"{MODULE}.{prefix}_{record.code}",
                "record": record,
                "noupdate": True,
            }
            for model, prefix in DEFINITIONS.items()
            for record in env[model]
            .with_context(active_test=False)
            .search([("code", "=like", "survey\\_%")])
        ]
    )
