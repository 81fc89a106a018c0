"""What goes when it is old enough: one day before and one day after; a clock that jumps removes nothing at once (checks D10, F23)."""

import json
import os
import re
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import undefer

from config.settings import Settings
from portal.applying.appeals.models import Objection
from portal.applying.applications.content import digest
from portal.applying.applications.jobs import check_seals
from portal.applying.applications.models import Answer, Application, ApplicationVersion
from portal.applying.awards.models import Award, Decision, Outcome
from portal.applying.clarifications.models import Clarification, ClarificationQuestion
from portal.applying.monitoring.models import AwardReport, ReportVoice
from portal.applying.reviews.models import Review
from portal.core import storage
from portal.core.database import Base, session
from portal.core.outbox import OutboxMail
from portal.core.storage import Scan, StoredFile
from portal.forming.clusters.models import ClusterMembership
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import School
from portal.identity.verification.models import SchoolEvidence
from portal.oversight.audit.models import AuditEntry
from portal.oversight.freezes.models import HiddenKind, HiddenThing, Hiding
from portal.oversight.incoming.models import IncomingMail
from portal.oversight.journal.models import Reading, ReadingKind
from portal.oversight.privacy import jobs, queries
from portal.oversight.privacy.models import RequestKind, RequestState, RightsRequest
from portal.oversight.privacy.services import loose_files, retention
from portal.oversight.privacy.services.emptied_files import take_emptied_files
from portal.oversight.privacy.services.loose_files import take_loose_bytes
from tests.identity.accounts import test_forgetting
from tests.support.cast import Cast, commit
from tests.support.objects import make_own

RULES = {rule.name: rule for rule in retention.RULES}
DAY = timedelta(days=1)


def look_on_two_days(app: Flask, clock: Any, rule: str) -> int | None:
    """The first look only waits; the second, a day later, removes."""
    with app.app_context():
        assert retention.look(RULES[rule], jobs.days(RULES[rule].setting)) is None
    clock.hold(clock.now() + DAY)
    with app.app_context():
        return retention.look(RULES[rule], jobs.days(RULES[rule].setting))


def person_made(app: Flask, at: Any, **values: Any) -> Any:
    def made() -> Any:
        person = Person(name="Una Known", email="una@example.org", created_at=at, **values)
        session().add(person)
        session().flush()
        return person.id

    return commit(app, made)


def test_two_letters_come_first(app: Flask, clock: Any) -> None:
    seen = clock.now()
    key = person_made(app, seen, status=PersonStatus.ACTIVE, seen_at=seen)
    told = []
    for days in (669, 671, 672, 715, 717, 729, 731, 732):
        clock.hold(seen + days * DAY)
        with app.app_context():
            jobs.remove_what_is_old()
            person = session().get_one(Person, key)
            told.append((days, person.unused_notices, person.status == PersonStatus.CLOSED))
    assert told == [
        (669, 0, False),
        (671, 1, False),
        (672, 1, False),
        (715, 1, False),
        (717, 2, False),
        (729, 2, False),
        (731, 2, True),
        (732, 2, True),
    ]


def test_who_signs_in_starts_again(app: Flask, cast: Cast, clock: Any) -> None:
    def unused() -> None:
        person = session().get_one(Person, cast.teacher.id)
        person.seen_at, person.unused_notices = clock.now() - 700 * DAY, 1

    commit(app, unused)
    from tests.support.sessions import begin_session

    begin_session(app, cast.teacher)
    with app.app_context():
        person = session().get_one(Person, cast.teacher.id)
        assert (person.seen_at, person.unused_notices) == (clock.now(), 0)


# each rule: something that is new now, and what stands of it


def _account(**values: Any) -> Callable[..., Any]:
    def made(app: Flask, cast: Cast, now: datetime) -> None:
        person_made(app, now, seen_at=now, **values)

    return made


def _mail(app: Flask, cast: Cast, now: datetime) -> None:
    def made() -> None:
        for sent_at in (now, None):
            words = {"kind": "x", "address": "a@example.org", "subject": "s", "text": "words"}
            session().add(OutboxMail(message_id=f"<{sent_at}@x>", sent_at=sent_at, **words))
        session().add(IncomingMail(fingerprint="f", created_at=now, **incoming()))

    commit(app, made)


