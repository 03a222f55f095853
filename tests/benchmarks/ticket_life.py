"""Benchmark c: a ticket is created, answered and closed, with ours and without.

Every request has a cursor and an environment of its own and commits, as in a running
Odoo. The two databases take turns, and who begins alternates.
"""

from statistics import median

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

from benchmarks import databases
from benchmarks.measure import Cost, Result, cost
from odoo_database import drop_database

PAIRS = 40
WARM_UP = 5


def run(size):
    """Lives of tickets on a copy of the plain database and on the one with ours."""
    without = databases.copy(databases.plain(size), "life")
    with_addon = databases.with_addon(size)
    lives = {name: TicketLife(name) for name in (without, with_addon)}
    for life in lives.values():
        for _ in range(WARM_UP):
            life.live()
    costs = _interleave(lives)
    result = _compare(costs[without], costs[with_addon])
    drop_database(without)
    return [result]


def _interleave(lives):
    costs = {name: [] for name in lives}
    order = list(lives)
    for _ in range(PAIRS):
        for name in order:
            costs[name].append(lives[name].live())
        order.reverse()
    return costs


def _compare(without, with_addon):
    before, after = _median(without), _median(with_addon)
    pairs = [b.seconds / a.seconds for a, b in zip(without, with_addon, strict=True)]
    return Result(
        "c. ticket life with ÷ without",
        median(pairs),
        1.10,
        f"{after.seconds * 1000:.1f} ms and {after.statements} statements with,"
        f" {before.seconds * 1000:.1f} ms and {before.statements} without;"
        f" median of {PAIRS} pairs",
    )


def _median(costs):
    return Cost(
        median(c.seconds for c in costs), round(median(c.statements for c in costs))
    )


class TicketLife:
    """One agent, team and customer of a database, and a ticket's three requests."""

    def __init__(self, name):
        self.registry = Registry(name)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            agent = env["res.users"].search([("login", "=", "agent7")])
            self.uid = agent.id
            self.values = {
                "name": "Paper jam",
                "description": "<p>Third time this week</p>",
                "user_id": agent.id,
                "team_id": env["helpdesk.ticket.team"]
                .search([("user_ids", "in", agent.ids)], limit=1)
                .id,
                "partner_id": env["res.partner"]
                .search([("name", "=", "Customer 7")])
                .id,
                "category_id": env["helpdesk.ticket.category"].search([], limit=1).id,
            }
            self.done = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done").id

    def live(self):
        """Cost of one ticket's life."""
        with cost() as spent:
            ticket_id = self._request(self._create)
            self._request(self._answer, ticket_id)
            self._request(self._close, ticket_id)
        return spent

    def _request(self, work, *args):
        with self.registry.cursor() as cr:
            return work(api.Environment(cr, self.uid, {"tz": "UTC"}), *args)

    def _create(self, env):
        return env["helpdesk.ticket"].create(self.values).id

    def _answer(self, env, ticket_id):
        env["helpdesk.ticket"].browse(ticket_id).message_post(
            body="We are on our way.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _close(self, env, ticket_id):
        env["helpdesk.ticket"].browse(ticket_id).write({"stage_id": self.done})
