"""An application that its cluster took back after it was sent: the programme still finds it, with its sealed copy, and does nothing more with it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from portal.applying.applications.models import Application, Stage
from portal.applying.programmes.queries import get_round
from portal.applying.reviews import seeing
from portal.core import clock as now
from portal.oversight.pictures.queries.views import view_of
from portal.oversight.workbooks import queries as workbooks
from tests.applying import support
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader


def test_staff_find_it_with_its_copy_and_until_when_it_comes_back(
    inside: Inside, cast: Cast, clock: Any, reader_for: Callable[..., Reader]
) -> None:
    made = inside.in_review(cast, clock)
    inside.send(cast, made, "reviewer", 5)
    found = inside.read(made)
    receipt, planned = found.receipt_number, f"/rounds/{found.round_id}"
    inside.do(lambda: support.withdraw(cast, made, receipt_number=receipt, reason="Two schools close."))
    page = f"/applications/{made}"
    for key in ("officer", "manager", "moderator", "auditor"):
        reader = reader_for(cast.people[key])
        reader.get(page).sees(
            "Withdrawn", "Two schools close.", "It can let it stand again until", receipt, "We do this."
        )
        reader.get(f"{planned}/dashboard?stage=withdrawn").sees("River", receipt)
        reader.get(f"{planned}/dashboard?q={receipt}").sees("River")
        reader.get(f"{planned}/dashboard").sees("Withdrawn 1").does_not_see("Taken back before it was sent")
        reader.get(f"{planned}/pictures/exceptions").sees("Application taken back", "Two schools close.")
        reader.get(f"{page}/panel")
        assert ("MARKJUSTIFIED" in reader.text) == (key != "officer"), "the reviews were not closed"
    officer = reader_for(cast.officer)
    for path in ("screening", "reviewers", "questions", "decision"):
        officer.get(f"{page}/{path}", expect=403)
    reader_for(cast.reviewer).get("/reviews").does_not_see("River schools")
    assert inside.do(lambda: workbooks.count(view_of(get_round(found.round_id), cast.signed_in("officer")), "")) == 1
    assert (
        inside.do(lambda: workbooks.count(view_of(get_round(found.round_id), cast.signed_in("officer")), "withdrawn"))
        == 1
    )
    clock.hold(now.now() + timedelta(hours=25))
    reader_for(cast.officer).get(page).sees("The 24 hours in which it could undo that are over.")


def test_what_was_never_sent_stays_a_number(inside: Inside, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    made = inside.do(lambda: support.start(cast, support.make_round()))
    inside.do(lambda: support.withdraw(cast, made))
    planned = f"/rounds/{inside.read(made).round_id}"
    for key in ("officer", "auditor"):
        reader = reader_for(cast.people[key])
        reader.get(f"/applications/{made}", expect=404)
        reader.get(f"{planned}/dashboard").sees("Taken back before it was sent 1").does_not_see("River")
        reader.get(f"{planned}/pictures/exceptions").does_not_see("Application taken back")


def test_its_scores_are_as_closed_as_they_were_before(inside: Inside, cast: Cast) -> None:
    """An officer sees them where the reviews were closed when it was taken back, and not where reviewers were still reading; a manager does in either case."""

    def seen(before: Stage) -> list[bool]:
        one = Application(stage=Stage.WITHDRAWN, withdrawn_from=before)
        return [seeing.sees_scores(cast.signed_in(key), one) for key in ("officer", "manager")]

    assert inside.do(lambda: seen(Stage.IN_REVIEW)) == [False, True]
    assert inside.do(lambda: seen(Stage.MODERATION)) == [True, True]