def _decided(outcome: Outcome) -> Callable[..., Any]:
    def made(app: Flask, cast: Cast, now: datetime) -> None:
        make_own(app, cast)
        commit(app, lambda: released(cast, now))

    def released(cast: Cast, now: datetime) -> None:
        for decision in session().scalars(sa.select(Decision)):
            decision.outcome, decision.released_at = outcome, now
            decision.letter_read_at, decision.released_by_id = now, cast.manager2.id
            decision.letter_read_by_id = cast.manager2.id
        session().execute(sa.update(Award).values(created_at=now))
        session().execute(sa.update(Answer).values(text="words of the school"))
        session().execute(sa.update(Review).values(feedback="words", private_note="words"))

    return made


def _asked(app: Flask, cast: Cast, now: datetime) -> None:
    def made() -> None:
        for number, at, state in (("D-1", now, RequestState.DONE), ("D-2", None, RequestState.OPEN)):
            asker = {"asker_name": "Nan", "asker_email": "nan@example.org", "request_words": "What?"}
            asked = RightsRequest(number=number, kind=RequestKind.ACCESS, **asker)
            asked.due_on, asked.answered_at, asked.state = now.date(), at, state
            session().add(asked)

    commit(app, made)


def _read(app: Flask, cast: Cast, now: datetime) -> None:
    def made() -> None:
        for at in (now, now + 900 * DAY):
            one = {"person_id": cast.admin.id, "kind": ReadingKind.ACCOUNT, "subject_id": cast.teacher.id}
            session().add(Reading(at=at, hour=at, **one))

    commit(app, made)


def _loose(app: Flask, cast: Cast, now: datetime) -> None:
    """One file is named, one was held by the scanner, one is named by nothing."""

    def made() -> None:
        files = {name: _lie(name, Scan.HELD if name == "held.txt" else Scan.CLEAN, now) for name in LOOSE}
        school_id = session().scalars(sa.select(School.id).order_by(School.id).limit(1)).one()
        session().add(
            SchoolEvidence(school_id=school_id, file_id=files["named.txt"], words="A letter", added_by_id=None)
        )

    commit(app, made)


def _lie(name: str, scan: Scan, at: datetime) -> Any:
    key = storage.new_key()
    storage.store().put(key, b"words")
    file = StoredFile(key=key, name=name, content_type="text/plain", size=5, sha256="0" * 64, scan=scan, created_at=at)
    session().add(file)
    session().flush()
    return file.id


def _answers() -> Any:
    left = sa.select(Answer.text).join(ApplicationVersion, ApplicationVersion.id == Answer.application_version_id)
    return left.where(ApplicationVersion.application_id.in_(sa.select(Decision.application_id)))


def _people() -> Any:
    return sa.select(Person.name).where(Person.email == "una@example.org")


# by rule: what is made, a query for its words, and what of it stays for ever
CASES: dict[str, tuple[Callable[..., Any], Callable[[], Any], list[Any]]] = {
    "unconfirmed_accounts": (_account(status=PersonStatus.UNCONFIRMED), _people, []),
    "unused_accounts": (_account(status=PersonStatus.ACTIVE, unused_notices=2), _people, []),
    "sent_mail": (_mail, lambda: sa.select(OutboxMail.text).where(OutboxMail.text != ""), ["words"]),
    "answered_mail": (_mail, lambda: sa.select(IncomingMail.fingerprint), []),
    "refused_applications": (_decided(Outcome.DECLINED), lambda: _answers().where(Answer.text != ""), []),
    "awarded_applications": (_decided(Outcome.APPROVED), lambda: _answers().where(Answer.text != ""), []),
    "reviews": (_decided(Outcome.DECLINED), lambda: sa.select(Review.feedback).where(Review.feedback != ""), []),
    "answered_requests": (
        _asked,
        lambda: sa.select(RightsRequest.asker_email).where(RightsRequest.asker_email != ""),
        ["nan@example.org"],
    ),
    "loose_files": (_loose, lambda: sa.select(StoredFile.name).order_by(StoredFile.name), ["held.txt", "named.txt"]),
    "old_readings": (_read, lambda: sa.select(Reading.kind), [ReadingKind.ACCOUNT]),
}
LOOSE = ("held.txt", "loose.txt", "named.txt")
ELSEWHERE = {"sessions_kept_days": test_forgetting.test_sessions_go_thirty_days_after_they_were_over}


