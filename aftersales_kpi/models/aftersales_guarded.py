from odoo import api, models


class AftersalesGuarded(models.AbstractModel):
    """What nobody may give is not brought in by a default either.

    A context's ``default_…`` and the defaults that users keep for themselves reach
    every field, past a create() that looks at the values alone. Fields that are the
    system's have the model's own default here, whoever asks.
    """

    _name = "aftersales.guarded"
    _description = "Record with Fields of the System"

    # Names of the fields that people give; None: all but state and read-only ones.
    _given_fields = None

    def _is_given(self, name):
        """Whether the field is for people to give when they make a record."""
        if self._given_fields is not None:
            return name in self._given_fields
        field = self._fields.get(name)
        return name != "state" and not (field and field.readonly)

    @api.model
    def default_get(self, fields):
        given = [name for name in fields if self._is_given(name)]
        own = {
            name: self._own_default(self._fields[name])
            for name in set(fields) - set(given)
            if name in self._fields and self._fields[name].default
        }
        return {**super().default_get(given), **own}

    def _own_default(self, field):
        """The default of the field's definition, as values are written."""
        value = field.convert_to_cache(field.default(self), self, validate=False)
        return field.convert_to_write(field.convert_to_record(value, self), self)

    @api.model
    def _first_given(self, vals_list, name):
        """What each record to be made has in a field, given or by a default."""
        default = self.default_get([name]).get(name)
        return [vals.get(name, default) for vals in vals_list]
