"""The real ticket history of a company, replayed through Odoo and compared."""
