"""A round given to reviewers at once: asked, proposed, changed, released; and everything that stops it."""

import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.allocation import jobs, queries, services, swapping
from portal.applying.allocation.models import Allocation, AllocationStatus
from portal.applying.allocation.workflow import ALLOCATIONS
from portal.applying.applications.models import Application, Stage
from portal.applying.programmes.models import Round
from portal.applying.reviews import queries as reviews
from portal.applying.reviews.models import Review, ReviewStatus, Screening
from portal.core import duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.audit.models import AuditEntry
from tests.applying import desk
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def lay(cast: Cast, clock: Any, more: int = 3) -> uuid.UUID:
    """A closed round with River's application and some others, all of them checked. Answers River's."""
    made = desk.closed(cast, clock)
    desk.screen(cast, made)

    def deed(application: Application, *, by: Any) -> None:
        from portal.applying.applications.models import ApplicationVersion, VersionStatus

        for number in range(more):
            cluster = Cluster(name=f"Cluster {number}", theme="Water", started_by_school_id=cast.school["brook"])
            session().add(cluster)
            session().flush()
            other = Application(
                round_id=application.round_id,
                cluster_id=cluster.id,
                stage=Stage.SCREENING,
                receipt_number=f"R-{number}",
                submitted_at=clock.now(),
            )
            session().add(other)
            session().flush()
            session().add(
                ApplicationVersion(
                    application_id=other.id, number=1, status=VersionStatus.SEALED, sealed_digest="0" * 64
                )
            )
            session().add(Screening(application_id=other.id, screened_by_id=cast.officer.id, is_eligible=True))

    perform(deed, desk.read(made), by=SYSTEM)
    return made


def ask(cast: Cast, made: uuid.UUID, most: int = 9) -> Allocation:
    planned = session().get_one(Round, desk.read(made).round_id)
    return perform(services.ask_allocation, planned, by=cast.signed_in("officer"), most=most)


def run(found: Allocation) -> Allocation:
    jobs.work_on_allocations()
    session().commit()
    session().expire_all()
    return queries.get_allocation(found.id)


def count(status: ReviewStatus) -> int:
    return int(session().scalar(sa.select(sa.func.count()).where(Review.status == status)) or 0)


def test_proposed_then_released_and_each_reviewer_is_told_once(database: Any, cast: Cast, clock: Any) -> None:
    made = lay(cast, clock)
    found = ask(cast, made)
    with pytest.raises(SomeoneWasFaster, match="being chosen"):
        ask(cast, made)
    found = run(found)
    assert (found.status, found.turns, count(ReviewStatus.PROPOSED)) == (AllocationStatus.PROPOSED, 2, 8)
    assert queries.count_short(found) == 0
    for key in ("reviewer", "reviewer2", "reviewer3"):
        assert len(reviews.page_of_queue(cast.signed_in(key))) == 0, "nobody sees a proposal"
    assert session().scalars(sa.select(OutboxMail.subject).where(OutboxMail.subject.like("%eview%"))).all() == []
    perform(services.release, found, by=cast.signed_in("officer"))
    assert run(found).status == AllocationStatus.RELEASED
    assert (count(ReviewStatus.ASSIGNED), count(ReviewStatus.PROPOSED)) == (8, 0)
    assert desk.read(made).stage == "in_review"
    queue = reviews.page_of_queue(cast.signed_in("reviewer"))
    assert [r.position for r in queue] == sorted(r.position for r in queue)
    assert duty.open_duties(DutyKind.ALLOCATE_APPLICATION, made) == []
    mails = session().scalars(sa.select(OutboxMail.subject).where(OutboxMail.person_id == cast.reviewer.id)).all()
    assert len([one for one in mails if f"{len(queue)} applications" in one]) == 1
    jobs.work_on_allocations()
    assert count(ReviewStatus.ASSIGNED) == 8, "a second run does nothing"


def test_conflicts_are_never_proposed_and_a_later_one_is_not_asked(database: Any, cast: Cast, clock: Any) -> None:
    made = lay(cast, clock)

    def join(key: str) -> None:
        def deed(*, by: Any) -> None:
            session().add(SchoolMember(school_id=cast.school["vale"], person_id=cast.people[key].id, status=MemberStatus.MEMBER))  # fmt: skip

        perform(deed, by=SYSTEM)

    join("reviewer3")
    found = run(ask(cast, made))
    proposed = {review.reviewer_id for review in queries.proposals_of([made])[made]}
    assert proposed == {cast.people["reviewer"].id, cast.people["reviewer2"].id}
    join("reviewer2")
    perform(services.release, found, by=cast.signed_in("officer"))
    run(found)
    assert {r.reviewer_id for r in reviews.list_reviews(desk.read(made))} == {cast.people["reviewer"].id}
    assert len(duty.open_duties(DutyKind.ALLOCATE_APPLICATION, made)) == 1, "a replacement is owed"


