from odoo import api, fields, models, tools


class AftersalesChecklist(models.Model):
    """The steps that a team takes on its tickets (R12)."""

    _name = "aftersales.checklist"
    _description = "Step Checklist"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    team_ids = fields.Many2many(
        "helpdesk.ticket.team",
        string="Teams",
        check_company=True,
        help="Leave empty for all teams of the company.",
    )
    category_ids = fields.Many2many(
        "helpdesk.ticket.category",
        string="Categories",
        check_company=True,
        help="Leave empty for all categories. Those below one count with it.",
    )
    step_ids = fields.One2many("aftersales.checklist.step", "checklist_id", copy=True)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _are_used(self):
        """Whether there is any checklist at all: most companies start without."""
        return bool(self.sudo().search_count([], limit=1))

    def _steps_for(self, ticket):
        """The steps that these checklists ask for on a ticket."""
        lists = self.filtered(
            lambda one: (
                one.company_id == ticket.company_id
                and (not one.team_ids or ticket.team_id in one.team_ids)
                and (not one.category_ids or one._covers(ticket.category_id))
            )
        )
        return lists.step_ids

    def _covers(self, category):
        while category:
            if category in self.category_ids:
                return True
            category = category.parent_id
        return False

    def action_apply(self):
        """Put the steps on the tickets that are open now."""
        self.check_access("write")
        open_tickets = (
            self.env["helpdesk.ticket"]
            .sudo()
            .search([("company_id", "in", self.company_id.ids), ("closed", "=", False)])
        )
        steps = self.env["aftersales.ticket.step"].sudo()
        before = steps.search_count([("ticket_id", "in", open_tickets.ids)])
        open_tickets._kpi_sync_steps()
        added = steps.search_count([("ticket_id", "in", open_tickets.ids)]) - before
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s steps were put on open tickets.", count=max(added, 0)
                ),
            },
        }
