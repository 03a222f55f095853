"""Anna's appeals against the published October."""

from freezegun import freeze_time

from .revision_common import RevisionCase


class AppealCase(RevisionCase):
    """Drafts and sent appeals of Anna against her 45 minutes."""

    def draft(self, user=None, **values):
        """Anna's appeal against the 45 minutes; `values` change it."""
        return (
            self.env["aftersales.appeal"]
            .with_user(user or self.anna_user)
            .create(
                {
                    "scorecard_id": self.anna_card.id,
                    "line_id": self.anna_line.id,
                    "observation_ids": self.slow.ids,
                    "kind": "not_my_fault",
                    "reason": "The line was down.",
                    **values,
                }
            )
        )

    def send(self, **values):
        appeal = self.draft(**values)
        appeal.action_submit()
        return appeal

    def pass_deadlines(self, day):
        """What the scheduled action does on a morning."""
        with freeze_time(f"{day} 06:00:00"):
            appeals = self.env["aftersales.appeal"].search(
                [("company_id", "=", self.company.id)]
            )
            for appeal in appeals._overdue():
                appeal._pass_deadline()
