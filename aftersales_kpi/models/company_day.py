"""Days of a company: every rule of days reckons in its time zone, not the server's."""

from datetime import datetime, time, timedelta

import pytz

from odoo import fields


def timezone_of(company):
    """The company's time zone: its calendar's, else its partner's, else none."""
    return company.resource_calendar_id.tz or company.partner_id.tz


def zone_of(company):
    """The time zone that the company's days are reckoned in: its own, else UTC."""
    return timezone_of(company) or "UTC"


def local_day(company, moment):
    """The company's date at a moment (naive UTC)."""
    zone = pytz.timezone(zone_of(company))
    return pytz.utc.localize(moment).astimezone(zone).date()


def today_of(company):
    """The company's date at this moment."""
    return local_day(company, fields.Datetime.now())


def plan_working_days(company, day, days):
    """The last of so many working days of the company after `day`."""
    if days <= 0:
        return day
    zone = pytz.timezone(zone_of(company))
    start = zone.localize(datetime.combine(day + timedelta(days=1), time.min))
    calendar = company.resource_calendar_id
    end = calendar.plan_days(days, start, compute_leaves=True) if calendar else False
    # A company that never works still has to answer some day.
    return end.date() if end else day + timedelta(days=days)
