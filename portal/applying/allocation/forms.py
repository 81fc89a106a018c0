"""Forms of the allocation."""

import uuid
from collections.abc import Sequence

from portal.core.i18n import _l
from portal.web.forms import PortalForm, number, paragraph, pick_one, pick_several, send

NOBODY = uuid.UUID(int=0)


class AllocationForm(PortalForm):
    makes_new = True

    most = number(
        _l("How many applications can one reviewer be given at most?"),
        least=1,
        most=500,
        required=_l("Enter how many one reviewer can be given at most."),
        hint=_l("What a reviewer has set as their own limit holds as well."),
    )
    submit = send(_l("Choose reviewers for all"))


class ProposalForm(PortalForm):
    reviewers = pick_several(
        _l("Reviewers without a conflict of interest"),
        required=_l("Choose the reviewers."),
        hint=_l("Those with the least to read come first."),
    )
    submit = send(_l("Save the change"))

    def offer(self, people: Sequence[tuple[str, str]]) -> None:
        """Whom one can choose. Anyone else is refused by the rule, with its words, whoever it is."""
        self.reviewers.choices = list(people)
        self.reviewers.validate_choice = False


class SwapForm(PortalForm):
    swap = pick_one(_l("Who changes places?"), required=_l("Choose a swap."))
    submit = send(_l("Swap these two"))

    def offer(self, swaps: Sequence[tuple[str, str]]) -> None:
        """What one can choose. A swap that is not possible any more is refused by the rule, with its words."""
        self.swap.choices = list(swaps)
        self.swap.validate_choice = False

    def pair(self) -> tuple[uuid.UUID, uuid.UUID]:
        """The two seats; two of nobody where what was sent is not a swap."""
        gives, _dot, takes = str(self.swap.data or "").partition(".")
        try:
            return uuid.UUID(gives), uuid.UUID(takes)
        except ValueError:
            return NOBODY, NOBODY


class ProfileForm(PortalForm):
    themes = paragraph(
        _l("Themes that you know well"),
        hint=_l("One on each line, for example: water, music, climate. You are given others, too."),
        longest=2000,
    )
    most = number(
        _l("How many applications can you read in a round at most? (optional)"),
        least=0,
        most=500,
        hint=_l("Leave it empty if you have no limit. Write 0 if you cannot read any now."),
    )
    submit = send(_l("Save"))
