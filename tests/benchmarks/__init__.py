"""A big company, and what the product costs there beside the plainest alternative."""

import odoo.init  # noqa: F401 (Odoo's own set-up comes first)
