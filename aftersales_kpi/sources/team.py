"""Who works in which helpdesk team."""

from odoo.tools import SQL


def members():
    """SELECT ``team_id, user_id`` of the teams' members as of today."""
    return SQL(
        """
        SELECT helpdesk_ticket_team_id AS team_id, res_users_id AS user_id
          FROM helpdesk_ticket_team_res_users_rel
        """
    )
