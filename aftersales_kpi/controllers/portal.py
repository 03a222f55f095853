import re

from werkzeug.exceptions import NotFound

from odoo.fields import Domain
from odoo.http import content_disposition, request, route
from odoo.tools import format_date, format_datetime, format_list

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.aftersales_cycle_live import LIVE_VISIBILITY
from ..models.aftersales_scorecard_line_portal import PUBLISHED_VISIBILITY
from ..models.aftersales_scorecard_portal import NEWEST_FIRST
from ..scoring import brief, is_number, shorten

CARDS_PER_PAGE = 24
RECORDS_PER_PAGE = 20


class PortalKpi(CustomerPortal):
    """The own evaluation on the portal, for internal users and portal users alike.

    What a page shows comes from the scorecards that the access rules let the user read
    and that are the user's own; leaders and officers see other people's in the backend.
    Pages write nothing; what a person says is posted.
    """

    # --- Home -----------------------------------------------------------------------

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            values["is_evaluated"] = bool(self._employees())
        if "scorecard_count" in counters:
            scorecards = request.env["aftersales.scorecard"]
            values["scorecard_count"] = scorecards.search_count(self._current_domain())
        return values

    def _employees(self):
        """The user's own employees (sudo), in the companies that the user works in."""
        user = request.env.user
        employees = request.env["hr.employee"].sudo()
        return employees.search(
            [("user_id", "=", user.id), ("company_id", "in", user.company_ids.ids)]
        )

    def _current_domain(self):
        own = request.env["aftersales.scorecard"]._own_domain()
        return own & Domain("is_current", "=", True)

    # --- Scorecards -----------------------------------------------------------------

    @route(
        ["/my/kpi", "/my/kpi/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_scorecards(self, page=1, **kw):
        """All own scorecards, the newest at length."""
        scorecards = request.env["aftersales.scorecard"]
        domain = self._current_domain()
        pages = pager(
            "/my/kpi", scorecards.search_count(domain), page, step=CARDS_PER_PAGE
        )
        cards = scorecards.search(
            domain, order=NEWEST_FIRST, limit=CARDS_PER_PAGE, offset=pages["offset"]
        )
        latest = cards[:1] if page == 1 else cards.browse()
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "kpi",
            "cards": [self._card_values(card) for card in cards],
            "latest": latest,
            **(self._latest_values(latest) if latest else {}),
            "is_evaluated": bool(self._employees()),
            "pending": self._pending_periods(),
            "pager": pages,
        }
        return request.render("aftersales_kpi.portal_my_scorecards", values)

    @route(
        "/my/kpi/<int:card_id>", type="http", auth="user", website=True, readonly=True
    )
    def portal_my_scorecard(self, card_id, **kw):
        """One own scorecard with every line, its rule, and what to do about it."""
        card = self._own_card(card_id)
        readings = card._readings()
        values = {
            **self._prepare_portal_layout_values(),
            **self._latest_values(card),
            "page_name": "kpi_card",
            "readings": readings,
            # always in the scheme's order, so that one month looks like another
            "radar": sorted(
                (reading for reading in readings if reading.share is not None),
                key=lambda reading: card.line_ids.ids.index(reading.record_id),
            ),
            "has_medians": any(reading.median_text for reading in readings),
            "successor": self._successor(card),
        }
        return request.render("aftersales_kpi.portal_my_scorecard", values)

    @route("/my/kpi/<int:card_id>/pdf", type="http", auth="user", website=True)
    def portal_my_scorecard_pdf(self, card_id, **kw):
        """The same on paper, in the person's language."""
        card = self._own_card(card_id).sudo()
        content, kind = (
            request.env["ir.actions.report"]
            .sudo()
            ._render_qweb_pdf("aftersales_kpi.report_scorecard", card.ids)
        )
        name = re.sub(r"[^\w.]+", "-", f"{card.name} {card.cycle_id._period_label()}")
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf" if kind == "pdf" else "text/html"),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(f"{name}.pdf")),
            ],
        )

    def _own_card(self, card_id):
        """The user's own published scorecard; else "not found", as for none."""
        scorecards = request.env["aftersales.scorecard"]
        card = scorecards.search(scorecards._own_domain() & Domain("id", "=", card_id))
        if not card:
            raise NotFound()
        return card

    def _pending_periods(self):
        """Periods that are scored but not published: their names, nothing else."""
        pending = (
            request.env["aftersales.scorecard"]
            .sudo()
            .search(
                [
                    ("user_id", "=", request.env.uid),
                    ("company_id", "in", request.env.user.company_ids.ids),
                    ("is_current", "=", True),
                    ("state", "in", ("scored", "approved")),
                ],
                order=NEWEST_FIRST,
            )
        )
        if len(pending.cycle_id.scheme_id) == 1:
            labels = [card.cycle_id._period_label() for card in pending]
        else:  # the same month of another scheme may be published already
            labels = pending.cycle_id.mapped("display_name")
        return format_list(request.env, labels)

    def _successor(self, card):
        """The scorecard that corrected this one, if one did."""
        if card.is_current:
            return card.browse()
        return card.search(
            self._current_domain()
            & Domain("cycle_id", "=", card.cycle_id.id)
            & Domain("subject_id", "=", card.subject_id),
            limit=1,
        )

    def _card_values(self, card):
        """What a row of the list says of a scorecard."""
        card_sudo = card.sudo()
        return {
            "card": card,
            "card_sudo": card_sudo,
            "period": card_sudo.cycle_id._period_label(),
            "scheme": card_sudo.cycle_id.scheme_id.name,
            "total": f"{card.score:.2f}" if card.result == "scored" else False,
            "median": self._median_text(card),
        }

    def _latest_values(self, card):
        """The same at length: what it is compared with, and where it came from."""
        trend = card._trend()
        before = trend[-2:-1] if trend[-1:] == card else trend[-1:]
        scored = [period for period in trend if period.result == "scored"]
        return {
            **self._card_values(card),
            "rank_among": card.show_rank and card.rank and card._people_ranked(),
            "trend": [
                {**self._card_values(period), "short_period": period._short_period()}
                for period in trend
            ],
            "has_trend": len(scored) > 1,
            "change": self._change(before, card),
            "format_day": lambda value: format_date(request.env, value),
        }

    def _median_text(self, card):
        return f"{card.team_median:.2f}" if card.team_median else False

    def _change(self, before, card):
        """How far the total moved since the period before, if both have one."""
        if not before or {before.result, card.result} != {"scored"}:
            return False
        change = round(card.score - before.score, 2)
        sign = "+" if change > 0 else "−" if change < 0 else "±"
        return {
            "text": f"{sign}{abs(change):.2f}",
            "is_up": change > 0,
            "is_down": change < 0,
            "period": before.sudo().cycle_id._period_label(),
        }

    # --- Records --------------------------------------------------------------------

    @route(
        [
            "/my/kpi/<int:card_id>/line/<int:line_id>",
            "/my/kpi/<int:card_id>/line/<int:line_id>/page/<int:page>",
        ],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_scorecard_records(self, card_id, line_id, page=1, **kw):
        """The records behind one line, and those that were left out, and why."""
        card = self._own_card(card_id)
        line = card.line_ids.filtered(lambda one: one.id == line_id).sudo()
        if not line:
            raise NotFound()
        values = {
            **self._prepare_portal_layout_values(),
            **self._card_values(card),
            **self._records_values(
                line._evidence_rows_sql(),
                line.indicator_id,
                PUBLISHED_VISIBILITY,
                f"/my/kpi/{card.id}/line/{line.id}",
                page,
            ),
            "page_name": "kpi_records",
            "reading": line._readings()[0],
            "left_out": line._left_out(),
        }
        return request.render("aftersales_kpi.portal_my_scorecard_records", values)

    def _records_values(self, rows, indicator, visibility, url, page):
        ledger = request.env["aftersales.observation"].sudo()
        count = ledger._count_visible(rows, visibility)
        pages = pager(url, count, page, step=RECORDS_PER_PAGE)
        records = ledger._page_visible(
            rows, visibility, indicator.direction, RECORDS_PER_PAGE, pages["offset"]
        )
        tickets = ledger.browse(record.observation.id for record in records).ticket_id
        readable = tickets.with_env(request.env)._filtered_access("read")
        return {
            "records": [
                self._record_values(record, indicator, readable.ids)
                for record in records
            ],
            "record_count": count,
            "pager": pages,
            "format_moment": lambda value: format_datetime(
                request.env, value, dt_format="short"
            ),
        }

    def _record_values(self, record, indicator, readable_ids):
        observation = record.observation
        return {
            "observation": observation,
            "value": observation._counted_text(record.numerator, indicator),
            "counts": record.numerator is not None,
            "ticket": observation.ticket_id,
            "ticket_url": f"/my/ticket/{observation.ticket_id.id}"
            if observation.ticket_id.id in readable_ids
            else False,
        }

    # --- The running period ---------------------------------------------------------

    @route("/my/kpi/now", type="http", auth="user", website=True, readonly=True)
    def portal_my_estimate(self, **kw):
        """How the running period stands, as if it ended now."""
        employees = self._employees()
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "kpi_now",
            "estimates": [
                self._estimate_values(live)
                for live in request.env["aftersales.cycle"]._live_cards(employees)
            ],
            "is_evaluated": bool(employees),
        }
        return request.render("aftersales_kpi.portal_my_estimate", values)

    def _estimate_values(self, live):
        cycle, card = live.cycle, live.card
        return {
            "live": live,
            "period": cycle._period_label(),
            "scheme": cycle.scheme_id.name,
            "until": format_date(request.env, cycle.date_to),
            "total": f"{card.total:.2f}" if is_number(card.total) else False,
            "all_points": brief(live.all_points),
            "points": brief(live.points),
            "known_points": brief(live.known_points),
            "later": format_list(request.env, live.later),
            "critical": [
                shorten(phrase).text(request.env._) for phrase in card.critical
            ],
        }

    @route(
        [
            "/my/kpi/now/<int:criterion_id>",
            "/my/kpi/now/<int:criterion_id>/page/<int:page>",
        ],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_estimate_records(self, criterion_id, page=1, **kw):
        """The records behind one line of the running period."""
        live, reading = self._live_line(criterion_id)
        indicator = reading.facts.indicator
        values = {
            **self._prepare_portal_layout_values(),
            **self._estimate_values(live),
            **self._records_values(
                live.cycle._live_rows_sql(indicator, live.employee.id),
                indicator,
                LIVE_VISIBILITY,
                f"/my/kpi/now/{criterion_id}",
                page,
            ),
            "page_name": "kpi_records",
            "reading": reading,
            "left_out": request.env["aftersales.exclusion"]
            .sudo()
            ._of_person(live.cycle, indicator, live.employee, LIVE_VISIBILITY),
        }
        return request.render("aftersales_kpi.portal_my_scorecard_records", values)

    def _live_line(self, criterion_id):
        """The user's own running estimate that has this criterion, and its line."""
        for live in request.env["aftersales.cycle"]._live_cards(self._employees()):
            for reading in live.readings:
                if reading.record_id == criterion_id:
                    return live, reading
        raise NotFound()

    # --- What the person says -------------------------------------------------------

    @route("/my/kpi/<int:card_id>/confirm", type="http", auth="user", methods=["POST"])
    def portal_confirm_scorecard(self, card_id, **kw):
        """ "I have read it." """
        self._own_card(card_id).action_confirm()
        return request.redirect(f"/my/kpi/{card_id}")

    @route(
        "/my/kpi/<int:card_id>/interview", type="http", auth="user", methods=["POST"]
    )
    def portal_ask_interview(self, card_id, **kw):
        """ "I want to talk about it." """
        self._own_card(card_id).action_ask_interview()
        return request.redirect(f"/my/kpi/{card_id}")
