"""Installing on a running database with years of tickets."""

from odoo.tools import sql

from .models.helpdesk_ticket import COLUMNS

#: What the default stages of helpdesk_mgmt mean; any other closed stage: resolved.
STAGE_OUTCOMES = {
    "helpdesk_ticket_stage_done": "resolved",
    "helpdesk_ticket_stage_cancelled": "unresolved",
    "helpdesk_ticket_stage_rejected": "unresolved",
}


def pre_init_hook(env):
    """Create the tickets' columns empty: Odoo would fill them ticket by ticket.

    On a million tickets that takes milliseconds instead of minutes; the history below
    fills them with one statement.
    """
    for name, type_ in COLUMNS.items():
        if not sql.column_exists(env.cr, "helpdesk_ticket", name):
            sql.create_column(env.cr, "helpdesk_ticket", name, type_)


def post_init_hook(env):
    """Post what Odoo already recorded about the tickets that are there."""
    _declare_stage_outcomes(env)
    env["aftersales.observation"]._post_first_history()


def _declare_stage_outcomes(env):
    for name, outcome in STAGE_OUTCOMES.items():
        stage = env.ref(f"helpdesk_mgmt.{name}", raise_if_not_found=False)
        if stage and not stage.kpi_outcome:
            stage.kpi_outcome = outcome
