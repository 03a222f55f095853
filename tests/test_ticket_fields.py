"""No customer and no stranger sees how a ticket's people are measured, on any route."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

PREFIX = "kpi_"


@tagged("post_install", "-at_install")
class TestTicketFields(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True})
        cls.customer = new_test_user(cls.env, "buyer", groups="base.group_portal")
        # a portal user may be an employee too; that opens no ticket fields
        cls.employee = new_test_user(cls.env, "worker", groups="base.group_portal")
        cls.env["hr.employee"].create({"name": "W", "user_id": cls.employee.id})
        cls.ticket = cls.env["helpdesk.ticket"].create(
            {
                "name": "Pump",
                "description": "It leaks",
                "partner_id": cls.customer.partner_id.id,
                "message_follower_ids": [
                    Command.create(
                        {
                            "partner_id": cls.employee.partner_id.id,
                            "res_model": "helpdesk.ticket",
                        }
                    )
                ],
            }
        )
        cls.names = [
            name
            for name in cls.env["helpdesk.ticket"]._fields
            if name.startswith(PREFIX)
        ]

    def _routes(self, ticket, name):
        field = ticket._fields[name]
        yield "read", lambda: ticket.read([name])
        yield "attribute", lambda: ticket[name]
        yield "search", lambda: ticket.search([(name, "!=", False)])
        yield "export", lambda: ticket.export_data([name])
        if field.store:
            yield "order", lambda: ticket.search([], order=f"{name} desc").ids
            yield "group", lambda: ticket.formatted_read_group([], [name], ["__count"])
            yield "filter", lambda: ticket.filtered_domain([(name, "!=", False)])
        yield "write", lambda: ticket.write({name: False})

    def test_every_field_names_its_groups(self):
        self.assertGreater(len(self.names), 15)
        for name in self.names:
            self.assertTrue(self.env["helpdesk.ticket"]._fields[name].groups, name)

    def test_customers_and_portal_employees_see_none(self):
        # who may not export at all would not be asked about fields
        self.env.ref("base.group_portal").implied_ids += self.env.ref(
            "base.group_allow_export"
        )
        for user in (self.customer, self.employee, self.env.ref("base.public_user")):
            ticket = self.ticket.with_user(user)
            if user != self.env.ref("base.public_user"):
                self.assertEqual(ticket.read(["name"])[0]["name"], "Pump")
            for name in self.names:
                self.assertNotIn(name, ticket.fields_get())
                for route, attempt in self._routes(ticket, name):
                    with (
                        self.subTest(user=user.login, field=name, route=route),
                        self.assertRaises(UserError),
                    ):
                        attempt()
                    self.env.invalidate_all()

    def test_nor_over_json2(self):
        """Without a key there is no answer, with one the same refusal."""
        keys = self.env["res.users.apikeys"].with_user(self.customer).sudo()
        key = keys._generate("rpc", "ticket fields", None)
        for name in self.names:
            calls = {
                "read": {"ids": self.ticket.ids, "fields": [name]},
                "search_read": {"domain": [], "fields": ["name"], "order": name},
                "search": {"domain": [[name, "!=", False]]},
            }
            if not self.ticket._fields[name].store:
                del calls["search_read"]
            for method, arguments in calls.items():
                with self.subTest(field=name, method=method), mute_logger("odoo.http"):
                    response = self.url_open(
                        f"/json/2/helpdesk.ticket/{method}",
                        json=arguments,
                        headers={"Authorization": f"bearer {key}"},
                    )
                    self.assertEqual(response.status_code, 403, response.text)