def test_every_figure_has_a_rule_and_every_rule_a_case() -> None:
    """A new setting that says how long something is kept fails here until both its sides are tested."""
    figures = {field.name for field in fields(Settings) if re.fullmatch(r"keep_\w+|\w+_kept_days", field.name)}
    assert figures == {rule.setting for rule in retention.RULES} | ELSEWHERE.keys()
    assert CASES.keys() == RULES.keys()


@pytest.mark.parametrize("rule", sorted(CASES))
def test_a_day_before_it_stands_and_a_day_after_it_is_gone(app: Flask, cast: Cast, clock: Any, rule: str) -> None:
    make, words, stays = CASES[rule]
    start = clock.now()
    make(app, cast, start)
    with app.app_context():
        figure = jobs.days(RULES[rule].setting)
        found = session().scalars(words()).all()
        assert len(found) > len(stays)
    removed = []
    for age in (figure - 2 * DAY, figure - DAY, figure, figure + DAY):
        clock.hold(start + age)
        with app.app_context():
            removed.append(retention.look(RULES[rule], figure))
            left = session().scalars(words()).all()
            assert left == (found if age <= figure else stays), age
    assert removed[:3] == [None, 0, 0]
    assert removed[3]


@pytest.mark.parametrize("rule", ["refused_applications", "awarded_applications"])
def test_files_objections_and_voices_go_with_the_answers(app: Flask, cast: Cast, clock: Any, rule: str) -> None:
    """A day before, all of it stands; a day after, rows, bytes, names and words are gone, and no seal is called broken. A file that a later application
    took over stays."""
    start = clock.now()
    own = make_own(app, cast)
    outcome = Outcome.DECLINED if rule == "refused_applications" else Outcome.APPROVED
    commit(app, lambda: _decided_of(cast, start, outcome, own["application_id"]))
    commit(app, lambda: _hide(cast, own["objection_id"]))
    commit(app, lambda: _enclose(own))

    def left() -> tuple[Any, ...]:
        copies = ApplicationVersion.application_id == own["application_id"]
        facts = session().scalars(sa.select(ApplicationVersion.sealed_content).where(copies)).all()
        names = [q["file"]["name"] for f in facts for s in f["sections"] for q in s["questions"] if q.get("file")]
        answer = session().get_one(Answer, own["answer_id"], populate_existing=True)
        row = session().get(StoredFile, own["sealed_file_id"])
        mine = sa.select(Objection.words, Objection.answer).where(Objection.application_id == own["application_id"])
        objection = [tuple(row) for row in session().execute(mine)]
        voices = sa.select(ReportVoice.words).join(AwardReport).join(Award)
        said = session().scalars(voices.where(Award.application_id == own["application_id"])).all()
        report = sa.select(AwardReport.went_well, AwardReport.learned, AwardReport.spending, AwardReport.missing)
        reported = session().execute(report.join(Award).where(Award.application_id == own["application_id"])).all()
        told = {words for row in reported for words in row}
        there = storage.store().exists(keys["own"])
        hidden = session().scalars(sa.select(HiddenThing.taken)).all()
        assert ("MARKGONE" in json.dumps(facts)) is (row is not None), (
            "words and names of evidence, letters and questions"
        )
        later = sa.select(ClarificationQuestion.answer, ClarificationQuestion.file_id).join(Clarification)
        asked = session().execute(later.where(Clarification.application_id == own["application_id"])).all()
        assert asked
        assert row is not None or {tuple(one) for one in asked} == {("", None)}
        return bool(answer.file_id), row is not None, there, names, objection, said, told, hidden

    keys: dict[str, str] = {}
    with app.app_context():
        keys["own"] = session().get_one(StoredFile, own["sealed_file_id"]).key
        figure = jobs.days(RULES[rule].setting)
        full = left()
        assert full == (
            True,
            True,
            True,
            ["words.txt"],
            [("Hidden", "We looked.")],
            ["We wrote letters."],
            {"Well", ""},
            [{"words": "Not so."}],
        )
    for age in (figure - DAY, figure, figure + DAY):
        clock.hold(start + age)
        with app.app_context():
            retention.look(RULES[rule], figure)
            expected = full if age <= figure else (False, False, False, [""], [("", "")], [""], {""}, [])
            assert left() == expected, age
            session().rollback()
            assert check_seals() == 0


