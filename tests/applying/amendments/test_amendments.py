"""A cluster asks for a change of its award; the programme agrees or says why not; until then what was awarded stands."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.applying.amendments import queries, services
from portal.applying.amendments.models import ChangeAbout
from portal.core import duty
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, SomeoneWasFaster
from portal.core.perform import perform
from tests.applying import desk
from tests.applying.monitoring.test_monitoring import started, told
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]
WORDS = {"about": ChangeAbout.MONEY, "wanted": "The bus money for stamps.", "reason": "Nobody travels this year."}


def ask(cast: Cast, made: Any) -> Any:
    perform(services.ask, desk.award(made), by=cast.signed_in("coordinator"), **WORDS)
    return queries.list_changes(desk.award(made).id)[0]


def test_one_change_waits_for_the_programme_which_answers_it_once(database: Any, cast: Cast, clock: Any) -> None:
    made, held = desk.decided(cast, clock)
    desk.release(cast, held)
    with pytest.raises(NotAllowedNow, match="after every school has accepted"):
        ask(cast, made)
    for person, school in (("head", "hill"), ("vale_head", "vale"), ("ford_head", "ford")):
        desk.accept(cast, made, person, school)
    first = ask(cast, made)
    assert told("award_change_asked") == {cast.officer.id}
    assert [d.role for d in duty.open_duties(DutyKind.ANSWER_AWARD_CHANGE, first.id)] == ["programme_officer"]
    with pytest.raises(SomeoneWasFaster, match="asked for already"):
        ask(cast, made)
    perform(services.take_back, queries.get_change(first.id), by=cast.signed_in("coordinator"))
    assert not duty.open_duties(DutyKind.ANSWER_AWARD_CHANGE, first.id)
    with pytest.raises(NotAllowedNow, match="taken back already"):
        perform(services.answer, queries.get_change(first.id), by=cast.signed_in("officer"), agrees=True, note="")
    second = ask(cast, made)
    perform(services.answer, queries.get_change(second.id), by=cast.signed_in("officer"), agrees=True, note="Yes.")
    assert {cast.coordinator.id, cast.vale_head.id, cast.abroad.id} <= told("award_change_agreed")
    assert ask(cast, made).id != second.id, "another change can be asked for after the answer"


def test_a_change_on_its_pages(cast: Cast, reader_for: ReaderFor, within: Within, clock: Any) -> None:
    made = within(started, cast, clock)
    award = within(lambda: desk.award(made).id)
    page = f"/awards/{award}"
    coordinator = reader_for(cast.coordinator).get(page).follow("Ask the programme for a change")
    coordinator.press("Ask the programme", expect=422).sees(
        "Choose what it is about.", "Say what shall be different.", "Say why."
    )
    coordinator.fill(about="money", wanted="The bus money for stamps.", reason="Nobody travels.").press(
        "Ask the programme"
    )
    coordinator.sees("The programme is asked", "The bus money for stamps.", "Nobody travels.")
    one = coordinator.path
    coordinator.get(page).does_not_see("Ask the programme for a change").sees("What the money is for")
    coordinator.get(f"{page}/changes/new").sees("A change is asked for already.")
    # the schools of both sides read it, and do not ask; strangers see nothing
    reader_for(cast.abroad).get(one).sees("Nobody travels.").does_not_see("Take this back")
    reader_for(cast.abroad).get(f"{page}/changes/new", expect=403)
    reader_for(cast.outsider).get(one, expect=404)
    coordinator.get(f"{one}/answer", expect=403)
    officer = reader_for(cast.officer).get("/what-needs-me").follow("Answer the change of an award that is asked for")
    officer.follow("Answer").fill(answer="refuse").press("Tell the cluster", expect=422).sees("Say why.")
    officer.fill(answer="refuse", note="Stamps are not in the rules.").press("Tell the cluster")
    coordinator.get(one).sees("Stays as it was awarded", "Stamps are not in the rules.").does_not_see("Take this back")
    coordinator.get(page).sees("Ask the programme for a change")
