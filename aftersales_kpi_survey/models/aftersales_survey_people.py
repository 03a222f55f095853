from odoo import api, models


class AftersalesSurveyPeople(models.AbstractModel):
    """Records that name employees, written by officers who may not manage them.

    Odoo asks for the right to read whole employees, wages and all, before it links one
    to a record. Who may write the record may link those of its company.
    """

    _name = "aftersales.survey.people"
    _description = "Record That Names Employees"

    @api.model_create_multi
    def create(self, vals_list):
        people = [vals.get("employee_ids") for vals in vals_list]
        records = super().create([_without_people(vals) for vals in vals_list])
        for record, commands in zip(records, people, strict=True):
            if commands:
                record.write({"employee_ids": commands})
        return records

    def write(self, vals):
        result = super().write(_without_people(vals))
        if vals.get("employee_ids"):
            self.check_access("write")
            result = super(AftersalesSurveyPeople, self.sudo()).write(
                {"employee_ids": vals["employee_ids"]}
            )
        return result


def _without_people(vals):
    return {name: value for name, value in vals.items() if name != "employee_ids"}
