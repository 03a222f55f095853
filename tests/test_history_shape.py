"""The bulk writer stores what the ORM stores: one ticket's life, lived both ways."""

import datetime

from odoo.tests import TransactionCase

from ticket_history import TicketHistory, next_ticket_id

# Left out of the comparison, each for a reason.
RANDOM_OR_IDENTITY = {"id", "res_id", "ticket_id", "mail_message_id", "message_id"}
RANDOM_OR_IDENTITY |= {"access_token", "number", "res_name", "subject"}
WORDS_ONLY = {"body", "feedback", "description"}
THREADING_ONLY = {"parent_id"}
WHO_TOUCHED_IT_LAST = {"create_uid", "write_uid"}
NOT_COMPARED = RANDOM_OR_IDENTITY | WORDS_ONLY | THREADING_ONLY | WHO_TOUCHED_IT_LAST
# Mails that leave (assignment notice, closing template) measure nothing.
COMPARED_MESSAGES = ("notification", "comment", "email")


class TestHistoryShape(TransactionCase):
    """Created, assigned, answered, noted, replied, handed over, done, reopened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.helpdesk_mgmt_ticket_auto_assign = False
        cls.ann = cls._make_agent("Ann")
        cls.ben = cls._make_agent("Ben")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Customer", "email": "customer@example.com"}
        )
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Shape",
                "use_sla": True,
                "user_ids": [(6, 0, (cls.ann | cls.ben).ids)],
            }
        )
        cls.new = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
        cls.progress = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.env["helpdesk.sla"].search([]).active = False
        cls.sla = cls.env["helpdesk.sla"].create(
            {"name": "Done in 8 hours", "hours": 8, "stage_id": cls.done.id}
        )
        cls.channel = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        cls.lived = cls._live_through_orm()
        cls.written = cls._write_in_bulk(cls.lived)

    @classmethod
    def _make_agent(cls, name):
        group = cls.env.ref("helpdesk_mgmt.group_helpdesk_user_team")
        return (
            cls.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": name,
                    "login": f"shape.{name}",
                    "email": f"{name.lower()}@example.com",
                    "group_ids": [(6, 0, group.ids)],
                }
            )
        )

    @classmethod
    def _live_through_orm(cls):
        ticket = (
            cls.env["helpdesk.ticket"]
            .with_user(cls.ann)
            .create(
                {
                    "name": "Shape",
                    "description": "<p>Shape</p>",
                    "partner_id": cls.customer.id,
                    "partner_name": cls.customer.name,
                    "partner_email": cls.customer.email,
                    "team_id": cls.team.id,
                    "channel_id": cls.channel.id,
                    "priority": "2",
                }
            )
        )
        cls._end_of_request()
        cls._write(ticket, user_id=cls.ann.id)
        cls._write(ticket, stage_id=cls.progress.id)
        cls._post(ticket, "comment", "mail.mt_comment")
        cls._post(ticket, "comment", "mail.mt_note")
        cls._post(ticket.sudo(), "email", "mail.mt_comment", cls.customer)
        cls._write(ticket, user_id=cls.ben.id)
        ticket = ticket.with_user(cls.ben)
        for stage in (cls.done, cls.progress, cls.done):
            cls._write(ticket, stage_id=stage.id)
        token = ticket.sudo()._rating_get_access_token()
        ticket.sudo().rating_apply(5, token=token)
        cls._end_of_request()
        return ticket.sudo()

    @classmethod
    def _write(cls, ticket, **values):
        ticket.write(values)
        cls._end_of_request()

    @classmethod
    def _post(cls, ticket, message_type, subtype, author=None):
        ticket.message_post(
            body="text",
            message_type=message_type,
            subtype_xmlid=subtype,
            **({"author_id": author.id} if author else {}),
        )
        cls._end_of_request()

    @classmethod
    def _end_of_request(cls):
        """Tracking values are written when a request ends."""
        cls.env.flush_all()
        cls.env.cr.flush()
        cls.env.cr.precommit.clear()

    @classmethod
    def _write_in_bulk(cls, lived):
        number = next_ticket_id(cls.env)
        ann, ben = cls.ann.id, cls.ben.id
        new, progress, done = cls.new.id, cls.progress.id, cls.done.id
        story = [
            ("created", ann, None, None),
            ("user", ann, 0, ann),
            ("stage", ann, new, progress),
            ("reply", ann, None, None),
            ("note", ann, None, None),
            ("customer", None, None, None),
            ("user", ann, ann, ben),
            ("stage", ben, progress, done),
            ("stage", ben, done, progress),
            ("stage", ben, progress, done),
            ("rating", ben, None, 5),
        ]
        at = lived.create_date
        history = TicketHistory(cls.env)
        history.copy_rows(
            [
                (number, "HT-SHAPE", "Shape", at, ann, lived.company_id.id)
                + (cls.team.id, None, new, cls.customer.id, None, cls.channel.id, "2")
            ],
            [(number, seq, at, *event) for seq, event in enumerate(story)],
            [(number, cls.sla.id, at, "accomplished", at)],
        )
        history.write()
        return cls.env["helpdesk.ticket"].browse(number)

    def _shape(self, query, ticket):
        """Rows as dictionaries; a moment counts as set or not set."""
        self.env.cr.execute(query, [ticket.id])
        return [
            {
                column: "set" if isinstance(value, datetime.datetime) else value
                for column, value in row.items()
                if column not in NOT_COMPARED and not column.startswith("kpi_")
            }
            for row in self.env.cr.dictfetchall()
        ]

    def assert_same_shape(self, query):
        lived = self._shape(query, self.lived)
        self.assertTrue(lived)
        self.assertEqual(self._shape(query, self.written), lived)

    def test_ticket(self):
        self.assert_same_shape("SELECT * FROM helpdesk_ticket WHERE id = %s")

    def test_messages(self):
        self.assert_same_shape(
            f"""SELECT * FROM mail_message
                 WHERE model = 'helpdesk.ticket' AND res_id = %s
                   AND message_type IN {COMPARED_MESSAGES} ORDER BY id"""
        )

    def test_tracking_values(self):
        self.assert_same_shape(
            """SELECT value.* FROM mail_tracking_value value
                 JOIN mail_message message ON message.id = value.mail_message_id
                WHERE message.model = 'helpdesk.ticket' AND message.res_id = %s
                ORDER BY value.id"""
        )

    def test_sla(self):
        self.assert_same_shape("SELECT * FROM helpdesk_ticket_sla WHERE ticket_id = %s")

    def test_rating(self):
        self.assert_same_shape(
            """SELECT * FROM rating_rating
                WHERE res_model = 'helpdesk.ticket' AND res_id = %s"""
        )

    def test_readable_through_orm(self):
        """Numbers go on after the written ids, and messages follow their ticket."""
        self.assertEqual(len(self.written.message_ids), 11)
        self.assertEqual(self.written.user_id, self.ben)
        follower = self.lived.copy()
        self.assertGreater(follower.id, self.written.id)
