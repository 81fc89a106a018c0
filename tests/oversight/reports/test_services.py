"""Report, hide at once, keep the original, take in hand, the clock, close; decide, object, answer; take over a difficulty."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from portal.core.search import SearchEntry
from portal.oversight.reports import jobs, queries, services
from portal.oversight.reports.models import ModerationDecision, Outcome, Report, ReportKind, ReportStatus, SubjectKind
from portal.oversight.reports.services.filing import is_reference, new_reference
from portal.running.board import queries as board_queries
from portal.running.board import services as board
from portal.running.board.models import Post, Thread
from portal.running.mediation import queries as mediations
from portal.running.mediation import services as mediation
from portal.running.mediation.models import ConcernKind, Mediation, MediationStatus
from portal.running.partnerships.queries import get_network
from tests.conftest import START
from tests.oversight.reports.conftest import TEXT, TITLE, WORDS
from tests.support.cast import Cast, commit


def test_a_reference_finds_a_slip_of_the_pen() -> None:
    one = new_reference()
    assert is_reference(one)
    other = "2" if one[4] != "2" else "3"
    assert not is_reference(one[:4] + other + one[5:])
    assert not is_reference("RP-")
    assert not is_reference("R-" + one[3:])


def test_it_is_acknowledged_and_owed_at_once(reported: Any, now: Any, owed: Any, post: Any, cast: Cast) -> None:
    report = now(reported("teacher", ReportKind.CHILD_HARM, ("post", post)))
    assert (report.status, report.route, report.due_at) == (
        ReportStatus.ACKNOWLEDGED,
        "safeguarding_lead",
        START + timedelta(hours=24),
    )
    assert (report.subject_kind, report.subject_id, report.about_id) == (
        SubjectKind.POST,
        post,
        cast.people["vale_teacher"].id,
    )
    assert owed() == {("handle_report", "safeguarding_lead")}
    assert is_reference(report.number)


@pytest.mark.parametrize("kind", ReportKind)
def test_what_is_hidden_at_once(kind: ReportKind, reported: Any, is_hidden: Any, post: Any) -> None:
    reported("teacher", kind, ("post", post))
    assert is_hidden(post) == (kind in {ReportKind.CHILD_HARM, ReportKind.ABUSE, ReportKind.PERSONAL_DATA})


def test_a_coordinator_hides_whatever_they_report(reported: Any, is_hidden: Any, post: Any) -> None:
    reported("coordinator", ReportKind.OTHER, ("post", post))
    assert is_hidden(post)


def test_one_person_hides_five_things_a_day_and_no_more(
    app: Flask, cast: Cast, reported: Any, is_hidden: Any, clock: Any
) -> None:
    from portal.running.board.models import Message

    with app.app_context():
        network, by = board_queries.get_board(cast.river), cast.signed_in("vale_teacher")
        ids = [
            perform(board.start_thread, network, by=by, title=f"T{n}", message=Message("x")).last_post_id
            for n in range(7)
        ]
    for one in ids[:6]:
        reported("teacher", ReportKind.ABUSE, ("post", one))
    assert [is_hidden(one) for one in ids[:6]] == [True] * 5 + [False]
    clock.hold(START + timedelta(hours=25))
    reported("teacher", ReportKind.ABUSE, ("post", ids[6]))
    assert is_hidden(ids[6])


def test_it_is_gone_from_board_and_search_and_comes_back(
    app: Flask, reported: Any, act: Any, post: Any, is_hidden: Any
) -> None:
    report_id = reported("teacher", ReportKind.ABUSE, ("post", post))
    with app.app_context():
        assert not session().scalars(sa.select(SearchEntry).where(SearchEntry.kind == "post")).all()
        thread = session().get_one(Thread, session().get_one(Post, post).thread_id)
        assert (thread.hidden_at, thread.title) == (START, "Hidden while somebody looks at it")
    act("admin", services.take, report_id)
    act("admin", services.show_thing, report_id, reason="It is a joke among friends.")
    assert not is_hidden(post)
    with app.app_context():
        assert session().scalars(sa.select(SearchEntry).where(SearchEntry.kind == "post")).all()
        shown = session().get_one(Thread, thread.id)
        assert (shown.hidden_at, shown.title) == (None, TITLE)
        entry = session().scalars(sa.select(SearchEntry).where(SearchEntry.kind == "post")).one()
        assert "zebra" in str(entry.words)


def test_its_title_goes_out_of_sight_wherever_it_stands(
    app: Flask, cast: Cast, reported: Any, act: Any, post: Any
) -> None:
    """In what is to be done, in stand-ins, in notices and in mail that has not left."""
    from portal.core.duty import Duty
    from portal.core.outbox import OutboxMail
    from portal.oversight.notifications.models import Notification
    from portal.running.board.models import Wanted

    with app.app_context():
        found = session().get_one(Post, post)
        thread = board_queries.get_thread(cast.river, found.thread_id)
        wanted = Wanted(cast.school["hill"], START.date() + timedelta(days=5))
        perform(board.ask_for_reply, thread, by=cast.signed_in("vale_teacher"), wanted=wanted)

    def said() -> tuple[list[str], list[str], list[str]]:
        with app.app_context():
            duties = session().scalars(sa.select(Duty.title).where(Duty.kind == "reply")).all()
            notices = session().scalars(sa.select(Notification.title)).all()
            mails = session().scalars(sa.select(OutboxMail.subject).where(OutboxMail.failed_at.is_(None))).all()
            return list(duties), [one for one in notices if TITLE in one], [one for one in mails if TITLE in one]

    duties, notices, mails = said()
    assert (duties, bool(notices), bool(mails)) == ([TITLE], True, True)
    report_id = reported("teacher", ReportKind.ABUSE, ("post", post))
    assert said() == (["Hidden while somebody looks at it"], [], [])
    act("admin", services.take, report_id)
    act("admin", services.show_thing, report_id, reason="All is well.")
    assert said()[0] == [TITLE]


def test_the_original_stays_when_its_author_changes_deletes_or_leaves(
    app: Flask, cast: Cast, reported: Any, now: Any, post: Any
) -> None:
    report_id = reported("teacher", ReportKind.COPYRIGHT, ("post", post))
    with app.app_context():
        by, found = cast.signed_in("vale_teacher"), session().get_one(Post, post)
        found = board_queries.get_post(cast.river, found.thread_id, post)
        perform(board.edit_post, found, by=by, text="Something harmless.", language="en", version=1)
        found = board_queries.get_post(cast.river, found.thread_id, post)
        perform(board.remove_post, found, by=by)
    commit(
        app,
        lambda: session().execute(sa.update(Post).where(Post.id == post).values(author_id=None, source="", html="")),
    )
    evidence = now(report_id).evidence
    assert (evidence["title"], evidence["text"], evidence["author"]) == (TITLE, TEXT, "Vic d'Arcy-Smith")


def test_while_it_is_hidden_its_author_cannot_change_or_take_it_back(
    app: Flask, cast: Cast, reported: Any, post: Any
) -> None:
    reported("teacher", ReportKind.ABUSE, ("post", post))
    with app.app_context():
        found = session().get_one(Post, post)
        found = board_queries.get_post(cast.river, found.thread_id, post)
        with pytest.raises(NotAllowedNow):
            perform(board.remove_post, found, by=cast.signed_in("vale_teacher"))


def test_who_cannot_see_a_thing_hides_nothing_and_learns_nothing(
    reported: Any, now: Any, is_hidden: Any, post: Any
) -> None:
    for who in ("outsider", None):
        report = now(reported(who, ReportKind.CHILD_HARM, ("post", post)))
        assert (report.subject_id, report.about_id, report.evidence) == (None, None, {"named": f"post {post}"})
    assert not is_hidden(post)


def test_a_visitor_reports_without_an_account(reported: Any, now: Any) -> None:
    report = now(
        reported(None, ReportKind.OTHER, name=" Jo  Public ", email="jo@x.example", place="Hill Primary School")
    )
    assert (report.reporter_id, report.reporter_name, report.reporter_email, report.place) == (
        None,
        "Jo Public",
        "jo@x.example",
        "Hill Primary School",
    )


def test_words_are_needed(reported: Any) -> None:
    with pytest.raises(RuleBroken):
        reported("teacher", ReportKind.OTHER, words="  ")


def test_taking_noting_passing_on_closing_and_opening_again(
    reported: Any, act: Any, now: Any, owed: Any, post: Any
) -> None:
    report_id = reported("teacher", ReportKind.CHILD_HARM, ("post", post))
    with pytest.raises(NotAllowedNow):
        act("safeguarding", services.close, report_id, outcome=Outcome.ADVICE, words="Spoke to them.")
    act("safeguarding", services.take, report_id)
    assert owed() == {("handle_report", "safeguarding")}
    act("safeguarding", services.add_note, report_id, words="Rang the school.")
    act(
        "safeguarding",
        services.close,
        report_id,
        outcome=Outcome.REFERRED,
        words="The school has it.",
        answer="Thanks.",
    )
    report = now(report_id)
    assert (report.status, report.outcome, report.answer, owed()) == (
        ReportStatus.CLOSED,
        Outcome.REFERRED,
        "Thanks.",
        set(),
    )
    act("safeguarding", services.reopen, report_id)
    act("safeguarding", services.pass_on, report_id, words="No child is concerned.")
    report = now(report_id)
    assert (report.status, report.route, report.handler_id) == (
        ReportStatus.ACKNOWLEDGED,
        "system_administrator",
        None,
    )
    assert owed() == {("handle_report", "system_administrator")}


def test_nothing_stays_hidden_when_nothing_had_to_be_done(reported: Any, act: Any, now: Any, post: Any) -> None:
    report_id = reported("teacher", ReportKind.ABUSE, ("post", post))
    act("admin", services.take, report_id)
    with pytest.raises(RuleBroken) as refusal:
        act("admin", services.close, report_id, outcome=Outcome.NOTHING, words="It is friendly.")
    assert (refusal.value.field, now(report_id).status) == ("outcome", ReportStatus.IN_HAND)
    act("admin", services.show_thing, report_id, reason="Nothing is wrong with it.")
    act("admin", services.close, report_id, outcome=Outcome.NOTHING, words="It is friendly.")
    assert now(report_id).status is ReportStatus.CLOSED


def test_what_the_portal_hid_by_itself_needs_a_person_s_reason(reported: Any, act: Any, now: Any, post: Any) -> None:
    report_id = reported("teacher", ReportKind.ABUSE, ("post", post))
    act("admin", services.take, report_id)
    with pytest.raises(RuleBroken) as refusal:
        act("admin", services.close, report_id, outcome=Outcome.ADVICE, words="We spoke.")
    assert (refusal.value.field, now(report_id).status) == ("outcome", ReportStatus.IN_HAND)
    act("admin", services.hide_thing, report_id, reason="It names a child.")
    act("admin", services.close, report_id, outcome=Outcome.ADVICE, words="We spoke.")
    assert now(report_id).status is ReportStatus.CLOSED


def test_it_never_passes_to_the_person_whom_it_is_about(reported: Any, act: Any, cast: Cast) -> None:
    report_id = reported("admin", ReportKind.ADULT_CONDUCT, ("person", cast.safeguarding.id))
    act("admin", services.take, report_id)
    with pytest.raises(RuleBroken):
        act("admin", services.pass_on, report_id, words="Yours.")


def test_a_friday_evening_report_is_escalated_on_saturday_evening(
    app: Flask, reported: Any, now: Any, owed: Any, clock: Any
) -> None:
    friday = START + timedelta(days=3, hours=9)  # 19:00
    clock.hold(friday)
    report_id = reported("teacher", ReportKind.CHILD_HARM)
    clock.hold(friday + timedelta(hours=23, minutes=59))
    with app.app_context():
        jobs.escalate_reports()
    assert now(report_id).escalated_at is None
    clock.hold(friday + timedelta(hours=24, minutes=1))
    for _again in range(2):
        with app.app_context():
            jobs.escalate_reports()
    assert now(report_id).escalated_at == friday + timedelta(hours=24, minutes=1)
    assert owed() == {("handle_report", "safeguarding_lead"), ("chase_report", "programme_manager")}
    assert [entry.kind.value for entry in now(report_id).entries].count("escalated") == 1


def test_taking_it_ends_the_chase(app: Flask, reported: Any, act: Any, owed: Any, clock: Any) -> None:
    report_id = reported("teacher", ReportKind.CHILD_HARM)
    clock.hold(START + timedelta(hours=25))
    with app.app_context():
        jobs.escalate_reports()
    act("safeguarding", services.take, report_id)
    assert owed() == {("handle_report", "safeguarding")}


def test_a_reading_is_written_down_once_an_hour(app: Flask, reported: Any, act: Any, now: Any, clock: Any) -> None:
    report_id = reported("teacher", ReportKind.OTHER)
    for hours in (0, 0, 2):
        clock.hold(START + timedelta(hours=hours))
        act("admin", services.note_reading, report_id)
    assert [entry.kind.value for entry in now(report_id).entries].count("read") == 2


def _decision(app: Flask, post: Any) -> ModerationDecision:
    with app.app_context():
        found = queries.current_decision(SubjectKind.POST, post)
        assert found is not None
        return found


def test_the_author_objects_and_a_second_person_answers(
    app: Flask, cast: Cast, reported: Any, act: Any, owed: Any, is_hidden: Any, post: Any
) -> None:
    report_id = reported("teacher", ReportKind.ABUSE, ("post", post))
    act("admin", services.take, report_id)
    act("admin", services.hide_thing, report_id, reason="It makes fun of a school.")
    decision = _decision(app, post)
    assert (decision.hides, decision.reason, decision.decided_by_id) == (
        True,
        "It makes fun of a school.",
        cast.admin.id,
    )

    def do(who: str, deed: Any, **words: Any) -> None:
        with app.app_context():
            by = cast.signed_in(who)
            perform(deed, queries.get_decision(decision.id), by=by, **words)

    with pytest.raises(NotAllowedNow):
        do("manager", services.answer_appeal, upheld=True, answer="Yes.")
    do("vale_teacher", services.appeal, words="It was a quotation.")
    with pytest.raises(NotAllowedNow):
        do("vale_teacher", services.appeal, words="Once more.")
    assert ("answer_appeal", "programme_manager") in owed()
    do("manager", services.answer_appeal, upheld=True, answer="You are right.")
    assert not is_hidden(post)
    assert ("answer_appeal", "programme_manager") not in owed()


@pytest.fixture
def things(app: Flask, cast: Cast) -> Any:
    """An activity, evidence with a file, a partnership request and a visit, by kind: of them the ids."""
    from tests.support.objects import make_own

    ids = make_own(app, cast)
    kinds = {"activity": "activity_id", "evidence": "item_id", "request": "request_id", "visit": "visit_id"}
    return {kind: ids[name] for kind, name in kinds.items()}


SHOWN = {"activity": "title", "evidence": "claim", "request": "proposal", "visit": "title"}


@pytest.mark.parametrize("kind", SHOWN)
def test_the_words_of_other_things_are_taken_out_and_put_back(
    app: Flask, cast: Cast, things: Any, reported: Any, act: Any, now: Any, kind: str
) -> None:
    from portal.oversight.reports.services.words import WORDS as PLACES

    where = PLACES[SubjectKind(kind)]

    def words() -> dict[str, Any]:
        with app.app_context():
            row = session().get_one(where.table, things[kind])
            return {
                name: getattr(row, name)
                for name in (where.title, *where.columns, *([where.file] if where.file else []))
            }

    before = words()
    first = reported("abroad", ReportKind.PERSONAL_DATA, (kind, things[kind]))
    assert words()[SHOWN[kind]] == "Hidden while somebody looks at it"
    assert not [value for name, value in words().items() if name != where.title and value]
    assert now(first).evidence["title"] == before[where.title]
    second = reported("abroad_teacher", ReportKind.PERSONAL_DATA, (kind, things[kind]))
    act("admin", services.take, second)
    act("admin", services.show_thing, second, reason="All is well.")
    assert words() == before
    assert "taken_out" not in now(first).evidence


def test_a_file_of_evidence_that_is_hidden_stays_with_the_report(
    cast: Cast, things: Any, reported: Any, now: Any, reader_for: Any
) -> None:
    report_id = reported("abroad", ReportKind.PERSONAL_DATA, ("evidence", things["evidence"]))
    assert [one.file.name for one in now(report_id).files] == ["words.txt"]
    reader_for(cast.coordinator).get(f"/clusters/{cast.river}/evidence/{things['evidence']}/file", expect=404)


def test_what_is_no_message_cannot_be_hidden(reported: Any, act: Any, cast: Cast) -> None:
    report_id = reported("teacher", ReportKind.NOT_GENUINE, ("school", cast.school["hill"]))
    act("admin", services.take, report_id)
    with pytest.raises(NotAllowedNow):
        act("admin", services.hide_thing, report_id, reason="x")


def test_a_difficulty_that_is_about_harm_leaves_mediation_with_every_word(app: Flask, cast: Cast, owed: Any) -> None:
    with app.app_context():
        matter = perform(
            mediation.raise_concern,
            get_network(cast.river),
            by=cast.signed_in("teacher"),
            other_school_id=cast.school["tumaini"],
            kind=ConcernKind.TONE,
            what="Pelican talk",
            wish="Tapir wish",
            mediator=f"school:{cast.school['ford']}",
        )
        perform(
            mediation.move_to_safeguarding,
            mediations.get_mediation(matter.id),
            by=cast.signed_in("abroad"),
            words="A child was hit.",
        )
        left = session().get_one(Mediation, matter.id)
        assert (left.status, left.what, left.wish) == (MediationStatus.TO_SAFEGUARDING, "", "")
        report = session().scalars(sa.select(Report)).one()
        assert (report.kind, report.route, report.reporter_id, report.words) == (
            ReportKind.CHILD_HARM,
            "safeguarding_lead",
            cast.abroad.id,
            "A child was hit.",
        )
        assert "Pelican talk" in report.evidence["text"]
        assert "Tapir wish" in report.evidence["text"]
    assert owed() == {("handle_report", "safeguarding_lead")}


def test_the_words_stay_as_they_were_written(reported: Any, now: Any) -> None:
    assert now(reported("teacher", ReportKind.OTHER)).words == WORDS


def test_nothing_is_escalated_that_is_in_hand(app: Flask, reported: Any, act: Any, now: Any, clock: Any) -> None:
    report_id = reported("teacher", ReportKind.CHILD_HARM)
    act("safeguarding", services.take, report_id)
    clock.hold(START + timedelta(days=3))
    with app.app_context():
        jobs.escalate_reports()
        perform(services.escalate, session().get(Report, report_id), by=SYSTEM)
    assert now(report_id).escalated_at is None
