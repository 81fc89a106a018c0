"""What happens when: reviewers score samples for practice."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.applying.calibration import events, queries
from portal.core.events import Event
from portal.oversight.notifications.services import tell
from portal.subscriptions.words import _, round_name


def ask_to_score(event: events.CalibrationAsked) -> None:
    """The reviewer gets a notice and a mail. Nobody says who applied with it once."""
    sample = queries.get_sample(event.sample_id)
    tell(
        [event.person_id],
        kind="calibration_asked",
        title=_("Please score a sample for practice before you read: %(round)s", round=round_name(sample.round)),
        path=f"/reviews/samples/{sample.id}",
        letter="notice",
        once=f"calibration_asked:{sample.id}",
    )


def show_the_agreed(event: events.AgreedScoresShown) -> None:
    """Whoever has scored the sample can see where they differ."""
    sample = queries.get_sample(event.sample_id)
    tell(
        queries.list_senders(sample),
        kind="agreed_scores_shown",
        title=_("See where your scores of the sample differ: %(round)s", round=round_name(sample.round)),
        path=f"/reviews/samples/{sample.id}",
        letter="notice",
        once=f"agreed_scores_shown:{sample.id}",
    )


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.CalibrationAsked: [ask_to_score],
    events.AgreedScoresShown: [show_the_agreed],
}
