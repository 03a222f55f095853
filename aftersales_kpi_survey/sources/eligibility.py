"""Whom not to ask, and why: one statement for a whole batch of invitations."""

from odoo.tools import SQL

#: Invitations in these states have reached their customer.
REACHED = ("sent", "started", "answered", "expired")


def refusals(invitation_ids, now):
    """SELECT ``id, reason`` of those among queued invitations that must not be sent.

    The first reason that applies counts.  Customers are recognised by their address, so
    that tickets without a contact are treated alike.
    """
    return SQL(
        """
        WITH candidate AS (
            SELECT invitation.id, invitation.company_id, invitation.campaign_id,
                   invitation.ticket_id,
                   invitation.partner_id, invitation.phone, invitation.email,
                   COALESCE(invitation.email, invitation.phone) AS address,
                   company.kpi_survey_sms AS has_sms,
                   %(now)s - make_interval(days => company.kpi_survey_quiet_days)
                       AS quiet_since
              FROM aftersales_invitation invitation
              JOIN res_company company ON company.id = invitation.company_id
             WHERE invitation.id = ANY(%(ids)s)
        )
        SELECT id, reason FROM (
            SELECT candidate.id, CASE
                WHEN candidate.email IS NULL
                     AND (candidate.phone IS NULL OR NOT candidate.has_sms)
                    THEN 'no_address'
                WHEN EXISTS (SELECT 1 FROM mail_blacklist listed
                              WHERE listed.active AND listed.email = candidate.email)
                    THEN 'opted_out'
                WHEN EXISTS (%(colleague)s) THEN 'colleague'
                WHEN candidate.campaign_id IS NULL
                     AND EXISTS (SELECT 1 FROM helpdesk_ticket ticket
                                  WHERE ticket.id = candidate.ticket_id
                                    AND ticket.kpi_resolved_date IS NULL)
                    THEN 'reopened'
                WHEN EXISTS (SELECT 1 FROM aftersales_invitation earlier
                              WHERE earlier.company_id = candidate.company_id
                                AND COALESCE(earlier.email, earlier.phone)
                                    = candidate.address
                                AND (earlier.state IN %(reached)s
                                     AND earlier.sent_on > candidate.quiet_since
                                     OR earlier.id = ANY(%(ids)s)
                                     AND earlier.id < candidate.id))
                    THEN 'quiet'
                END AS reason
              FROM candidate) AS judged
         WHERE reason IS NOT NULL
        """,
        ids=list(invitation_ids),
        now=SQL("%s::timestamp", now),
        colleague=_colleague(),
        reached=REACHED,
    )


def _colleague():
    """Is the customer of ``candidate`` one of the company's own people?"""
    return SQL(
        """
        SELECT 1 FROM res_users login
          JOIN res_partner contact ON contact.id = login.partner_id
         WHERE login.share IS NOT TRUE
           AND (contact.id = candidate.partner_id
                OR contact.email_normalized = candidate.email
                OR LOWER(login.login) = candidate.email)
         UNION ALL
        SELECT 1 FROM hr_employee employee
         WHERE LOWER(employee.work_email) = candidate.email
            OR employee.work_contact_id = candidate.partner_id
        """
    )
