"""Refusals that many models share, worded once: who may, from where, and who else."""

from odoo.exceptions import AccessError, UserError

from .wording import listed

OFFICER = "aftersales_kpi.group_officer"
MANAGER = "aftersales_kpi.group_manager"


def check_group(env, group):
    """Raise AccessError unless the user is a member of the group (an xmlid)."""
    if not env.su and not env.user.has_group(group):
        name = env.ref(group).sudo().display_name
        raise AccessError(env._("Only members of “%(group)s” may do this.", group=name))


def check_officer(env):
    """Raise AccessError unless the user runs the evaluation."""
    if not env.su and not env.user.has_group(OFFICER):
        raise AccessError(env._("Only an evaluation officer may do this."))


def claim(records):
    """Lock the records until the transaction ends; UserError if somebody else has one.

    Two who press at the same moment: one gets the lock, the other a sentence.
    """
    busy = records - records.sudo().try_lock_for_update()
    if busy:
        raise UserError(
            records.env._(
                "Somebody else is working on %(record)s right now. Try again soon.",
                record=busy[0].sudo().display_name,
            )
        )


def check_state(records, sources):
    """Raise UserError unless all records are in one of the states `sources`."""
    wrong = records.filtered(lambda record: record.state not in sources)[:1]
    if not wrong:
        return
    env = records.env
    labels = dict(records._fields["state"]._description_selection(env))
    raise UserError(
        env._(
            "%(record)s is in state “%(state)s”; this is possible only in: "
            "%(sources)s.",
            record=wrong.display_name,
            state=labels[wrong.state],
            sources=listed(env, map(labels.get, sources)),
        )
    )