def _enclose(own: Any) -> None:
    """Evidence, a letter of support and later questions in the sealed copies, and the file of a later answer."""
    gone = "MARKGONE"
    more = {
        "evidence": [{"heading_title": "Aims", "claim": gone, "text": gone, "link": gone, "file": None}],
        "statements": [
            {"organisation": "A trust", **dict.fromkeys(("name", "post", "how_known", "what_supported"), gone)}
        ],
        "clarification": {"answered_by": gone, "signatures": [{"school_name": "Hill", "signed_by": gone}]},
    }
    for version in session().scalars(_copies(own["application_id"])):
        version.sealed_content = {**(version.sealed_content or {}), **more}
        version.sealed_digest = digest(version.sealed_content)
    here = sa.select(ClarificationQuestion).join(Clarification)
    for one in session().scalars(here.where(Clarification.application_id == own["application_id"])):
        one.answer, one.file_id = gone, own["sealed_file_id"]


def test_a_file_that_a_later_application_took_over_stays_with_it(app: Flask, cast: Cast) -> None:
    own = make_own(app, cast)

    def taken_over() -> None:
        emptied = session().get_one(Answer, own["answer_id"])
        other = sa.select(Answer).where(Answer.id != emptied.id, Answer.text != "").limit(1)
        session().scalars(other).one().file_id = emptied.file_id
        emptied.text = ""

    commit(app, taken_over)
    with app.app_context():
        assert take_emptied_files() == 0
        file = session().get_one(StoredFile, own["sealed_file_id"])
        assert storage.store().exists(file.key)


def test_a_file_stays_that_a_sealed_application_was_signed_with(app: Flask, cast: Cast, clock: Any) -> None:
    """The school has given its evidence another file since; reviewers and the check of seals still need the one that was sealed."""
    start, own = clock.now(), make_own(app, cast)
    made: dict[str, Any] = {}

    def replaced() -> None:
        application = session().get_one(Application, own["application_id"])
        made["file"] = _lie("old.txt", Scan.CLEAN, start)
        place = sa.select(ClusterMembership.school_id).where(ClusterMembership.cluster_id == application.cluster_id)
        session().get_one(StoredFile, made["file"]).school_id = session().scalars(place.limit(1)).one()
        for version in session().scalars(_copies(application.id)):
            named = {"id": str(made["file"]), "name": "old.txt", "sha256": "0" * 64}
            version.sealed_content = {**(version.sealed_content or {}), "evidence": [{"file": named}]}

    def aged() -> None:
        for version in session().scalars(_copies(own["application_id"])):
            version.sealed_content = {**(version.sealed_content or {}), "removed_on": "2026-01-01"}

    commit(app, replaced)
    with app.app_context():
        figure = jobs.days(RULES["loose_files"].setting)
    for then, is_there in ((None, True), (aged, False)):
        if then is not None:
            commit(app, then)
        for _look in range(2):  # the first one after a leap of the clock only notes the time
            clock.hold(clock.now() + figure + DAY if then is None and _look == 0 else clock.now() + DAY)
            with app.app_context():
                retention.look(RULES["loose_files"], figure)
        with app.app_context():
            assert (session().get(StoredFile, made["file"]) is not None) is is_there


def _copies(application_id: Any) -> Any:
    copies = (ApplicationVersion.application_id == application_id, ApplicationVersion.sealed_content.is_not(None))
    return sa.select(ApplicationVersion).where(*copies).options(undefer(ApplicationVersion.sealed_content))


def test_bytes_that_no_row_names_go_after_a_while(app: Flask, clock: Any, tmp_path: Path) -> None:
    """Bytes of a form that broke off go when they are older than a week by the machine's clock; those that a row names, and new ones, stay. When nearly all
    would go, none does."""
    before, shop = storage.in_use(), storage.LocalStorage(tmp_path)
    storage.use(shop)
    try:
        commit(app, lambda: _lie("named.txt", Scan.CLEAN, clock.now()))
        old, new = storage.new_key(), storage.new_key()
        for key in (old, new):
            shop.put(key, b"words")
        (tmp_path / old[:2] / f"{old}.aa.part").write_bytes(b"half")
        (tmp_path / old[:2] / "notes.txt").write_bytes(b"not ours")
        for path in tmp_path.glob("??/*"):
            if path.name != new:
                os.utime(path, (0, 0))
        left = {path.name for path in tmp_path.glob("??/*")} - {old, f"{old}.aa.part"}
        with app.app_context():
            assert take_loose_bytes(7 * DAY) == 1
            assert {path.name for path in tmp_path.glob("??/*")} == left
            for _number in range(loose_files.ALWAYS + 1):
                lost = storage.new_key()
                shop.put(lost, b"")
                os.utime(tmp_path / lost[:2] / lost, (0, 0))
            assert take_loose_bytes(7 * DAY) == 0
            assert shop.exists(lost)
    finally:
        storage.use(before)


