"""The lifecycles of a review and of an award, every command from every state."""

import pytest

from portal.applying.reviews.models import Review, ReviewStatus
from portal.applying.reviews.workflow import REVIEWS
from portal.core.errors import NotAllowedNow

R = ReviewStatus
ALLOWED = {
    ("proposed", "assign"): "assigned",
    ("assigned", "open"): "open",
    ("assigned", "declare_conflict"): "conflicted",
    ("open", "declare_conflict"): "conflicted",
    ("returned", "declare_conflict"): "conflicted",
    ("confirm_needed", "declare_conflict"): "conflicted",
    ("assigned", "decline"): "declined",
    ("open", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("confirm_needed", "submit"): "submitted",
    ("submitted", "give_back"): "returned",
    ("submitted", "ask_to_confirm"): "confirm_needed",
    ("confirm_needed", "confirm"): "submitted",
    ("confirm_needed", "leave"): "submitted",
    ("submitted", "lock"): "locked",
    ("assigned", "void"): "void",
    ("open", "void"): "void",
    ("returned", "void"): "void",
    ("confirm_needed", "void"): "void",
    ("submitted", "void"): "void",
    ("locked", "void"): "void",
    **{("void", f"go_on_{state}"): state for state in ("assigned", "open", "returned", "confirm_needed")},
    **{(state, "set_aside"): "earlier" for state in ("submitted", "confirm_needed", "locked")},
    ("assigned", "expire"): "expired",
    ("open", "expire"): "expired",
}
COMMANDS = ("assign", "open", "declare_conflict", "decline", "submit", "give_back", "ask_to_confirm", "confirm", "leave", "lock", "void", "expire",
            "set_aside", "go_on_assigned", "go_on_open", "go_on_returned", "go_on_confirm_needed")  # fmt: skip


@pytest.mark.parametrize("state", list(R))
def test_every_command_from_every_state(state: ReviewStatus) -> None:
    for command in COMMANDS:
        expected = ALLOWED.get((state.value, command))
        assert REVIEWS.allows(Review(status=state), command) == (expected is not None), command
        if expected is None:
            with pytest.raises(NotAllowedNow, match=r"\w+"):
                REVIEWS.advance(Review(status=state), command)
        else:
            assert REVIEWS.moves[(state, command)] == expected


def test_there_are_no_other_commands() -> None:
    assert REVIEWS.commands == sorted(COMMANDS)
    assert set(REVIEWS.words) == set(COMMANDS)
