from odoo import fields, models


class AftersalesPseudonym(models.Model):
    """The only link between a customer and the key under which the ledger counts it.

    The key is random.  Deleting an entry (erasing a customer) unlinks the customer's
    facts for good and changes no score; the same customer coming back gets a new key.
    """

    _name = "aftersales.pseudonym"
    _description = "Pseudonym of a Customer"
    _log_access = False
    _rec_name = "key"

    identity = fields.Char(
        required=True,
        help="p and the id of the commercial partner, or e and the e-mail.",
    )
    key = fields.Char(required=True)

    _identity_uniq = models.UniqueIndex("(identity)")
