"""Whatever a person wrote and others read goes out of sight with the rest, and comes back as it was: held against the inventory of data (issue 6, S10)."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.core.database import Base, session
from portal.core.duty import Duty
from portal.core.perform import perform
from portal.identity.people.queries import get_person
from portal.oversight.freezes import queries, services
from portal.oversight.freezes.models import HiddenThing
from portal.oversight.freezes.services.echoes import in_its_place
from portal.oversight.freezes.services.places import PLACES
from portal.oversight.notifications.models import Notification
from portal.oversight.privacy.classes import Class, class_of, is_text
from portal.oversight.reports import queries as report_queries
from portal.oversight.reports import services as reports
from portal.oversight.reports.models import ReportKind, SubjectKind
from portal.oversight.reports.services.filing import make
from portal.oversight.reports.subjects import Subject
from portal.running.activities.models import Activity
from tests.support.cast import Cast, commit
from tests.support.objects import make_own

# words of people that stay, by table: every column of it, or those that are named
STAY = {
    "the text of several schools together, sealed with a digest or signed by heads": """
        agreement answer sign_off agreement_signature working_agreement application.theme application.withdrawal_reason meeting_decision
        meeting.matters meeting_action""",
    "books of money": "ledger_entry",
    "it belongs to the whole cluster, whoever began it; what its coordinators wrote since stands there": """
        cluster.theme cluster.theme_reasons cluster.rationale""",
    "said for the school when it left, and read by the programme, which has to act on it": "cluster_membership.leaving_reason",
    "read by those who look after safety, and by nobody else: it must stay": """
        report report_entry moderation_decision account_hold freeze hiding breach breach_step export_note rights_request school_flag
        safeguarding_declaration held_post""",
    "written by the programme in its office": """
        decision moderation_note review round_extension late_permit role_proposal rule_break screening support_note verification
        award_condition letter_template dropped_criterion workbook office.reason duty.title mediation.reason""",
    "read by the school itself, or by the programme, which judges it": "school.evidence_named school_evidence.words objection reviewer_profile",
    "read by nobody else": "draft passkey.name reading_key.name notification outbox_mail",
    "a letter from outside, asked for by a school": "supporter_statement",
    "what two schools settled together; no one wrote it alone": "mediation.outcome mediation_action.what",
    "messages go by themselves, and conversations and files with them": "post.source post.attached thread.title stored_file.name",
    "with what was said after an activity": "activity.delivered_words",
    "a copy of the title of the activity or conversation, which goes with it": "handoff.title",
}
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


def test_the_inventory_knows_no_other_words_of_people() -> None:
    hidden = {(place.table.__tablename__, column) for place in PLACES.values() for column in place.words}
    stays = {name for names in STAY.values() for name in names.split()}
    left = []
    for name, table in Base.metadata.tables.items():
        people = [c for c in table.columns for key in c.foreign_keys if key.column.table.name == "person"]
        for column in table.columns if people else ():
            full = f"{name}.{column.name}"
            if (
                is_text(column)
                and class_of(column) == Class.WORDS
                and (name, column.name) not in hidden
                and not {name, full} & stays
            ):
                left.append(full)
    assert left == []
    assert not [f"{table}.{column}" for table, column in hidden if {table, f"{table}.{column}"} & stays]


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
