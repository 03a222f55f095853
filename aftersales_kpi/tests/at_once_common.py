"""Records that are committed for real, for tests over two real connections."""

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user


class AtOnceCase(BaseCase):
    """Commits what `_create(env)` makes, and removes it by `_remove(env)` afterwards.

    Users made by `_make_users` are removed last.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.users = []
        with self.registry.cursor() as cr:
            self._create(api.Environment(cr, SUPERUSER_ID, {}))
        self.addCleanup(self._remove_all)

    def _make_users(self, env, *logins, groups="base.group_user"):
        """Users to press at the same moment; `self.users` are their ids."""
        self.users = [
            new_test_user(
                env, login, groups=groups, context={"no_reset_password": True}
            ).id
            for login in logins
        ]

    def _remove_all(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self._remove(env)
            users = env["res.users"].browse(self.users)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def _delete(self, env, table, column, value):
        """Remove rows past the guards that keep them."""
        env.cr.execute(f"DELETE FROM {table} WHERE {column} = %s", [value])

    def _delete_messages(self, env, model, record_id):
        env["mail.message"].search(
            [("model", "=", model), ("res_id", "=", record_id)]
        ).unlink()

    def _as(self, cr, user_id, model, record_id):
        """The record as that user has it over that connection."""
        return api.Environment(cr, user_id, {})[model].browse(record_id)
