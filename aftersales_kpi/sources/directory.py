"""Who works in which helpdesk team, and how tickets are called."""

from odoo.tools import SQL


def members():
    """SELECT ``team_id, user_id`` of the teams' members as of today."""
    return SQL(
        """
        SELECT helpdesk_ticket_team_id AS team_id, res_users_id AS user_id
          FROM helpdesk_ticket_team_res_users_rel
        """
    )


def ticket_numbers():
    """SELECT ``id, number`` of tickets, the number being what people call them by."""
    return SQL("SELECT id, number FROM helpdesk_ticket")


def give_working_hours(teams, calendar):
    """Let teams that have no working hours of their own have those of ``calendar``."""
    teams.filtered(
        lambda team: not team.resource_calendar_id
    ).resource_calendar_id = calendar
