from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """The portal's scripts speak the reader's language too."""
        return [*super()._get_translation_frontend_modules_name(), "aftersales_kpi"]
