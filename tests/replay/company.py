"""Build the company whose helpdesk holds the log's tickets, before ours is installed.

What the log says, and where Odoo would have kept it:

==========================  =======================================================
state of an update          tracked change of the stage at sys_updated_at
last finish                 stage Done at resolved_at, then Closed at closed_at;
                            where resolved_at is empty straight to Closed at closed_at
assigned_to of an update    tracked change of the assignee; empty again is a change
                            to nobody, as Odoo empties it when the team changes
assignment_group            team of the ticket; Odoo keeps no history of teams
first update not New        public reply of the assignee of that update
made_sla                    SLA state accomplished or expired
caller, category, …         partner, category, channel, priority
==========================  =======================================================

Where an update names nobody, the deed is the service desk's: the log knows who made it
only by identifiers that are not the assignees'.
"""

from datetime import timedelta

from ticket_history import TicketHistory, next_ticket_id

SERVICE_DESK = "Service desk"
PRIORITIES = {"1 - Critical": "3", "2 - High": "2", "3 - Moderate": "1", "4 - Low": "0"}
# The log's states; those that helpdesk_mgmt brings by their XML id, others are created.
STAGES = {
    "New": "helpdesk_mgmt.helpdesk_ticket_stage_new",
    "Active": "helpdesk_mgmt.helpdesk_ticket_stage_in_progress",
    "Awaiting User Info": None,
    "Awaiting Vendor": None,
    "Awaiting Problem": None,
    "Awaiting Evidence": None,
    "Resolved": "helpdesk_mgmt.helpdesk_ticket_stage_done",
    "Closed": None,
}
UNKNOWN_STATE = "-100"  # on five updates: the stage stays what it was
SILENT = {
    "no_reset_password": True,
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_create_nolog": True,
}


def build_company(env, incidents):
    """Write people, customers and the history of all incidents into the database."""
    company = ReplayedCompany(env, incidents)
    company.write_history()
    return company


class ReplayedCompany:
    """Ids of the records that the log's names became, and the history on them."""

    def __init__(self, env, incidents):
        self.env = env(context=dict(env.context, **SILENT))
        self.incidents = incidents
        self._set_up_company()
        self.stages = self._create_stages()
        self.users = self._create_users()
        self.teams = self._create_teams()
        self.partners = self._create_partners()
        self.categories = self._create_named("helpdesk.ticket.category", "category")
        self.channels = self._create_named("helpdesk.ticket.channel", "contact_type")
        self.sla = self._create_sla()
        self.service_desk = self.users[SERVICE_DESK]

    # people and settings

    def _set_up_company(self):
        company = self.env.company
        company.name = "Replayed service company"
        company.partner_id.tz = "UTC"
        company.resource_calendar_id.tz = "UTC"
        company.helpdesk_mgmt_ticket_auto_assign = False

    def _create_stages(self):
        stages = {}
        for sequence, (state, xml_id) in enumerate(STAGES.items(), start=1):
            stage = self.env.ref(xml_id) if xml_id else self._create_stage(state)
            stage.sequence = sequence
            stages[state] = stage.id
        return stages

    def _create_stage(self, state):
        finished = state == "Closed"
        return self.env["helpdesk.ticket.stage"].create(
            {"name": state, "closed": finished, "fold": finished}
        )

    def _create_users(self):
        """One user and employee per assignee, and the service desk."""
        names = {
            update.assignee
            for incident in self.incidents.values()
            for update in incident.updates
            if update.assignee
        }
        names = sorted(names) + [SERVICE_DESK]
        group = self.env.ref("helpdesk_mgmt.group_helpdesk_user_team")
        users = self.env["res.users"].create(
            [
                {
                    "name": name,
                    "login": _login(name),
                    "email": f"{_login(name)}@company.example",
                    "tz": "UTC",
                    "group_ids": [(4, group.id)],
                }
                for name in names
            ]
        )
        self.env["hr.employee"].create(
            [{"name": user.name, "user_id": user.id} for user in users]
        )
        return dict(zip(names, users.ids, strict=True))

    def _create_teams(self):
        """Teams by the groups that had a ticket last."""
        return self._create_named("helpdesk.ticket.team", "last_group", use_sla=True)

    def _create_partners(self):
        """Every caller is a customer of their own."""
        names = self._names("caller")
        partners = self.env["res.partner"].create(
            [
                {"name": name, "email": f"{_login(name)}@customer.example"}
                for name in names
            ]
        )
        return dict(zip(names, partners.ids, strict=True))

    def _create_named(self, model, attribute, **values):
        names = self._names(attribute)
        records = self.env[model].create([{"name": name, **values} for name in names])
        return dict(zip(names, records.ids, strict=True))

    def _names(self, attribute):
        """Distinct values of an incidents' attribute, sorted."""
        values = {getattr(incident, attribute) for incident in self.incidents.values()}
        return sorted(values - {None})

    def _create_sla(self):
        return (
            self.env["helpdesk.sla"]
            .create(
                {
                    "name": "Agreed time to resolve",
                    "hours": 8,
                    "stage_id": self.stages["Resolved"],
                }
            )
            .id
        )

    # history

    def write_history(self):
        """Tickets in file order, each with its events and SLA state."""
        first = next_ticket_id(self.env)
        numbered = list(enumerate(self.incidents.values(), start=first))
        history = TicketHistory(self.env)
        history.copy_rows(
            (self._ticket_row(number, incident) for number, incident in numbered),
            (
                (number, seq, *event)
                for number, incident in numbered
                for seq, event in enumerate(self._events(incident))
            ),
            (self._sla_row(number, incident) for number, incident in numbered),
        )
        history.write()

    def _ticket_row(self, number, incident):
        return (
            number,
            incident.number,
            f"{incident.category or 'Request'} / {incident.subcategory or 'other'}",
            incident.opened,
            self.service_desk,
            self.env.company.id,
            self.teams.get(incident.last_group),
            None,
            self.stages["New"],
            self.partners.get(incident.caller),
            self.categories.get(incident.category),
            self.channels.get(incident.contact_type),
            PRIORITIES[incident.priority],
        )

    def _events(self, incident):
        """(at, what, actor, old, new) of everything that Odoo would have recorded."""
        yield incident.opened, "created", self.service_desk, None, None
        holder, stage = 0, self.stages["New"]
        for index, update in enumerate(incident.updates):
            assignee = self.users.get(update.assignee, 0)
            actor = assignee or self.service_desk
            if assignee != holder:
                yield update.at, "user", actor, holder, assignee
                holder = assignee
            if update is incident.first_answer:
                yield update.at, "reply", actor, None, None
            target = self._stage_of(update, stage)
            if target != stage and index < incident.last_finish:
                yield update.at, "stage", actor, stage, target
                stage = target
        yield from self._final_stages(incident, stage, holder or self.service_desk)

    def _stage_of(self, update, current):
        return current if update.state == UNKNOWN_STATE else self.stages[update.state]

    def _final_stages(self, incident, stage, actor):
        done, closed = self.stages["Resolved"], self.stages["Closed"]
        if incident.resolved:
            yield incident.resolved, "stage", actor, stage, done
            stage = done
        yield incident.closed, "stage", actor, stage, closed

    def _sla_row(self, number, incident):
        """The log says whether, not when: a missed limit passed just before the end."""
        if incident.made_sla:
            return number, self.sla, incident.closed, "accomplished", incident.ended
        limit = max(incident.opened, incident.ended - timedelta(minutes=1))
        return number, self.sla, limit, "expired", incident.ended


def _login(name):
    return name.lower().replace(" ", ".")
