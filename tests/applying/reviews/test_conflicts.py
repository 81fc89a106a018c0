"""Conflicts of interest: what the records show, who is absent, and what happens when one is found later (rules 14, 15 and 17)."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import queries as applications
from portal.applying.applications.models import Answer, Application, ApplicationVersion, SignOff
from portal.applying.awards import queries as awards
from portal.applying.programmes.models import Round
from portal.applying.reviews import jobs, links, queries, services
from portal.applying.reviews.models import STATEMENT_VERSION, Review, ReviewScore
from portal.applying.reviews.services import Reading
from portal.core import clock as time
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.core.search import SearchEntry
from portal.forming.clusters.models import Cluster, ClusterMembership, ClusterStatus, MembershipStatus, Office, Side
from portal.forming.evidence.models import EvidenceHeading, SupporterStatement
from portal.identity.accounts.models import RoleGrant
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools.models import MemberStatus, School, SchoolMember, SchoolStatus
from portal.oversight.advising.models import ClusterAdviser
from portal.oversight.audit.models import AuditEntry
from portal.oversight.notifications import needs, recipients
from portal.oversight.notifications.models import Notification
from portal.policy import Action, allows
from portal.policy.people import Role
from portal.running.partnerships.models import Partnership
from tests.applying import desk, support
from tests.support.cast import Cast
from tests.support.reader import Reader

DESK = ("officer", "manager", "manager2", "moderator")


def put(make: Callable[[], Any]) -> Any:
    """Run `make` in a transaction of its own."""

    def deed(*, by: Any) -> Any:
        made = make()
        session().flush()
        return made

    return perform(deed, by=SYSTEM)


def school(name: str, *, trust: str = "", authority: str = "") -> uuid.UUID:
    """Another verified school at home."""

    def make() -> School:
        entry = None
        if trust:
            entry = RegisterEntry(
                register="gias",
                number=f"91{len(name):04}",
                name=name,
                folded_name="x",
                status="open",
                trust=trust,
                digest=name[:32],
            )
            session().add(entry)
            session().flush()
        made = School(
            name=name,
            status=SchoolStatus.VERIFIED,
            authority_code=authority,
            register_entry_id=entry.id if entry else None,
        )
        session().add(made)
        return made

    return put(make).id


def works_at(cast: Cast, person: str, school_id: uuid.UUID, *, left_days_ago: int | None = None) -> None:
    """The person is a member of this school, or was until so many days ago."""
    ended = None if left_days_ago is None else time.now().date() - timedelta(days=left_days_ago)
    status = MemberStatus.MEMBER if ended is None else MemberStatus.ENDED
    put(
        lambda: session().add(
            SchoolMember(school_id=school_id, person_id=cast.people[person].id, status=status, ended_on=ended)
        )
    )


def cluster(cast: Cast, **schools: Any) -> uuid.UUID:
    """Another cluster with these schools: by name the id and how many days ago it left (None: it is still there)."""

    def make() -> Cluster:
        first = next(iter(schools.values()))[0]
        made = Cluster(name="Lake schools", status=ClusterStatus.ACTIVE, theme="Water", started_by_school_id=first)
        session().add(made)
        session().flush()
        for school_id, left_days_ago, side in schools.values():
            left = None if left_days_ago is None else time.now() - timedelta(days=left_days_ago)
            session().add(
                ClusterMembership(
                    cluster_id=made.id,
                    school_id=school_id,
                    side=side,
                    status=MembershipStatus.JOINED if left is None else MembershipStatus.LEFT,
                    joined_at=time.now() - timedelta(days=2000),
                    left_at=left,
                )
            )
        return made

    return put(make).id


def in_a_trust(cast: Cast, key: str, trust: str) -> None:
    """The register says that this school of the cast belongs to a trust."""

    def make() -> None:
        entry = RegisterEntry(
            register="gias",
            number="900001",
            name=key,
            folded_name="x",
            status="open",
            trust=trust,
            digest=f"cast {key}",
        )
        session().add(entry)
        session().flush()
        session().get_one(School, cast.school[key]).register_entry_id = entry.id

    put(make)


def same_trust(cast: Cast, name: str) -> uuid.UUID:
    """Another school, of the trust to which a school of River belongs."""
    in_a_trust(cast, "vale", "Three Herons Trust")
    return school(name, trust="Three Herons Trust")


def ties(cast: Cast, person: str) -> list[str]:
    """How the person is tied to River; both ends of the relation must say the same."""
    session().commit()
    found = [link.value for link in links.people_of(cast.river).get(cast.people[person].id, ())]
    assert (cast.river in links.clusters_of(cast.people[person].id)) is bool(found)
    return found


# what the records show


def test_trust_authority_and_names_are_found(database: Any, cast: Cast, clock: Any) -> None:
    assert [ties(cast, p) for p in ("reviewer", "reviewer2", "reviewer3", *DESK)] == [[]] * 7
    in_a_trust(cast, "vale", "Three Herons Trust")
    works_at(cast, "reviewer", school("Heron Lane School", trust="Three Herons Trust"))
    works_at(cast, "reviewer2", school("County Road School", authority="990"))
    put(lambda: setattr(session().get_one(School, cast.school["ford"]), "head_email", cast.people["reviewer3"].email))
    works_at(cast, "officer", cast.school["hill"])
    works_at(cast, "manager", school("Far Away School", trust="Another Trust", authority="992"))
    assert ties(cast, "reviewer") == ["trust"]
    assert ties(cast, "reviewer2") == [], "a teacher in the same authority is asked last, and may be asked"
    assert cast.people["reviewer2"].id in links.near_to(cast.river)
    assert links.clusters_near(cast.people["reviewer2"].id) == {cast.river}
    assert ties(cast, "reviewer3") == ["named"]
    assert ties(cast, "authority") == ["authority"]
    assert "school" in ties(cast, "officer")
    assert "named" in ties(cast, "coordinator")
    assert ties(cast, "manager") == []


def test_every_source_alone_ties_from_both_ends(database: Any, cast: Cast, clock: Any) -> None:
    """One fact at a time of somebody who is tied by nothing else, and taken back again; each found by who the person is, the addresses of accounts that
    were confirmed among them."""
    made = support.make_submitted(cast, support.make_round())
    me, mail = cast.people["reviewer"].id, cast.people["reviewer"].email
    held = session()
    version = held.scalar(sa.select(ApplicationVersion.id).where(ApplicationVersion.application_id == made))
    twin = Cluster(name="Twin schools", theme="Water", started_by_school_id=cast.school["tumaini"])
    at = clock.now()

    def grant(ended_days_ago: int | None) -> RoleGrant:
        ended = None if ended_days_ago is None else at - timedelta(days=ended_days_ago)
        code = held.get_one(School, cast.school["vale"]).authority_code
        return RoleGrant(person_id=me, role=Role.AUTHORITY_OFFICER, authority_code=code, ended_at=ended)

    def teaches(school: str) -> SchoolMember:
        return SchoolMember(school_id=cast.school[school], person_id=me, status=MemberStatus.MEMBER)

    def twinned(*, forth: bool) -> list[Any]:
        home, abroad = (cast.river, twin.id) if forth else (twin.id, cast.river)
        return [Partnership(name="P", cluster_id=home, partner_cluster_id=abroad)]

    vouch = SupporterStatement(
        cluster_id=cast.river, heading_id=held.scalar(sa.select(EvidenceHeading.id).limit(1)), organisation="A museum", organisation_kind="museum",
        supporter_email=mail, expires_at=at,
    )  # fmt: skip
    review = Review(application_id=made, application_version_id=version, reviewer_id=me, status="conflicted")
    adviser = ClusterAdviser(cluster_id=cast.river, adviser_id=me)
    former = ClusterAdviser(cluster_id=cast.river, adviser_id=me, ended_at=at - timedelta(days=1000))
    long_ago = ClusterAdviser(cluster_id=cast.river, adviser_id=me, ended_at=at - timedelta(days=1200))

    def change(kind: Any, column: str, value: Any, *where: Any) -> Callable[[], None]:
        def deed() -> None:
            held.execute(sa.update(kind).where(*where).values({column: value}))

        return deed

    def add(*rows: Any) -> Callable[[], None]:
        return lambda: held.add_all(rows)

    facts: list[tuple[str, Callable[[], Any], set[str]]] = [
        ("a member of a school", add(teaches("vale")), {"school", "partner", "history"}),
        ("of the partner school abroad", add(teaches("tumaini")), {"school", "partner", "history"}),
        ("an officer of the authority", add(grant(None)), {"authority"}),
        ("an officer until a thousand days ago", add(grant(1000)), {"authority"}),
        ("an officer four years ago", add(grant(1461)), set()),
        ("the head, by the address", change(School, "head_email", mail, School.id == cast.school["ford"]), {"named"}),
        ("the mailbox of a school", change(School, "mailbox_email", mail, School.id == cast.school["ford"]), {"named"}),
        ("wrote a letter of support", add(vouch), {"named"}),
        ("began the cluster", change(Cluster, "started_by_id", me, Cluster.id == cast.river), {"named"}),
        ("held an office", change(Office, "person_id", me, Office.cluster_id == cast.river, Office.kind == "contact_teacher"), {"named"}),
        ("submitted it", change(Application, "submitted_by_id", me, Application.id == made), {"named"}),
        ("signed it", change(SignOff, "signed_by_id", me, SignOff.application_version_id == version), {"named"}),
        ("wrote an answer", change(Answer, "author_id", me, Answer.application_version_id == version), {"named"}),
        ("said so", add(review), {"said"}),
        ("looks after it", add(adviser), {"helped"}),
        ("looked after it", add(former), {"helped"}),
        ("looked after it long ago", add(long_ago), set()),
    ]  # fmt: skip
    held.commit()
    for what, make, expected in facts:
        make()
        held.flush()
        application = held.get_one(Application, made)
        found = {link.value for link in links.people_of(cast.river).get(me, ())} | ({"helped"} if me in links.helpers_of(cast.river) else set())  # fmt: skip
        assert found <= expected and bool(found) is bool(expected), (what, found)  # noqa: PT018
        tied = expected - {"helped"} != set()
        assert (cast.river in links.clusters_of(me)) is tied, f"{what}: from the other end, as the policy asks"
        assert ((me, cast.river) in links.pairs([me])) is tied, f"{what}: of many at once"
        assert queries.has_conflict(application, me) is bool(expected), what
        offered = {one.id for one in queries.list_free_reviewers(application)}
        assert (me in offered) is not bool(expected), f"{what}: not offered"
        held.rollback()
    held.add(twin)
    held.flush()
    twin.started_by_id = me
    for forth in (True, False):
        with held.begin_nested() as step:
            held.add_all(twinned(forth=forth))
            held.flush()
            assert me in links.people_of(cast.river), "tied to the twin of the cluster"
            assert cast.river in links.clusters_of(me)
            step.rollback()
    assert me not in links.people_of(cast.river)


@pytest.mark.parametrize(("days", "counts"), [(None, True), (1000, True), (1200, False)])
def test_clusters_and_schools_of_the_past_count_for_three_years(
    database: Any, cast: Cast, clock: Any, days: int | None, counts: bool
) -> None:
    mine = school("Old Mill School")
    works_at(cast, "reviewer", mine)
    cluster(cast, mine=(mine, days, Side.HOME), vale=(cast.school["vale"], None, Side.HOME))
    beside = school("Lock Keeper School")
    works_at(cast, "reviewer2", beside)
    cluster(cast, mine=(beside, days, Side.HOME), abroad=(cast.school["tumaini"], None, Side.PARTNER))
    works_at(cast, "reviewer3", cast.school["vale"], left_days_ago=days or 0)
    assert ties(cast, "reviewer") == (["history"] if counts else [])
    assert ties(cast, "reviewer2") == (["partner"] if counts else [])
    assert bool(ties(cast, "reviewer3")) is counts


def test_the_programme_reads_why_a_reviewer_is_not_offered(
    app: Any, cast: Cast, clock: Any, within: Any, reader_for: Callable[..., Reader]
) -> None:
    def make() -> uuid.UUID:
        made = desk.closed(cast, clock)
        desk.screen(cast, made)
        in_a_trust(cast, "vale", "Three Herons Trust")
        works_at(cast, "reviewer", school("Heron Lane School", trust="Three Herons Trust"))
        return made

    made = within(make)
    page = reader_for(cast.officer).get(f"/applications/{made}/reviewers")
    page.sees("Not offered: a conflict of interest", "in the same trust", "Ravi Read: 0 to read")
    page.does_not_see("Rae Read: 0 to read")


def test_the_statement_is_kept_with_its_time_and_wording(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    assert desk.review_of(cast, made, "reviewer").conflict_statement_version is None
    review = desk.open_it(cast, made, "reviewer")
    assert (review.conflict_statement_version, review.conflict_statement_at) == (STATEMENT_VERSION, time.now())


def test_who_declares_a_conflict_is_kept_away_from_the_cluster(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    review = desk.review_of(cast, made, "reviewer")
    perform(services.declare_conflict, review, by=cast.signed_in("reviewer"), reason="My sister works there.")
    assert ties(cast, "reviewer") == ["said"]
    assert not allows(cast.signed_in("reviewer"), Action.REVIEW_OPEN, desk.review_of(cast, made, "reviewer"))


# rule 15: nobody reviews, moderates, decides, exports or sees counts for what they have a conflict with


def test_rule_15_staff_with_a_conflict_are_absent(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.at_the_panel(cast, clock, 5, 3)
    planned = session().get_one(Round, desk.read(made).round_id)
    panel = (Action.PANEL_VIEW, Action.PANEL_MODERATE, Action.APPLICATION_VIEW)
    decides = (*panel, Action.APPLICATION_SCREEN, Action.APPLICATION_ALLOCATE, Action.DECISION_RECORD)
    before = {key: [a for a in decides if allows(cast.signed_in(key), a, desk.read(made))] for key in DESK}
    assert before["manager"] == list(decides)
    assert before["moderator"] == list(panel)
    assert all(len(queries.panel_strip(planned, cast.signed_in(key))) == 1 for key in DESK)
    in_a_trust(cast, "vale", "Three Herons Trust")
    heron = school("Heron Lane School", trust="Three Herons Trust")
    for key in DESK[1:]:
        works_at(cast, key, heron)
    for key in DESK[1:]:
        person, application = cast.signed_in(key), desk.read(made)
        assert cast.river not in person.places
        assert [a for a in (*decides, Action.APPLICATION_TIMELINE) if allows(person, a, application)] == []
        assert len(applications.page_in_round(planned, person)) == 0
        assert len(applications.page_in_round(planned, person, words="river")) == 0
        assert applications.count_by_stage(planned, person) == ({}, 0)
        assert applications.latest_of_cluster(cast.river, person) == []
        assert list(applications.list_of_cluster(session().get_one(Cluster, cast.river), person)) == []
        assert list(applications.list_late(planned, person, time.now() + timedelta(days=99))) == []
        assert list(queries.panel_strip(planned, person)) == []
        assert needs.list_needs(person) == []
    officer = cast.signed_in("officer")
    assert len(applications.page_in_round(planned, officer)) == 1
    assert len(applications.page_in_round(planned, officer, words="river")) == 1
    assert sum(applications.count_by_stage(planned, officer).by_stage.values()) == 1
    assert list(awards.list_second_people(desk.read(made), but=None)) == [cast.people["officer"].id]


def test_rule_15_who_has_a_conflict_is_not_told_of_what_is_owed(database: Any, cast: Cast, clock: Any) -> None:
    from portal.core import duty
    from portal.core.duty import DutyKind

    made = desk.at_the_panel(cast, clock, 5, 3)
    [owed] = duty.open_duties(DutyKind.MODERATE, made)
    assert cast.people["moderator"].id in recipients.owners_of(owed)
    works_at(cast, "moderator", same_trust(cast, "County Road School"))
    [owed] = duty.open_duties(DutyKind.MODERATE, made)
    assert cast.people["moderator"].id not in recipients.owners_of(owed)


def test_rule_15_a_conflict_found_later_voids_and_recomputes(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.at_the_panel(cast, clock, 5, 3)
    desk.note(cast, made)
    assert queries.standing_of(queries.list_reviews(desk.read(made)), 2).mean == 80.0
    assert jobs.find_later_conflicts() == 0
    works_at(cast, "reviewer", same_trust(cast, "County Road School"))
    assert jobs.find_later_conflicts() == 1
    assert jobs.find_later_conflicts() == 0
    review = desk.review_of(cast, made, "reviewer")
    assert (review.status, review.total) == ("void", 100.0)
    assert (review.cause, review.conflict_reason) == ("tie_records", ""), "the words are those of who reads it"
    assert len(queries.scores_of(review)) > 0
    held = queries.standing_of(queries.list_reviews(desk.read(made)), 2)
    assert (held.totals, held.mean, held.is_provisional) == ((60.0,), 60.0, True)
    [row] = queries.panel_strip(session().get_one(Round, desk.read(made).round_id), cast.signed_in("moderator"))
    assert (row.have, row.mean) == (1, 60.0)
    assert [n.task for n in needs.list_needs(cast.signed_in("moderator"))] != []


def test_rule_15_a_tie_that_appears_after_the_result_was_sent_changes_nothing(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = desk.released(cast, clock)
    before = desk.review_of(cast, made, "reviewer").status
    works_at(cast, "reviewer", same_trust(cast, "County Road School"))
    assert desk.read(made).cluster_id in queries.clusters_not_to_review(cast.reviewer.id)
    assert queries.list_tied(cast.reviewer.id) == []
    assert jobs.find_later_conflicts() == 0
    assert desk.review_of(cast, made, "reviewer").status == before == "locked"


def test_rule_15_a_conflict_found_while_reading_closes_the_review_and_asks_another(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = desk.in_review(cast, clock)
    desk.open_it(cast, made, "reviewer")
    works_at(cast, "reviewer", same_trust(cast, "County Road School"))
    reader = cast.signed_in("reviewer")
    assert not allows(reader, Action.REVIEW_WRITE, desk.review_of(cast, made, "reviewer"))
    assert len(queries.page_of_queue(reader)) == 0
    assert jobs.find_later_conflicts() == 1
    assert desk.review_of(cast, made, "reviewer").status == "conflicted"
    assert [n.task for n in needs.list_needs(cast.signed_in("officer"))] != []
    assert [c.name for c in queries.list_free_reviewers(desk.read(made))] == ["Rosa Read"]


# rules 14 and 17: another's review and a draft


def planted(cast: Cast, clock: Any) -> tuple[uuid.UUID, uuid.UUID]:
    """One review that was sent and one draft with words that stand nowhere else. Answers the application and its round."""
    made = desk.in_review(cast, clock)
    desk.send(cast, made, "reviewer", 5)
    review = desk.open_it(cast, made, "reviewer2")
    first = next(iter(queries.list_criteria(review.application)))
    draft = Reading({first.id: (1, "MARKDRAFT thin")}, "do_not_fund", "MARKDRAFT feedback", "MARKDRAFT note")
    perform(services.save_draft, review, by=cast.signed_in("reviewer2"), version=review.version, reading=draft)
    return made, desk.read(made).round_id


def pages(made: uuid.UUID, round_id: uuid.UUID, reviews: list[uuid.UUID]) -> list[str]:
    """Every page that shows something of an application under review."""
    here = [
        f"/applications/{made}{end}" for end in ("", "/panel", "/panel/note", "/reviewers", "/screening", "/timeline")
    ]
    here += [f"/rounds/{round_id}{end}" for end in ("", "/panel", "/applications")]
    return [*here, *(f"/reviews/{r}{end}" for r in reviews for end in ("", "/write")), "/reviews", "/"]


def test_rule_14_no_reviewer_sees_anothers_review_before_their_own(
    app: Any, cast: Cast, clock: Any, within: Any, reader_for: Callable[..., Reader]
) -> None:
    made, round_id = within(planted, cast, clock)
    ids = within(lambda: list(session().scalars(sa.select(Review.id).order_by(Review.id))))
    for someone in (cast.reviewer2, cast.reviewer3):
        reader = reader_for(someone)
        for path in pages(made, round_id, ids):
            answer = reader.client.get(path, follow_redirects=True)
            words = answer.get_data(as_text=True)
            for mark in (desk.MARKS["justification"], desk.MARKS["private"], desk.MARKS["review_feedback"], "Rae Read"):
                assert mark not in words, (someone.key, path, mark)

    def order_is_of_age() -> None:
        me = cast.signed_in("reviewer2")
        before = [r.id for r in queries.page_of_queue(me)]
        assert before == sorted(before)

    within(order_is_of_age)


def test_rule_17_a_draft_is_private_even_from_staff(
    app: Any, cast: Cast, clock: Any, within: Any, reader_for: Callable[..., Reader]
) -> None:
    made, round_id = within(planted, cast, clock)
    ids = within(lambda: list(session().scalars(sa.select(Review.id).order_by(Review.id))))
    own = within(lambda: session().scalars(sa.select(Review.id).where(Review.reviewer_id == cast.reviewer2.id)).one())
    reader_for(cast.reviewer2).get(f"/reviews/{own}/write").sees("MARKDRAFT thin")
    for key in (*DESK, "auditor", "admin", "reviewer", "reviewer3", "coordinator"):
        reader = reader_for(cast.people[key])
        for path in pages(made, round_id, ids):
            words = reader.client.get(path, follow_redirects=True).get_data(as_text=True)
            assert "MARKDRAFT" not in words, (key, path)

    def nowhere_else() -> None:
        for kept in (AuditEntry, Notification, SearchEntry):
            rows = session().scalars(sa.select(kept)).all()
            texts = [str({c.key: getattr(row, c.key) for c in sa.inspect(kept).column_attrs}) for row in rows]
            assert [one for one in texts if "markdraft" in one.lower()] == []
        assert session().scalar(sa.select(sa.func.count()).where(ReviewScore.justification.like("MARKDRAFT%"))) == 1
        standing = queries.standing_of(queries.list_reviews(desk.read(made)), 2)
        assert (standing.totals, standing.recommendations) == ((100.0,), ("fund",))

    within(nowhere_else)
