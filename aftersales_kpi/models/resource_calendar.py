from odoo import api, models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        result = super().write(vals)
        self.env["aftersales.worktime"]._forget(self)
        return result


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        self.env["aftersales.worktime"]._forget(attendances.calendar_id)
        return attendances

    def write(self, vals):
        before = self.calendar_id
        result = super().write(vals)
        self.env["aftersales.worktime"]._forget(before | self.calendar_id)
        return result

    def unlink(self):
        self.env["aftersales.worktime"]._forget(self.calendar_id)
        return super().unlink()


class ResourceCalendarLeaves(models.Model):
    """Only leaves of everybody change a calendar's working time; most are personal."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._forget_worktime()
        return leaves

    def write(self, vals):
        self._forget_worktime()
        result = super().write(vals)
        self._forget_worktime()
        return result

    def unlink(self):
        self._forget_worktime()
        return super().unlink()

    def _forget_worktime(self):
        common = self.filtered(lambda leave: not leave.resource_id)
        if not common:
            return
        if all(leave.calendar_id for leave in common):
            self.env["aftersales.worktime"]._forget(common.calendar_id)
        else:
            self.env["aftersales.worktime"]._forget()
