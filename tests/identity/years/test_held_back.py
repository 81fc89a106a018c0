"""What a school does not begin while the yearly yes is late or one person alone speaks for it, and what goes on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.core import duty
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.perform import perform
from portal.forming.clusters import services as clusters
from portal.identity.schools.models import School
from portal.identity.years import held_back
from portal.identity.years.held_back import Reason
from portal.running.board import queries as board
from portal.running.board import services as writing
from portal.running.board.models import Message
from tests.conftest import START
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


@pytest.fixture
def owe(app: Flask, cast: Cast) -> Callable[..., None]:
    """`owe(kind, days)`: the school `brook` owes it since so many days; a negative number is still to come."""

    def owed(kind: DutyKind, days: float, school: str = "brook") -> None:
        def made() -> None:
            facts: dict[str, Any] = {"subject_id": cast.school[school], "school_id": cast.school[school]}
            duty.owe(kind, title="Brook", office="contact", due_at=START - timedelta(days=days), **facts)

        commit(app, made)

    return owed


def start(app: Flask, cast: Cast, who: str = "outsider", school: str = "brook") -> Any:
    with app.app_context():
        by = cast.signed_in(who)
        return perform(clusters.start_cluster, by=by, school_id=cast.school[school], name="New", theme="Birds")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (DutyKind.YEARLY_YES, "can begin something new when the head says the yearly yes"),
        (DutyKind.NAME_CONTACT, "can begin something new when the school names a second contact"),
    ],
)
def test_nothing_new_once_it_is_overdue(app: Flask, cast: Cast, owe: Any, kind: DutyKind, words: str) -> None:
    owe(kind, days=1)
    with pytest.raises(RuleBroken, match=words) as refused:
        start(app, cast)
    assert refused.value.field == "school_id"


def test_until_the_day_nothing_is_held_back(app: Flask, cast: Cast, owe: Any) -> None:
    owe(DutyKind.YEARLY_YES, days=-1)
    owe(DutyKind.NAME_CONTACT, days=-1)
    with app.app_context():
        assert held_back.reasons(cast.school["brook"]) == ()
    assert start(app, cast) is not None


def test_it_ends_with_what_was_missing(app: Flask, cast: Cast, owe: Any) -> None:
    owe(DutyKind.YEARLY_YES, days=3)
    owe(DutyKind.NAME_CONTACT, days=3)
    with app.app_context():
        assert held_back.reasons(cast.school["brook"]) == (Reason.YES_IS_LATE, Reason.ONE_CONTACT)
    with pytest.raises(RuleBroken, match="the head says the yearly yes and the school names a second contact"):
        start(app, cast)

    def settle() -> None:
        for kind in (DutyKind.YEARLY_YES, DutyKind.NAME_CONTACT):
            duty.settle(kind, cast.school["brook"], by=cast.signed_in("outsider"), outcome="done")

    commit(app, settle)
    assert start(app, cast) is not None


def test_the_form_says_so_and_keeps_what_was_typed(reader_for: Readers, cast: Cast, owe: Any) -> None:
    owe(DutyKind.YEARLY_YES, days=1)
    reader = reader_for(cast.outsider).get("/clusters/new").fill(name="Birds of Brook", theme="Birds")
    reader.press("Start the cluster", expect=422).sees("can begin something new when the head says the yearly yes")
    assert "Birds of Brook" in reader.raw.decode()
    reader.get(f"/schools/{cast.school['brook']}").sees("can begin something new", "join another cluster")


def test_joining_waits_and_running_work_goes_on(app: Flask, cast: Cast, owe: Any, reader_for: Readers) -> None:
    reader_for(cast.coordinator).get(f"/clusters/{cast.river}/invitations/new?q=Brook")
    with app.app_context():
        from portal.forming.clusters import queries

        river = queries.get_cluster(cast.river)
        made = perform(clusters.invite_school, river, by=cast.signed_in("coordinator"), school_id=cast.school["brook"])
        invited = made.id
    owe(DutyKind.YEARLY_YES, days=1)
    owe(DutyKind.YEARLY_YES, days=1, school="hill")
    with app.app_context():
        membership = queries.get_membership(cast.river, invited)
        assert isinstance(membership.school, School)
        with pytest.raises(RuleBroken, match="can begin something new"):
            perform(clusters.join_cluster, membership, by=cast.signed_in("outsider"))
        network = board.get_board(cast.river)
        message = Message("We go on.")
        assert perform(writing.start_thread, network, by=cast.signed_in("coordinator"), title="On", message=message)
