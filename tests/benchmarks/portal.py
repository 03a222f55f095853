"""Benchmark g: an agent opens the own scorecards, beside the own tickets.

Whole requests through Odoo's WSGI application, session and rendering included. The two
pages take turns on the same database, and who begins alternates.
"""

from datetime import date
from statistics import median

from dateutil.relativedelta import relativedelta
from werkzeug.test import Client

from odoo import SUPERUSER_ID, api
from odoo.http import root
from odoo.modules.registry import Registry

from benchmarks import databases
from benchmarks.company import SCORED_MONTH
from benchmarks.measure import Cost, Result, cost
from odoo_database import drop_database, environment

AGENT = "agent7"
PAGES = OURS, THEIRS = ("/my/kpi", "/my/tickets")
PERIODS = 12
ROUNDS = 20
WARM_UP = 3
SCHEME = "aftersales_kpi.scheme_client"


def run(size):
    """The two pages of one agent with a year of published scorecards."""
    name = databases.copy(databases.with_addon(size), "portal")
    with environment(name) as env:
        cards = _publish_periods(env, min(PERIODS, size.months))
    client = _logged_in(name)
    for page in PAGES * WARM_UP:
        _open(client, page)
    costs = _interleave(client)
    drop_database(name)
    return [_compare(costs[OURS], costs[THEIRS], cards)]


def _publish_periods(env, periods):
    """Publish months up to the scored one; how many scorecards the agent has."""
    scheme = env.ref(SCHEME)
    for back in range(periods):
        first_day = date.fromisoformat(str(SCORED_MONTH[0])[:10])
        cycle = env["aftersales.cycle"].create(
            {
                "scheme_id": scheme.id,
                "company_id": env.company.id,
                "date_from": first_day - relativedelta(months=back),
            }
        )
        for move in ("open", "score", "approve", "publish"):
            getattr(cycle, f"action_{move}")()
    agent = env["res.users"].search([("login", "=", AGENT)])
    return env["aftersales.scorecard"].search_count([("user_id", "=", agent.id)])


def _logged_in(name):
    """A client with the session that a login would have made."""
    session = root.session_store.new()
    with Registry(name).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        agent = env["res.users"].search([("login", "=", AGENT)])
        session.update(
            db=name,
            uid=agent.id,
            login=AGENT,
            session_token=agent._compute_session_token(session.sid),
            context={"lang": agent.lang, "tz": "UTC", "uid": agent.id},
        )
    root.session_store.save(session)
    client = Client(root)
    client.set_cookie("session_id", session.sid)
    return client


def _interleave(client):
    costs = {page: [] for page in PAGES}
    order = list(PAGES)
    for _ in range(ROUNDS):
        for page in order:
            with cost() as spent:
                _open(client, page)
            costs[page].append(spent)
        order.reverse()
    return costs


def _open(client, page):
    with client.get(page) as response:
        if response.status_code != 200 or not response.data:
            raise RuntimeError(f"{page} answered {response.status}")


def _compare(ours, theirs, cards):
    own, tickets = _median(ours), _median(theirs)
    pairs = [a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True)]
    return Result(
        "g. opening /my/kpi ÷ /my/tickets",
        median(pairs),
        1.5,
        f"{own.seconds * 1000:.1f} ms and {own.statements} statements"
        f" with {cards} scorecards, {tickets.seconds * 1000:.1f} ms and"
        f" {tickets.statements} for the tickets; median of {ROUNDS} pairs",
    )


def _median(costs):
    return Cost(
        median(c.seconds for c in costs), round(median(c.statements for c in costs))
    )
