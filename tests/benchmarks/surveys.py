"""Benchmarks s and t: inviting customers, and closing a ticket that asks one.

s: invitations in bulk beside the same number of bare ``survey.user_input``.
t: a ticket is closed by its agent in a team that asks its customers, and in the same
team while it does not; the two take turns, and who begins alternates.
"""

from statistics import median

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

from benchmarks import databases
from benchmarks.measure import Result, cost
from benchmarks.ticket_life import TicketLife
from odoo_database import drop_database, forget_database, install

ADDON = "aftersales_kpi_survey"
INVITATIONS = 10_000
ROUNDS = 3
PAIRS = 30
WARM_UP = 5


def run(size):
    """Both, on a copy of the database with ours, the surveys installed there."""
    name = databases.copy(databases.with_addon(size), "surveys")
    install(name, [ADDON])
    forget_database(name)
    results = [_compare_invitations(name), _compare_closing(name)]
    drop_database(name)
    return results


# --- s --------------------------------------------------------------------------------


def _compare_invitations(name):
    rounds = [(_measure(name, _invite), _measure(name, _bare)) for _ in range(ROUNDS)]
    ours, bare = (median(costs) for costs in zip(*rounds, strict=True))
    return Result(
        "s. invitations ÷ bare survey answers",
        median(with_ours / without for with_ours, without in rounds),
        1.5,
        f"{ours:.2f} s and {bare:.2f} s for {INVITATIONS:,} in bulk; the answer itself"
        " is made at the customer's click",
    )


def _measure(name, work):
    """Seconds of work in a transaction that is rolled back."""
    with Registry(name).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tz": "UTC"})
        arguments = _prepare(env)
        with cost() as spent:
            work(env, *arguments)
            env.flush_all()
        cr.rollback()
    return spent.seconds


def _prepare(env):
    survey = env.ref(f"{ADDON}.survey_satisfaction")
    env["helpdesk.ticket.team"].search([]).kpi_survey_id = survey
    resolved = [("team_id", "!=", False), ("partner_id", "!=", False)]
    tickets = env["helpdesk.ticket"].search(resolved, limit=INVITATIONS)
    tickets.mapped("partner_id.name")
    env.flush_all()
    return survey, tickets


def _invite(env, _survey, tickets):
    env["aftersales.invitation"]._queue_tickets(tickets)


def _bare(env, survey, tickets):
    env["survey.user_input"].create(
        [
            {"survey_id": survey.id, "partner_id": ticket.partner_id.id}
            for ticket in tickets
        ]
    )


# --- t --------------------------------------------------------------------------------


def _compare_closing(name):
    life = AskingLife(name)
    for _ in range(WARM_UP):
        life.close(True)
    costs = {True: [], False: []}
    order = [True, False]
    for _ in range(PAIRS):
        for is_asking in order:
            costs[is_asking].append(life.close(is_asking))
        order.reverse()
    pairs = [
        asking.seconds / silent.seconds
        for asking, silent in zip(costs[True], costs[False], strict=True)
    ]
    on, off = (median(c.seconds for c in costs[key]) for key in (True, False))
    statements = [round(median(c.statements for c in costs[key])) for key in costs]
    return Result(
        "t. closing a ticket asked ÷ not asked",
        median(pairs),
        1.10,
        f"{on * 1000:.1f} ms and {statements[0]} statements asking,"
        f" {off * 1000:.1f} ms and {statements[1]} not; median of {PAIRS} pairs",
    )


class AskingLife(TicketLife):
    """Tickets of a team whose questionnaire is on or off."""

    def close(self, is_asking):
        """Cost of the agent's request that closes a ticket."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            survey = env.ref(f"{ADDON}.survey_satisfaction")
            team = env["helpdesk.ticket.team"].browse(self.values["team_id"])
            team.kpi_survey_id = survey if is_asking else False
        ticket_id = self._request(self._create)
        with cost() as spent:
            self._request(self._close, ticket_id)
        return spent
