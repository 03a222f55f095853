"""Whom not to ask, and why: one statement for a whole batch of invitations or calls."""

from typing import NamedTuple

from odoo.tools import SQL

#: Invitations in these states have reached their customer.
REACHED = ("sent", "started", "answered", "expired")
#: Calls with these outcomes have, too.
SPOKEN = ("reached", "refused")


class Apps(NamedTuple):
    """What is installed that can carry or refuse a question."""

    sms: bool
    phone_blacklist: bool


def refused_invitations(ids, now, apps):
    """SELECT ``id, reason`` of those among queued invitations that must not be sent.

    The first reason that applies counts.  Customers are recognised by their address, so
    that tickets without a contact are treated alike.
    """
    candidates = SQL(
        """
        SELECT invitation.id, invitation.company_id, invitation.partner_id,
               invitation.email, invitation.phone, FALSE AS is_call,
               (invitation.email IS NULL
                AND (invitation.phone IS NULL
                     OR NOT (%(has_sms)s AND company.kpi_survey_sms))
               ) AS is_out_of_reach,
               (invitation.campaign_id IS NULL
                AND EXISTS (SELECT 1 FROM helpdesk_ticket ticket
                             WHERE ticket.id = invitation.ticket_id
                               AND ticket.kpi_resolved_date IS NULL)
               ) AS is_reopened,
               company.kpi_survey_quiet_days AS quiet_days
          FROM aftersales_invitation invitation
          JOIN res_company company ON company.id = invitation.company_id
         WHERE invitation.id = ANY(%(ids)s)
        """,
        ids=list(ids),
        has_sms=apps.sms,
    )
    return _refusals(candidates, now, apps)


def refused_calls(ids, now, apps):
    """SELECT ``id, reason`` of those on a new call list who must not be called."""
    candidates = SQL(
        """
        SELECT call.id, call.company_id, call.partner_id,
               COALESCE(contact.email_normalized, LOWER(ticket.partner_email)) AS email,
               call.phone, TRUE AS is_call,
               FALSE AS is_out_of_reach, FALSE AS is_reopened,
               company.kpi_survey_quiet_days AS quiet_days
          FROM aftersales_phone_interview call
          JOIN res_company company ON company.id = call.company_id
          LEFT JOIN res_partner contact ON contact.id = call.partner_id
          LEFT JOIN helpdesk_ticket ticket ON ticket.id = call.ticket_id
         WHERE call.id = ANY(%(ids)s)
        """,
        ids=list(ids),
    )
    return _refusals(candidates, now, apps)


def unwilling(ids, apps):
    """SELECT ``id`` of invitations whose customers have said no in the meantime."""
    return SQL(
        """
        SELECT candidate.id
          FROM (SELECT id, email, phone, FALSE AS is_call
                  FROM aftersales_invitation WHERE id = ANY(%s)) AS candidate
         WHERE EXISTS (%s)
        """,
        list(ids),
        _opted_out(apps),
    )


def _refusals(candidates, now, apps):
    return SQL(
        """
        WITH judged AS (
            SELECT candidate.*, CASE
                WHEN candidate.is_out_of_reach THEN 'no_address'
                WHEN EXISTS (%(opted_out)s) THEN 'opted_out'
                WHEN EXISTS (%(colleague)s) THEN 'colleague'
                WHEN candidate.is_reopened THEN 'reopened'
                END AS reason
              FROM (%(candidates)s) AS candidate)
        SELECT candidate.id, COALESCE(candidate.reason, 'quiet')
          FROM judged AS candidate
         WHERE candidate.reason IS NOT NULL
            OR EXISTS (%(asked)s) OR EXISTS (%(sent_before)s) OR EXISTS (%(called)s)
        """,
        candidates=candidates,
        opted_out=_opted_out(apps),
        colleague=_colleague(),
        asked=_asked(now),
        sent_before=_sent_before(),
        called=_called(now),
    )


def _opted_out(apps):
    """Is the customer of ``candidate`` on a list of those who said no?

    A number on the list of phones is neither called nor sent a message; mails go by the
    list of addresses, which calls respect too.
    """
    addresses = SQL(
        """
        SELECT 1 FROM mail_blacklist listed
         WHERE listed.active AND listed.email = candidate.email
        """
    )
    if not apps.phone_blacklist:
        return addresses
    return SQL(
        """
        %s UNION ALL
        SELECT 1 FROM phone_blacklist listed
         WHERE listed.active AND listed.number = candidate.phone
           AND (candidate.is_call OR candidate.email IS NULL)
        """,
        addresses,
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


def _asked(now):
    """Was the customer of ``candidate`` sent a questionnaire a short time ago?"""
    return SQL(
        """
        SELECT 1 FROM aftersales_invitation earlier
         WHERE earlier.company_id = candidate.company_id
           AND COALESCE(earlier.email, earlier.phone)
               = COALESCE(candidate.email, candidate.phone)
           AND earlier.state IN %(reached)s AND earlier.sent_on > %(quiet_since)s
        """,
        reached=REACHED,
        quiet_since=_quiet_since(now),
    )


def _sent_before():
    """Is another one sent to the customer of ``candidate`` together with it, before?"""
    return SQL(
        """
        SELECT 1 FROM judged earlier
         WHERE NOT candidate.is_call AND candidate.quiet_days > 0
           AND earlier.reason IS NULL AND earlier.id < candidate.id
           AND earlier.company_id = candidate.company_id
           AND COALESCE(earlier.email, earlier.phone)
               = COALESCE(candidate.email, candidate.phone)
        """
    )


def _called(now):
    """Did an interviewer speak to the customer of ``candidate`` a short time ago?"""
    return SQL(
        """
        SELECT 1 FROM aftersales_phone_interview earlier
          JOIN aftersales_phone_interview_attempt attempt
            ON attempt.interview_id = earlier.id
         WHERE earlier.company_id = candidate.company_id
           AND (earlier.partner_id = candidate.partner_id
                OR earlier.phone = candidate.phone)
           AND attempt.outcome IN %(spoken)s AND attempt.date > %(quiet_since)s
        """,
        spoken=SPOKEN,
        quiet_since=_quiet_since(now),
    )


def _quiet_since(now):
    return SQL("%s::timestamp - make_interval(days => candidate.quiet_days)", now)
