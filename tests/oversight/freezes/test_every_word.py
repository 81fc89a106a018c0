"""Whatever a person wrote and others read goes out of sight with the rest, and comes back as it was: held against the inventory of data (issue 6, S10)."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.duty import Duty
from portal.core.perform import perform
from portal.identity.people.queries import get_person
from portal.oversight.freezes import queries, services
from portal.oversight.freezes.models import HiddenThing
from portal.oversight.freezes.services.echoes import in_its_place
from portal.oversight.freezes.services.places import PLACES
from portal.oversight.notifications.models import Notification
from portal.oversight.reports import queries as report_queries
from portal.oversight.reports import services as reports
from portal.oversight.reports.models import ReportKind, SubjectKind
from portal.oversight.reports.services.filing import make
from portal.oversight.reports.subjects import Subject
from portal.running.activities.models import Activity
from tests.support.cast import Cast, commit
from tests.support.objects import make_own

# made by hand nowhere in tests/support/objects.py: the same columns, the same way
NOT_MADE = {
    "agenda_point",
    "group_notice",
    "meeting_vote",
    "annual_voice",
    "backing",
    "mediation_step",
    "mentoring_session",
    "public_page",
    "stand_in_offer",
    "support_sheet",
}


def test_all_of_it_goes_and_comes_back_as_it_was(app: Flask, cast: Cast, freeze: Callable[..., Any]) -> None:
    """Each kind of thing, written by one person: hidden, then shown, the tables hold what they held, and so do notices and things to do."""
    make_own(app, cast)
    vic = cast.vale_teacher.id
    found = commit(app, lambda: _signed_by(vic))
    assert {kind.value for kind in PLACES} - {kind.value for kind in found} == NOT_MADE
    freeze("person", vic)
    with app.app_context():
        before = _standing()
        session().rollback()
        by = cast.signed_in("admin")
        hiding = perform(services.hide_everything, get_person(vic), by=by, reason="Somebody else was here.")
        assert {kind for kind, number in queries.count_hidden(hiding.id).items() if number} >= found
        gone = _standing()
        assert "Aardvark" in repr(before)
        assert "Aardvark" not in repr(gone)
        session().rollback()
        perform(services.show_everything, queries.get_hiding(hiding.id), by=by, reason="All is well.")
        assert _standing() == before
        assert session().scalars(sa.select(HiddenThing.id)).all() == []


def _signed_by(person_id: Any) -> set[Any]:
    """Every thing that is there becomes this person's, with words that are known again; the activity is told of and owed."""
    found = set()
    for kind, place in PLACES.items():
        rows = session().scalars(sa.select(place.table)).all()
        for n, row in enumerate(rows):
            setattr(row, place.author, person_id)
            for column in place.words:
                setattr(row, column, f"Aardvark {column} {n}")
            found.add(kind)
    session().flush()
    activity = session().scalars(sa.select(Activity).order_by(Activity.id)).first()
    assert activity is not None
    path = f"/clusters/{activity.cluster_id}/activities/{activity.id}"
    session().add(Notification(person_id=person_id, kind="test", title=f"News: {activity.title}", path=path))
    owed = sa.update(Duty).where(Duty.subject_id == activity.id).values(title=activity.title)
    session().execute(owed)
    return found


def _standing() -> list[Any]:
    """Everything that these tables say, and what else is called by it."""
    session().expire_all()
    columns = [
        (place.table, [*place.words, *([place.file] if place.file else [])]) for _kind, place in sorted(PLACES.items())
    ]
    rows: list[Any] = [
        (
            table.__tablename__,
            session().execute(sa.select(table.id, *(getattr(table, c) for c in names)).order_by(table.id)).all(),
        )
        for table, names in columns
    ]
    told = (
        session()
        .execute(
            sa.select(Notification.id, Notification.title).where(Notification.kind == "test").order_by(Notification.id)
        )
        .all()
    )
    return [*rows, told, session().execute(sa.select(Duty.id, Duty.title).order_by(Duty.id)).all()]


def test_a_decision_about_one_of_them_outlives_the_rest(app: Flask, cast: Cast, freeze: Callable[..., Any]) -> None:
    own = make_own(app, cast)
    vic, one = cast.vale_teacher.id, own["activity_id"]

    def written() -> None:
        row = session().get_one(Activity, one)
        row.teacher_id, row.title, row.description = vic, "An aardvark", "It digs."

    commit(app, written)
    freeze("person", vic)
    with app.app_context():
        by = cast.signed_in("admin")
        hiding_id = perform(services.hide_everything, get_person(vic), by=by, reason="Somebody else was here.").id
        subject = Subject(SubjectKind.ACTIVITY, one, "an activity", "/", {"title": "An aardvark"})
        filed = perform(
            lambda *, by: make(by=by, kind=ReportKind.NOT_GENUINE, words="Advertising.", subject=subject).id,
            by=cast.signed_in("teacher"),
        )
        perform(reports.take, report_queries.get_report(filed), by=by)
        perform(reports.hide_thing, report_queries.get_report(filed), by=by, reason="Advertising.")
        perform(services.show_everything, queries.get_hiding(hiding_id), by=by, reason="All is well.")
        assert session().get_one(Activity, one).title == in_its_place()
        session().rollback()
        perform(reports.show_thing, report_queries.get_report(filed), by=by, reason="It is fine.")
        back = session().get_one(Activity, one, populate_existing=True)
        assert (back.title, back.description) == ("An aardvark", "It digs.")