def test_too_few_cannot_be_released_and_a_change_is_checked(database: Any, cast: Cast, clock: Any) -> None:
    made = lay(cast, clock)
    officer = cast.signed_in("officer")
    found = run(ask(cast, made, most=2))
    assert (count(ReviewStatus.PROPOSED), queries.count_short(found)) == (6, 2)
    with pytest.raises(RuleBroken, match="2 applications have too few"):
        perform(services.release, found, by=officer)
    people = {key: cast.people[key].id for key in ("reviewer", "reviewer2", "reviewer3", "coordinator")}

    def change(*keys: str) -> None:
        perform(services.change_proposal, desk.read(made), by=officer, reviewer_ids=[people[key] for key in keys])

    with pytest.raises(RuleBroken, match="cannot review"):
        change("reviewer", "coordinator")
    with pytest.raises(RuleBroken, match="at least 2"):
        change("reviewer")
    change("reviewer", "reviewer3")
    assert {r.reviewer_id for r in queries.proposals_of([made])[made]} == {people["reviewer"], people["reviewer3"]}
    perform(services.cancel, queries.get_allocation(found.id), by=officer)
    assert (count(ReviewStatus.PROPOSED), run(found).status) == (0, AllocationStatus.CANCELLED)
    with pytest.raises(NotAllowedNow, match="no proposal"):
        change("reviewer", "reviewer2")


