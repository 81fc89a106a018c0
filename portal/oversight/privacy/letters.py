"""Mails about requests: that one has arrived, and its answer."""

from typing import Any

from portal.oversight.privacy.models import RequestState, RightsRequest
from portal.web.mailing import write_letter


def acknowledge(asked: RightsRequest) -> None:
    """At once, to whoever asked, with the reference and the day of the answer. None of their words."""
    _write(asked, "data_request_arrived")


def answer(asked: RightsRequest, words: str) -> None:
    """The answer; with a refusal also where to complain."""
    _write(asked, "data_request_answered", words=words, is_refused=asked.state == RequestState.REFUSED)


def _write(asked: RightsRequest, kind: str, **words: Any) -> None:
    write_letter(
        kind,
        address=asked.asker_email,
        person_id=asked.person_id,
        name=asked.asker_name,
        reference=asked.number,
        due_on=asked.due_on,
        **words,
    )
