"""Odoo's own way to a figure per person: goals of the gamification app, in batch mode.

Its counterpart in ours is a scorecard line; see ``benchmarks.scoring``.
"""

from benchmarks.company import SCORED_MONTH
from benchmarks.measure import cost

# As many figures per person as the client's scheme has criteria:
# (name, model, date field, distinctive field, user expression, domain, field to sum)
TICKET = ("helpdesk.ticket", "closed_date", "user_id", "user.id")
RATING = ("rating.rating", "rated_on", "rated_partner_id", "user.partner_id.id")
REPLY = ("mail.message", "date", "author_id", "user.partner_id.id")
PUBLIC_REPLY = [("model", "=", "helpdesk.ticket"), ("message_type", "=", "comment")]
FIGURES = (
    ("Closed", *TICKET, [("closed", "=", True)], None),
    ("Raised", "helpdesk.ticket", "create_date", "user_id", "user.id", [], None),
    ("Urgent closed", *TICKET, [("priority", "=", "3")], None),
    ("Stars on tickets", *TICKET, [], "rating_last_value"),
    ("Ratings", *RATING, [("consumed", "=", True)], None),
    ("Stars", *RATING, [("consumed", "=", True)], "rating"),
    ("Good ratings", *RATING, [("rating", ">=", 4)], None),
    ("Replies", *REPLY, PUBLIC_REPLY, None),
)


def goals_cost(env, users):
    """(cost, number of goals) of updating every figure's goal of the users."""
    goals = env["gamification.goal"].create(
        [
            {
                "definition_id": definition.id,
                "user_id": user.id,
                "start_date": SCORED_MONTH[0],
                "end_date": SCORED_MONTH[1],
                "target_goal": 1_000_000,
                "state": "inprogress",
            }
            for definition in _definitions(env)
            for user in users
        ]
    )
    env.flush_all()
    env.invalidate_all()
    with cost() as spent:
        goals.update_goal()
        env.flush_all()
    return spent, len(goals)


def _definitions(env):
    return env["gamification.goal.definition"].create(
        [_definition_values(env, *figure) for figure in FIGURES]
    )


def _definition_values(env, name, model, date, distinctive, user, domain, summed):
    field = env["ir.model.fields"]._get
    return {
        "name": name,
        "computation_mode": "sum" if summed else "count",
        "model_id": env["ir.model"]._get_id(model),
        "field_id": field(model, summed).id if summed else False,
        "field_date_id": field(model, date).id,
        "domain": repr(domain),
        "batch_mode": True,
        "batch_distinctive_field": field(model, distinctive).id,
        "batch_user_expression": user,
    }