def test_two_change_places_in_one_step_and_each_seat_is_checked(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.do(lambda: lay(cast, clock))
    inside.do(lambda: run(ask(cast, made)))

    def seats() -> dict[uuid.UUID, tuple[uuid.UUID, uuid.UUID, int]]:
        return {one.id: (one.application_id, one.reviewer_id, one.position) for one in inside.all(Review)}

    def desks() -> list[uuid.UUID]:
        return sorted(reader for _application, reader, _position in seats().values())

    before, on_desks = seats(), desks()
    officer = (
        reader_for(cast.officer)
        .get(f"/rounds/{inside.read(made).round_id}/allocation")
        .get(f"/applications/{made}/proposal/swap")
    )
    officer.press("Swap these two", expect=422).sees("Choose a swap.")
    offered = [str(one["value"]) for one in officer.page.select("input[name=swap]")]
    for key in offered:
        here, there = (before[uuid.UUID(part)] for part in key.split("."))
        assert here[0] == made != there[0]
        assert (there[0], here[1]) not in {(a, r) for a, r, _p in before.values()}, "nobody would read one twice"
    gives, takes = (uuid.UUID(part) for part in offered[0].split("."))
    officer.fill(swap=offered[0]).press("Swap these two").sees("The two have changed places")
    after = seats()
    assert (after[gives][1:], after[takes][1:]) == (before[takes][1:], before[gives][1:])
    assert {key: seat for key, seat in after.items() if key not in (gives, takes)} == {
        key: seat for key, seat in before.items() if key not in (gives, takes)
    }
    assert desks() == on_desks
    assert [one.kind for one in inside.all(AuditEntry)].count("proposal_changed") == 2
    by = inside.do(lambda: cast.signed_in("officer"))

    def swap(**words: uuid.UUID) -> None:
        inside.do(lambda: perform(swapping.swap, desk.read(made), by=by, **words))

    mine = {reader for application, reader, _position in after.values() if application == made}
    twice = next(key for key, (application, reader, _p) in after.items() if application != made and reader in mine)
    stays = next(key for key, (a, reader, _p) in after.items() if a == made and reader != after[twice][1])
    with pytest.raises(RuleBroken, match="cannot read"):  # who has it on the desk already
        swap(gives=stays, takes=twice)
    comes = inside.do(lambda: swapping.list_swaps(desk.read(made), ()))[0]

    def tie() -> None:
        person = comes.takes.reviewer_id
        session().add(SchoolMember(school_id=cast.school["vale"], person_id=person, status=MemberStatus.MEMBER))

    inside.commit(tie)
    with pytest.raises(RuleBroken, match="cannot read"):
        swap(gives=comes.gives.id, takes=comes.takes.id)
    assert all(
        s.takes.reviewer_id != comes.takes.reviewer_id
        for s in inside.do(lambda: swapping.list_swaps(desk.read(made), ()))
    )
    cluster = comes.takes.application.cluster_id
    kept: Any = SimpleNamespace(id=cast.officer.id, kept_from={cluster})
    with pytest.raises(NotAllowedNow, match="has changed"):
        inside.do(lambda: perform(swapping.swap, desk.read(made), by=kept, gives=comes.gives.id, takes=comes.takes.id))
    assert seats() == after


def test_nobody_is_given_more_than_they_said_they_can_read(database: Any, cast: Cast, clock: Any) -> None:
    made = lay(cast, clock)
    perform(services.save_profile, by=cast.signed_in("reviewer"), themes="", most=1)
    about = sa.select(AuditEntry.by_id).where(AuditEntry.kind == "reviewer_profile_saved")
    assert session().scalars(about).all() == [cast.reviewer.id]
    found = run(ask(cast, made))
    assert len([r for r in session().scalars(sa.select(Review)) if r.reviewer_id == cast.reviewer.id]) == 1
    perform(services.cancel, found, by=cast.signed_in("officer"))
    other = next(key for key in session().scalars(sa.select(Application.id)) if key != made)
    desk.assign(cast, other, "reviewer", "reviewer2")
    with pytest.raises(RuleBroken, match=r"no more than they said: Rae Read \(1\)"):
        desk.assign(cast, made, "reviewer", "reviewer3")
    run(ask(cast, made))
    proposed = session().scalars(sa.select(Review.reviewer_id).where(Review.status == ReviewStatus.PROPOSED)).all()
    assert cast.reviewer.id not in proposed, "the one on the desk counts"


def test_rule_33_it_can_be_stopped_and_ends_in_a_named_error(
    database: Any, cast: Cast, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = lay(cast, clock)
    found = ask(cast, made)
    real = jobs.match

    def stopped(problem: Any, *, after_turn: Callable[[int], None]) -> Any:
        perform(services.cancel, queries.get_allocation(found.id), by=cast.signed_in("officer"))
        return real(problem, after_turn=after_turn)

    monkeypatch.setattr(jobs, "match", stopped)
    assert (run(found).status, count(ReviewStatus.PROPOSED)) == (AllocationStatus.CANCELLED, 0)

    def broken(problem: Any, *, after_turn: Callable[[int], None]) -> Any:
        raise MemoryError

    monkeypatch.setattr(jobs, "match", broken)
    found = run(ask(cast, made))
    assert (found.status, found.error) == (AllocationStatus.FAILED, "MemoryError")
    monkeypatch.undo()
    assert run(ask(cast, made)).status == AllocationStatus.PROPOSED


@pytest.mark.static
def test_the_lifecycle_of_a_run() -> None:
    allowed = {
        ("asked", "begin"), ("working", "begin"), ("working", "propose"), ("proposed", "release"), ("releasing", "finish"), ("asked", "cancel"),
        ("working", "cancel"), ("proposed", "cancel"), ("asked", "fail"), ("working", "fail"),
    }  # fmt: skip
    assert {(state.value, command) for state, command in ALLOCATIONS.moves} == allowed
    assert set(ALLOCATIONS.words) == set(ALLOCATIONS.commands)


def test_the_pages(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.do(lambda: lay(cast, clock))
    round_id = inside.read(made).round_id
    path = f"/rounds/{round_id}/allocation"
    reader_for(cast.coordinator).get(path, expect=403)
    reader_for(cast.moderator).get(path, expect=403)
    officer = reader_for(cast.officer).get(f"/rounds/{round_id}/dashboard")
    officer.follow("Reviewers for all: choose and release").sees("4 applications wait for reviewers")
    officer.follow("Choose reviewers for all").fill(most="0").press("Choose reviewers for all", expect=422)
    officer.sees("Enter a number from 1 to 500.").fill(most="9").press("Choose reviewers for all")
    officer.sees("Waiting to begin", "0 of 2 turns")
    first = len(officer.get(path).statements)
    inside.do(jobs.work_on_allocations)
    officer.get(path).sees("Proposed", "River schools", "Cluster 2", "2 of 2 turns", "Desks")
    assert len(officer.statements) <= first + 4
    own = reader_for(cast.reviewer).get("/reviews").sees("Nothing to read").follow("What I know well")
    own.fill(themes="Water\nMusic", most="600").press("Save", expect=422).fill(most="4").press("Save").sees("Saved.")
    own.follow("What I know well").sees("Music")
    officer.get(f"/applications/{made}/proposal").sees("proposed").fill(reviewers=[]).press("Save the change", expect=422)  # fmt: skip
    officer.fill(reviewers=[str(cast.reviewer.id), str(cast.people["reviewer3"].id)]).press("Save the change")
    officer.sees("The proposal is changed").press("Release: ask these reviewers").sees("are being asked")
    inside.do(jobs.work_on_allocations)
    officer.get(path).sees("Reviewers were asked", "Nothing waits for reviewers")
    own.get("/reviews").sees("River schools")
