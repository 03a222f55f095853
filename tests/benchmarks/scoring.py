"""Benchmarks a, b and e: scoring one month of a thousand people.

Each is measured three times inside a transaction that is rolled back; the fastest
counts, so that neither side pays for cold caches or for what else the machine does.
"""

from benchmarks import databases
from benchmarks.company import SCORED_MONTH
from benchmarks.gamification import goals_cost
from benchmarks.handwritten import handwritten_cost
from benchmarks.measure import (
    Result,
    cost,
    peak_megabytes,
    reset_peak,
    resident_megabytes,
)
from odoo_database import environment, forget_database

MEGABYTES = 300
RUNS = 3
SCOPES = (100, 1000)  # people, by the scheme's teams
SCHEME = "aftersales_kpi.scheme_client"


def run(size):
    """Time, statements and rows of scoring, beside SQL by hand and beside goals."""
    name = databases.with_addon(size)
    with environment(name) as env:
        ours = _fastest(env, scoring_cost)
        few, many = (
            _fastest(env, scoring_cost, _teams_of(env, people)) for people in SCOPES
        )
        by_hand = _fastest(env, handwritten_cost, ours)
        goals = _fastest(env, _goals_of_the_scored, ours)
        env.cr.rollback()
    forget_database(name)
    return [
        _against_handwritten(ours, by_hand),
        _statements(few, many),
        _against_goals(ours, goals),
    ]


def run_memory(size):
    """Peak memory of scoring above what Odoo holds when it is idle; a fresh process."""
    name = databases.with_addon(size)
    with environment(name) as env:
        env["res.users"].search([]).mapped("name")
        idle = resident_megabytes()
        reset_peak()
        scored = scoring_cost(env)
        peak = peak_megabytes()
        env.cr.rollback()
    forget_database(name)
    return [
        Result(
            "e. peak memory of scoring ÷ 300 MB",
            (peak - idle) / MEGABYTES,
            1,
            f"{peak - idle:.0f} MB above {idle:.0f} MB idle,"
            f" {scored['cards']} scorecards",
        )
    ]


def _fastest(env, measure, *args):
    """The fastest measurement of RUNS; what each wrote is rolled back."""
    results = []
    for _ in range(RUNS):
        results.append(measure(env, *args))
        env.cr.rollback()
        env.invalidate_all()
    return min(results, key=lambda result: result["seconds"])


def scoring_cost(env, teams=None):
    """Cost of ``action_score`` on an open cycle, and what it stored."""
    cycle = _open_cycle(env, teams)
    env.flush_all()
    env.invalidate_all()
    with cost() as spent:
        cycle.action_score()
        env.flush_all()
    lines = cycle.scorecard_ids.line_ids
    return {
        "seconds": spent.seconds,
        "statements": spent.statements,
        "breakdown": spent.breakdown(),
        "cards": len(cycle.scorecard_ids),
        "lines": len(lines),
        "users": cycle.scorecard_ids.user_id.ids,
    }


def _open_cycle(env, teams):
    scheme = env.ref(SCHEME)
    if teams:
        scheme = scheme.copy(
            {"team_ids": [(6, 0, teams.ids)], "valid_from": SCORED_MONTH[0]}
        )
        scheme.action_approve()
    cycle = env["aftersales.cycle"].create(
        {
            "scheme_id": scheme.id,
            "company_id": env.company.id,
            "date_from": SCORED_MONTH[0],
        }
    )
    cycle.action_open()
    return cycle


def _teams_of(env, people):
    """Teams that together have about this number of members."""
    teams = env["helpdesk.ticket.team"].search([], order="id")
    members = len(teams[0].user_ids)
    return teams[: people // members]


def _goals_of_the_scored(env, ours):
    spent, goals = goals_cost(env, env["res.users"].browse(ours["users"]))
    return {"seconds": spent.seconds, "goals": goals}


def _against_handwritten(ours, by_hand):
    return Result(
        "a. scoring a month ÷ SQL by hand",
        ours["seconds"] / by_hand["seconds"],
        3,
        f"{ours['seconds']:.2f} s for {ours['cards']} scorecards, {ours['lines']} lines"
        f" with evidence ({ours['breakdown']}); {by_hand['seconds']:.2f} s by hand for"
        f" as many plain rows of {by_hand['tickets']:,} tickets",
    )


def _statements(few, many):
    return Result(
        "a. statements for 1,000 ÷ for 100 people",
        many["statements"] / few["statements"],
        1,
        f"{many['statements']} for {many['cards']} people,"
        f" {few['statements']} for {few['cards']}",
    )


def _against_goals(ours, goals):
    per_value = ours["seconds"] / ours["lines"]
    per_goal = goals["seconds"] / goals["goals"]
    return Result(
        "b. seconds per value ÷ gamification goals",
        per_value / per_goal,
        1 / 3,
        f"{per_value * 1e6:.0f} µs per line, {per_goal * 1e6:.0f} µs per goal,"
        f" {goals['goals']} goals in batch mode",
    )