def test_every_column_with_a_key_of_the_store_is_known() -> None:
    """A new table that keeps bytes of its own fails here until the sweep asks it."""
    named = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if (column.name == "key" or column.name.endswith("_key")) and getattr(column.type, "length", None) == 80
    }
    not_of_the_store = {
        ("partnership_request", "pair_key"), ("cluster_request", "pair_key"), ("rota_swap", "open_key"), ("clarification_question", "key"),
            ("application_standing", "order_key"),
    }  # fmt: skip
    assert named - not_of_the_store == {(key.class_.__tablename__, key.key) for key in loose_files.KEYS}


def _hide(cast: Cast, objection_id: Any) -> None:
    """The words of the objection stand among what is out of sight."""
    hiding = Hiding(person_id=cast.coordinator.id, reason="Somebody else was here.", set_by_id=cast.admin.id)
    session().add(hiding)
    session().flush()
    taken = {"words": "Not so."}
    session().add(HiddenThing(hiding_id=hiding.id, kind=HiddenKind.OBJECTION, thing_id=objection_id, taken=taken))
    objection = session().get_one(Objection, objection_id)
    objection.words, objection.answer = "Hidden", "We looked."
    session().execute(sa.update(AwardReport).values(went_well="Well"))


def _decided_of(cast: Cast, now: datetime, outcome: Outcome, application_id: Any) -> None:
    decision = session().scalars(sa.select(Decision).where(Decision.application_id == application_id)).one()
    decision.outcome, decision.released_at, decision.letter_read_at = outcome, now, now
    decision.released_by_id = decision.letter_read_by_id = cast.manager2.id
    session().execute(sa.update(Award).values(created_at=now))


def incoming() -> dict[str, Any]:
    """Whatever else a row of incoming mail must have."""
    needed = [
        c for c in IncomingMail.__table__.columns if not c.nullable and c.default is None and c.name != "fingerprint"
    ]
    return {c.name: next(iter(c.type.kind)) if hasattr(c.type, "kind") else "x" for c in needed}


def test_a_jump_of_the_clock_waits_for_a_second_look(app: Flask, clock: Any) -> None:
    start = clock.now()
    key = person_made(app, start, status=PersonStatus.UNCONFIRMED)
    assert look_on_two_days(app, clock, "unconfirmed_accounts") == 0
    clock.hold(start + 90 * DAY)
    with app.app_context():
        assert retention.look(RULES["unconfirmed_accounts"], 30 * DAY) is None
        assert retention.look(RULES["unconfirmed_accounts"], 30 * DAY) == 0, "a second look at once is none"
    clock.hold(start)
    with app.app_context():
        assert retention.look(RULES["unconfirmed_accounts"], 30 * DAY) is None, (
            "back again: the last look is in the future"
        )
        assert session().get_one(Person, key).status == PersonStatus.UNCONFIRMED
    clock.hold(start + 90 * DAY)
    with app.app_context():
        assert retention.look(RULES["unconfirmed_accounts"], 30 * DAY) is None
    clock.hold(start + 91 * DAY)
    with app.app_context():
        assert retention.look(RULES["unconfirmed_accounts"], 30 * DAY) == 1


def test_how_much_went_is_written_down(app: Flask, clock: Any) -> None:
    person_made(app, clock.now() - 40 * DAY, status=PersonStatus.UNCONFIRMED)
    assert look_on_two_days(app, clock, "unconfirmed_accounts") == 1
    with app.app_context():
        last = queries.last_runs()["unconfirmed_accounts"]
        assert (last.removed, last.waited) == (1, False)
        entered = session().scalars(sa.select(AuditEntry).where(AuditEntry.kind == "old_data_removed")).one()
        assert entered.facts == {"rule": "unconfirmed_accounts", "removed": 1}
