from odoo import models
from odoo.exceptions import UserError

from .aftersales_scheme_criterion import exact

# Remedies that take the record out of the person's card.
REMOVING = ("exclude", "void", "reassign")


class AftersalesAppeal(models.Model):
    """What a decision changes: the ledger, and the card by a revision."""

    _inherit = "aftersales.appeal"

    def _prepare_items(self):
        """List what was asked for, each with the remedy that accepting it means."""
        appeal = self.sudo()
        appeal.item_ids.create(
            [
                {**vals, "appeal_id": appeal.id, "is_asked": True}
                for vals in appeal._asked_items()
                if not appeal._has_item(vals)
            ]
        )
        for item in appeal._open_items().filtered("is_asked"):
            item.write(
                {
                    "remedy": item._default_remedy(),
                    "new_points": appeal.proposed_points if item.line_id else 0,
                }
            )

    def _asked_items(self):
        if self.observation_ids:
            return [{"observation_id": fact.id} for fact in self.observation_ids]
        return [{"line_id": self.line_id.id}]

    def _has_item(self, vals):
        return self.item_ids.filtered_domain(
            [(name, "=", value) for name, value in vals.items()]
        ).filtered(lambda item: bool(item.observation_id) == ("observation_id" in vals))

    def _open_items(self):
        """What is still to decide: a record is corrected once."""
        return self.sudo().item_ids.filtered(lambda item: not item.is_done)

    def _remedied_items(self):
        return self._open_items().filtered(lambda item: item.remedy != "keep")

    # --- Before deciding ----------------------------------------------------------

    def _check_all_remedied(self):
        self._check_some_remedied()
        asked = self._open_items().filtered("is_asked")
        if self.scope != "card" and any(item.remedy == "keep" for item in asked):
            raise UserError(
                self.env._(
                    "Something that was asked for stays as it is. Accept partly, and "
                    "give the reason."
                )
            )

    def _check_some_remedied(self):
        items = self._remedied_items()
        if not items:
            raise UserError(
                self.env._("Choose what is corrected, or reject the appeal.")
            )
        if "reassign" in items.mapped("remedy"):
            self._check_heard()

    def _check_heard(self):
        """Nobody gets a record booked without having been heard."""
        self._check_other_person()
        appeal = self.sudo()
        if appeal.other_employee_id != appeal.heard_employee_id:
            raise UserError(
                self.env._(
                    "Hear %(person)s first: the records would be booked on him or her.",
                    person=appeal.other_employee_id.name,
                )
            )

    def _check_other_person(self):
        other = self.sudo().other_employee_id
        if not other or other == self.sudo().employee_id:
            raise UserError(self.env._("Name the other person whose records they are."))

    # --- Deciding -----------------------------------------------------------------

    def _apply_remedies(self, reason):
        """Correct ledger and card; return what the appeal remembers of it."""
        items = self._remedied_items()
        if not items:
            return {}
        reason = reason or self.reason
        card = self.sudo().scorecard_id._current()
        before = card.score
        replaced = {
            item.observation_id.id: item.observation_id._correct(
                **item._corrected_values()
            ).id
            for item in items
            if item.remedy == "replace"
        }
        removed = self._remove_records(items, reason)
        revision = card._revise(
            reason,
            removed=removed.ids,
            replaced=replaced,
            points=self._decided_points(items),
            void=card.state == "voided" and "restore" not in items.mapped("remedy"),
        )
        items.filtered("observation_id").write({"is_done": True})
        return {
            "revision_id": revision.id,
            "score_before": before,
            "score_after": revision.score,
        }

    def _remove_records(self, items, reason):
        """Take records off the person in the ledger; return those taken."""
        by_remedy = {
            remedy: items.filtered(lambda item, r=remedy: item.remedy == r)
            for remedy in REMOVING
        }
        facts = {remedy: found.observation_id for remedy, found in by_remedy.items()}
        facts["void"]._void(reason)
        self.env["aftersales.exclusion"].sudo().create(
            [
                {"observation_id": fact.id, "reason": reason}
                for fact in facts["exclude"]
                if not fact.excluded
            ]
        )
        for fact in facts["reassign"]:
            fact._move_to(self.sudo().other_employee_id)
        return facts["void"] | facts["exclude"] | facts["reassign"]

    def _decided_points(self, items):
        """{criterion id: points} of the lines whose points are decided."""
        return {
            item.line_id.criterion_id.id: exact(item.new_points)
            for item in items
            if item.remedy == "points"
        }

    # --- Trying ---------------------------------------------------------------------

    def _expected_change(self):
        """(record ids that leave, {criterion id: points}) as asked for, or chosen."""
        if self.state != "draft":
            return self._chosen_change()
        if self.observation_ids or not self.line_id:
            return self.observation_ids.ids, {}
        return [], {self.line_id.criterion_id.id: exact(self.proposed_points)}

    def _chosen_change(self):
        items = self._remedied_items()
        if "replace" in items.mapped("remedy"):
            return [], {}  # known only once the right value is in the ledger
        removing = items.filtered(lambda item: item.remedy in REMOVING)
        return removing.observation_id.ids, self._decided_points(items)
