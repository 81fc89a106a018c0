"""Two clusters become one, one becomes two: all of it or nothing, and old links lead on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core import duty, search
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, NotPermitted, RuleBroken
from portal.forming.clusters import services as clusters
from portal.forming.clusters.models import (
    Cluster,
    ClusterMembership,
    ClusterStatus,
    MembershipStatus,
    Office,
    OfficeKind,
    OfficeStatus,
)
from portal.forming.clusters.queries import get_cluster
from portal.forming.evidence.models import EvidenceHeading, EvidenceItem, EvidenceStatus
from portal.forming.formality.models import Level
from portal.forming.formality.services import choose_level
from portal.identity.schools.models import MemberStatus, School, SchoolMember, SchoolStatus
from portal.oversight.freezes.models import Freeze, FrozenKind
from portal.running.activities.models import Activity, ActivityGuest, ActivitySeries, ActivityStatus
from portal.running.board.models import Post, Thread
from portal.running.ledger import services as ledger
from portal.running.ledger.models import LedgerEntry
from portal.running.ledger.money import Paid
from portal.running.ledger.queries import get_entry, get_purse, purse_of, standing
from portal.running.partnerships.models import Pair, PairStatus, Partnership
from portal.running.reshaping import moving, queries, services
from portal.running.reshaping.models import Reshaping, ReshapingStatus
from tests.forming.support import act, facts_of, membership_of
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


@pytest.fixture
def brook(app: Flask, cast: Cast) -> Any:
    """Another cluster: Brook leads, its contact coordinates; Vale is in both."""

    def lay() -> Any:
        held, at = session(), clocks.now()
        made = Cluster(
            name="Brook schools", theme="Brooks", status=ClusterStatus.ACTIVE, started_by_school_id=cast.school["brook"]
        )
        held.add(made)
        held.flush()
        for key in ("brook", "vale"):
            row = {"cluster_id": made.id, "school_id": cast.school[key]}
            held.add(ClusterMembership(status=MembershipStatus.JOINED, joined_at=at, **row))
        for kind in (OfficeKind.LEAD_SCHOOL, OfficeKind.CONTACT_TEACHER):
            row = {"cluster_id": made.id, "school_id": cast.school["brook"], "person_id": cast.outsider.id}
            held.add(Office(kind=kind, status=OfficeStatus.ACCEPTED, accepted_at=at, **row))
        return made.id

    return commit(app, lay)


def _proposal(cluster_id: Any) -> queries.Between:
    found = session().scalars(sa.select(Reshaping.id).order_by(Reshaping.id.desc())).first()
    assert found is not None
    return queries.get_between(cluster_id, found)


def _fill(app: Flask, cast: Cast) -> None:
    """A conversation, dates of two schools, a piece of evidence."""

    def lay() -> None:
        at, held = clocks.now() + timedelta(days=3), session()
        heading = held.scalars(sa.select(EvidenceHeading.id).order_by(EvidenceHeading.id).limit(1)).one()
        for key in ("hill", "ford"):
            times = {"starts_at": at, "ends_at": at + timedelta(hours=1), "zone": "Europe/London", "revised_at": at}
            row = {"cluster_id": cast.river, "owner_school_id": cast.school[key], "status": ActivityStatus.AGREED}
            held.add(Activity(title=f"Walk of {key}", **row, **times))
            item = {"cluster_id": cast.river, "school_id": cast.school[key], "heading_id": heading}
            held.add(EvidenceItem(claim=f"We of {key}", status=EvidenceStatus.EVIDENCE, text="Here.", **item))

    commit(app, lay)


def _titles(cluster_id: Any) -> set[str]:
    session().commit()
    return set(session().scalars(sa.select(Activity.title).where(Activity.cluster_id == cluster_id)))


def test_two_become_one(app: Flask, cast: Cast, brook: Any, reader_for: Readers) -> None:
    _fill(app, cast)
    vera = (
        reader_for(cast.vale_contact)
        .get(f"/clusters/{cast.river}/board/threads/new")
        .fill(title="Stones and fishes", text="Who counts?")
    )
    vera.press("Put it on the board")
    with app.app_context():
        thread = session().scalars(sa.select(Thread.id).where(Thread.cluster_id == cast.river)).one()
        act(cast, "coordinator", choose_level, get_cluster(cast.river), version=0, level=Level.CONSORTIUM)
        opened = {"school_id": cast.school["hill"], "currency": "GBP", "limit_minor": 100}
        act(cast, "coordinator", ledger.open_purse, get_cluster(cast.river), **opened)
        paid = Paid(500, "GBP", "For the bus", clocks.today())
        act(cast, "coordinator", ledger.pay_in, get_purse(cast.river), school_id=cast.school["hill"], paid=paid)
    carys = reader_for(cast.coordinator).get(f"/clusters/{cast.river}").follow("Merge, split, or start one like it")
    carys.follow("Become part of another cluster").fill(name="Brook").press("Propose it", expect=422)
    carys.fill(name="Brook schools").press("See what goes where first").sees("2 activities", "In both already")
    carys.fill(name="Brook schools").press("Propose it").sees("They are asked.", "The coordinator of Brook schools")
    carys.does_not_see("Do you agree?").does_not_see("You proposed this")
    olu = reader_for(cast.outsider).get("/what-needs-me").follow("Say whether the clusters shall change: River schools")
    other_window = reader_for(cast.outsider).get(olu.path)
    olu.sees(
        "Hill Primary School, Vale Primary School, Ford Special School",
        "Tumaini Primary School",
        "2 activities",
        "1 conversation",
    )
    olu.fill(agrees="yes").press("Send the answer").sees("Your answer is kept.", "Proposed")
    olu.follow("See what goes where, and who agrees").sees("no answer yet").does_not_see("Do you agree?")
    other_window.fill(agrees="no").press("Send the answer", expect=409).sees("You have answered already")
    fay = reader_for(cast.ford_contact).get("/what-needs-me")
    fay.follow("Say whether the clusters shall change: River schools")
    for who in (cast.abroad, cast.ford_contact):
        asked = reader_for(who).get("/what-needs-me").follow("Say whether the clusters shall change: River schools")
        asked.sees("Ford Special School").fill(agrees="yes").press("Send the answer")
    fay.fill(agrees="yes").press("Send the answer").sees("It is done.")
    assert fay.path.startswith(f"/clusters/{brook}/whole/")
    other_window.get(fay.path).sees("It is done.").does_not_see("Do you agree?")
    asked.get(f"/clusters/{brook}/whole").sees("Became part of this cluster", "River schools")
    with app.app_context():
        whole, gone = get_cluster(brook), get_cluster(cast.river)
        assert {m.school_id for m in whole.live_memberships()} == {
            cast.school[k] for k in ("brook", "vale", "hill", "ford", "tumaini")
        }
        assert [m.side.value for m in whole.live_memberships() if m.school_id == cast.school["tumaini"]] == ["partner"]
        assert (gone.status, gone.live_memberships(), gone.holder(OfficeKind.LEAD_SCHOOL)) == (
            ClusterStatus.CLOSED,
            [],
            None,
        )
        assert whole.contact_teacher_id == cast.outsider.id
        assert (_titles(brook), _titles(cast.river)) == ({"Walk of hill", "Walk of ford"}, set())
        assert session().get_one(Partnership, cast.partnership).cluster_id == brook
        purse = purse_of(brook)
        assert purse is not None
        assert standing(purse.id).bank == 500
        assert facts_of(cast.river)[-1] == "cluster_went_into"
        assert queries.merged_into(cast.river) == brook
        with pytest.raises(NotAllowedNow):
            act(cast, "outsider", services.answer, _proposal(brook), agrees=True)
    abroad = reader_for(cast.abroad)
    assert abroad.get("/notices").text.count("River schools and Brook schools are one cluster now.") == 1
    abroad.get(f"/clusters/{cast.river}/board/threads/{thread}").sees("Stones and fishes")
    assert abroad.path == f"/clusters/{brook}/board/threads/{thread}"
    abroad.get(f"/clusters/{brook}/board/search?q=fishes").sees("Stones and fishes")
    abroad.get(f"/clusters/{brook}/timeline").sees("River schools became part of the cluster")
    reader_for(cast.waiting).get(f"/clusters/{cast.river}", expect=404)


def test_nothing_happens_by_half(app: Flask, cast: Cast, brook: Any, monkeypatch: Any, reader_for: Readers) -> None:
    _fill(app, cast)
    with app.app_context():
        act(cast, "coordinator", services.propose_merge, get_cluster(cast.river), name="Brook schools")
        proposal = _proposal(brook)
        real = moving.move_all

        def breaks(*ids: Any) -> Any:
            real(*ids)
            raise RuleBroken(None, "In the middle of it")

        monkeypatch.setattr(moving, "move_all", breaks)
        for who in ("ford_contact", "abroad"):
            act(cast, who, services.answer, _proposal(cast.river), agrees=True)
        with pytest.raises(RuleBroken):
            act(cast, "outsider", services.answer, proposal, agrees=True)
        river = get_cluster(cast.river)
        assert (river.status, len(river.live_memberships()), len(_titles(cast.river))) == (ClusterStatus.ACTIVE, 4, 2)
        assert _proposal(brook).proposal.status == ReshapingStatus.PROPOSED
        with pytest.raises(NotAllowedNow):
            act(cast, "outsider", services.withdraw, _proposal(brook))
    proposed = (
        reader_for(cast.coordinator).get(f"/clusters/{cast.river}/whole").follow("See what goes where, and who agrees")
    )
    proposed.press("Take it back").sees("It is not proposed any more.")
    with app.app_context(), pytest.raises(NotAllowedNow):
        act(cast, "outsider", services.answer, _proposal(brook), agrees=False)


def test_what_is_read_only_stays_where_it_is(app: Flask, cast: Cast, brook: Any) -> None:
    """Made read-only after everybody of the cluster had agreed: the last yes comes from the other one, and moves nothing."""
    with app.app_context():
        act(cast, "coordinator", services.propose_merge, get_cluster(cast.river), name="Brook schools")
        for who in ("ford_contact", "abroad"):
            act(cast, who, services.answer, _proposal(cast.river), agrees=True)
        frozen = {"kind": FrozenKind.CLUSTER, "cluster_id": cast.river, "set_by_id": cast.admin.id}
        commit(app, lambda: session().add(Freeze(reason="We look into something.", **frozen)))
        with pytest.raises(NotAllowedNow, match="read-only"):
            act(cast, "outsider", services.answer, _proposal(brook), agrees=True)
        assert get_cluster(cast.river).status == ClusterStatus.ACTIVE
        commit(app, lambda: session().execute(sa.update(Freeze).values(
            lifted_at=clocks.now(), lifted_by_id=cast.admin.id, lift_reason="It was nothing.")))  # fmt: skip
        act(cast, "outsider", services.answer, _proposal(brook), agrees=True)
        assert get_cluster(cast.river).status == ClusterStatus.CLOSED


def test_nobody_answers_what_they_proposed_and_each_school_speaks_for_itself(
    app: Flask, cast: Cast, brook: Any, reader_for: Readers
) -> None:
    page = f"/clusters/{cast.river}/whole"
    maya = reader_for(cast.manager).get(page).follow("Become part of another cluster")
    maya.fill(name="Brook schools").press("Propose it").sees("The coordinator of River schools").does_not_see(
        "Do you agree?"
    )
    with app.app_context():
        asked = {(v.cluster_id, v.school_id) for v in _proposal(brook).proposal.voices}
        assert asked == {(brook, None), (cast.river, None)} | {
            (None, cast.school[k]) for k in ("hill", "ford", "tumaini")
        }
        for who in ("manager", "teacher", "vale_teacher", "officer"):
            with pytest.raises((NotAllowedNow, NotPermitted)):
                act(cast, who, services.answer, _proposal(brook), agrees=True)
        commit(app, lambda: session().add(SchoolMember(
            school_id=cast.school["vale"], person_id=cast.manager2.id, status=MemberStatus.MEMBER)))  # fmt: skip
        with pytest.raises(NotAllowedNow):
            act(cast, "manager2", services.answer, _proposal(brook), agrees=True)
        act(cast, "admin", services.answer, _proposal(brook), agrees=True)
        assert get_cluster(cast.river).status == ClusterStatus.CLOSED
    maya.get(page)


def test_a_proposal_asks_who_is_there_now(app: Flask, cast: Cast, brook: Any) -> None:
    with app.app_context():
        act(cast, "coordinator", services.propose_merge, get_cluster(cast.river), name="Brook schools")
        act(cast, "outsider", services.answer, _proposal(brook), agrees=True)
        act(cast, "abroad", services.answer, _proposal(brook), agrees=True)
        place = membership_of(cast.river, cast.school["ford"])
        act(cast, "ford_contact", clusters.give_notice, place, leaving_on=clocks.today(), reason="We move.")
        act(cast, "ford_contact", clusters.complete_leaving, membership_of(cast.river, cast.school["ford"]))
        waits = [v.school_id for v in _proposal(brook).proposal.voices if v.agreed_at is None]
        assert (waits, get_cluster(cast.river).status) == ([], ClusterStatus.ACTIVE)
        act(cast, "outsider", services.answer, _proposal(brook), agrees=True)
        assert get_cluster(cast.river).status == ClusterStatus.CLOSED
        words = {"name": "Vale", "school_ids": [cast.school["vale"]], "lead_school_id": cast.school["vale"]}
        act(cast, "outsider", services.propose_split, get_cluster(brook), **words)
        with pytest.raises(NotAllowedNow):
            act(cast, "vale_head", services.answer, _proposal(brook), agrees=True)
        act(cast, "vale_contact", services.answer, _proposal(brook), agrees=False)
        assert _proposal(brook).proposal.status == ReshapingStatus.DECLINED


def test_one_becomes_two(app: Flask, cast: Cast, reader_for: Readers) -> None:
    _fill(app, cast)
    carys = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/whole/split")
    ford, tumaini = (str(cast.school[key]) for key in ("ford", "tumaini"))
    carys.fill(name="Ford friends", school_ids=[tumaini], lead_school_id=ford).press("Propose it", expect=422)
    carys.fill(school_ids=[ford, tumaini], lead_school_id=ford).press("Propose it").sees(
        "Fay Ŵyn, who would coordinate", "no answer yet"
    )
    fay = (
        reader_for(cast.ford_contact)
        .get("/what-needs-me")
        .follow("Say whether the clusters shall change: Ford friends, River schools")
    )
    with app.app_context():
        act(cast, "abroad", services.answer, _proposal(cast.river), agrees=True)
        assert _proposal(cast.river).proposal.status == ReshapingStatus.PROPOSED
    fay.sees("Ford Special School", "Hill Primary School, Vale Primary School").fill(agrees="yes").press(
        "Send the answer"
    )
    with app.app_context():
        new_id = _proposal(cast.river).proposal.other_cluster_id
        assert new_id is not None
        new, old = get_cluster(new_id), get_cluster(cast.river)
        assert {m.school_id for m in new.live_memberships()} == {cast.school["ford"], cast.school["tumaini"]}
        assert {m.school_id for m in old.live_memberships()} == {cast.school["hill"], cast.school["vale"]}
        assert (new.status, new.contact_teacher_id, new.lead_school_id) == (
            ClusterStatus.ACTIVE,
            cast.ford_contact.id,
            cast.school["ford"],
        )
        assert (_titles(new_id), _titles(cast.river)) == ({"Walk of ford"}, {"Walk of hill"})
        assert old.open_vacancies() == []
    assert (
        reader_for(cast.abroad).get("/notices").text.count("Some schools of River schools go on as Ford friends.") == 1
    )


def _theirs(app: Flask, cast: Cast) -> dict[str, Any]:
    """What is Ford's and Tumaini's alone, and what is shared with Vale or Hill: conversations, series, links, a thing that is out."""

    def lay() -> dict[str, Any]:
        held, at, made = session(), clocks.now(), dict[str, Any]()
        key, here = cast.school, {"cluster_id": cast.river}
        for name, others in (("Shells", ("tumaini",)), ("Boats", ("tumaini", "vale")), ("News", ())):
            thread = Thread(title=name, school_id=key["ford"], last_posted_at=at, post_count=1 + len(others), **here)
            held.add(thread)
            held.flush()
            made[name] = thread.id
            for school in ("ford", *others):
                post = Post(thread_id=thread.id, school_id=key[school], source=f"{name} of {school}", html="<p>x</p>")
                held.add(post)
                held.flush()
                search.put("post", post.id, scope=cast.river.hex, text=f"{name} of {school}", within=True)
        facts = {"title": "Boats", "school_id": key["ford"], **here}
        duty.owe(DutyKind.REPLY, subject_id=made["Boats"], **facts)
        duty.owe(DutyKind.REPLY, subject_id=made["Shells"], **{**facts, "title": "Shells", "school_id": key["tumaini"]})
        for name, partners in (
            ("Songs", ("tumaini", "tumaini")),
            ("Drums", ("tumaini", None)),
            ("Kites", ("vale",) * 2),
        ):
            series = ActivitySeries(
                every_weeks=1, first_on=at.date(), until_on=at.date(), number=2, revised_at=at, **here
            )
            held.add(series)
            held.flush()
            made[name] = series.id
            for slot, partner in enumerate(partners):
                times = {
                    "starts_at": at + timedelta(days=7 * slot + 2),
                    "ends_at": at + timedelta(days=7 * slot + 2, hours=1),
                }
                row = {
                    "title": f"{name} {slot}",
                    "owner_school_id": key["ford"],
                    "status": ActivityStatus.AGREED,
                    **here,
                }
                links = {
                    "series_id": series.id,
                    "slot": at + timedelta(days=7 * slot + 2),
                    "partnership_id": cast.partnership,
                    "thread_id": made["Boats"],
                }
                held.add(
                    Activity(
                        partner_school_id=key[partner] if partner else None,
                        zone="UTC",
                        revised_at=at,
                        **row,
                        **times,
                        **links,
                    )
                )
        held.flush()
        drums = held.scalars(sa.select(Activity).where(Activity.title == "Drums 1")).one()
        held.add(ActivityGuest(activity_id=drums.id, school_id=key["hill"], answer="yes"))
        pair = Pair(
            partnership_id=cast.partnership,
            home_school_id=key["ford"],
            partner_school_id=key["tumaini"],
            status=PairStatus.AGREED,
        )
        held.add(pair)
        held.flush()
        made["pair"] = pair.id
        return made

    return commit(app, lay)  # type: ignore[no-any-return]


def test_what_is_theirs_alone_goes_along_and_nothing_owed_is_lost(app: Flask, cast: Cast, reader_for: Readers) -> None:
    made = _theirs(app, cast)
    goes = {
        "school_ids": [str(cast.school[k]) for k in ("ford", "tumaini")],
        "lead_school_id": str(cast.school["ford"]),
    }
    page = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/whole/split").fill(name="Ford friends", **goes)
    page.press("See what goes where first").sees(
        "1 conversation", "1 series of activities", "2 activities", "1 partnership", "2 conversations with other schools",
        "4 coming activities with other schools", "1 thing that the schools that go", "Hill Primary School – Tumaini",
    )  # fmt: skip
    with app.app_context():
        words = {"name": "Ford friends", "school_ids": [cast.school["ford"], cast.school["tumaini"]]}
        act(
            cast,
            "coordinator",
            services.propose_split,
            get_cluster(cast.river),
            lead_school_id=cast.school["ford"],
            **words,
        )
        act(cast, "abroad", services.answer, _proposal(cast.river), agrees=True)
        new_id = act(cast, "ford_contact", services.answer, _proposal(cast.river), agrees=True).id
        assert _titles(new_id) == {"Songs 0", "Songs 1"}
        held = session()
        songs = held.scalars(sa.select(Activity).where(Activity.cluster_id == new_id)).first()
        sister = held.scalars(sa.select(Partnership).where(Partnership.cluster_id == new_id)).one()
        assert songs is not None
        assert (songs.partnership_id, songs.thread_id, songs.series_id) == (sister.id, None, made["Songs"])
        assert held.get_one(ActivitySeries, made["Songs"]).cluster_id == new_id
        assert held.get_one(Pair, made["pair"]).partnership_id == sister.id
        ended = sa.select(Pair.home_school_id).where(Pair.status == PairStatus.ENDED)
        assert list(held.scalars(ended)) == [cast.school["hill"]]
        assert set(held.scalars(sa.select(Thread.title).where(Thread.cluster_id == new_id))) == {"Shells"}
        owed = {
            (d.subject_id, d.cluster_id, d.school_id)
            for d in held.scalars(sa.select(Duty).where(Duty.kind == "reply", Duty.closed_at.is_(None)))
        }
        assert owed == {
            (made["Boats"], cast.river, cast.school["hill"]), (made["Shells"], new_id, cast.school["tumaini"])
        }  # fmt: skip
        left = sa.select(Duty.id).where(
            Duty.cluster_id == cast.river, Duty.school_id == cast.school["ford"], Duty.closed_at.is_(None)
        )
        assert list(held.scalars(left)) == []
    fay = reader_for(cast.ford_contact).get(f"/clusters/{cast.river}/board/threads/{made['Shells']}").sees("Shells")
    assert fay.path == f"/clusters/{new_id}/board/threads/{made['Shells']}"
    fay.get(f"/clusters/{new_id}/board/search?q=shells").sees("Shells")
    fay.get(f"/clusters/{cast.river}/board/threads/{made['Boats']}", expect=404)
    fay.get(f"/clusters/{new_id}/timeline").sees(
        "The cluster began with schools of River schools.", "Amina Wanjiru agreed for the school", "What Ford Special"
    )
    reader_for(cast.coordinator).get(f"/clusters/{cast.river}/board/search?q=shells").does_not_see("Shells of")


def _purse(cast: Cast, who: str, cluster_id: Any, school: str, minor: int, currency: str = "GBP") -> None:
    act(cast, who, choose_level, get_cluster(cluster_id), version=0, level=Level.CONSORTIUM)
    opened = {"school_id": cast.school[school], "currency": currency, "limit_minor": 100}
    act(cast, who, ledger.open_purse, get_cluster(cluster_id), **opened)
    paid = Paid(minor, currency, "For the bus", clocks.today())
    act(cast, who, ledger.pay_in, get_purse(cluster_id), school_id=cast.school["vale"], paid=paid)


def test_the_books_of_both_become_one(app: Flask, cast: Cast, brook: Any, reader_for: Readers) -> None:
    with app.app_context():
        _purse(cast, "coordinator", cast.river, "hill", 500)
        _purse(cast, "outsider", brook, "brook", 300)
        bill = Paid(120, "GBP", "Bus", clocks.today())
        waits = act(cast, "coordinator", ledger.enter_bill, get_purse(cast.river), paid=bill).id
        act(cast, "coordinator", services.propose_merge, get_cluster(cast.river), name="Brook schools")
        between = _proposal(brook)
        assert (
            "Hill Primary School has 5.00 GBP of it, and owes that to Brook High School"
            in services.preview(between.proposal).books
        )
        for who in ("abroad", "ford_contact", "outsider"):
            act(cast, who, services.answer, _proposal(cast.river), agrees=True)
        purse = get_purse(brook)
        stands = standing(purse.id)
        hill, vale = cast.school["hill"], cast.school["vale"]
        assert (stands.bank, stands.schools) == (300, {hill: -500, vale: 800})
        owed = sa.select(Duty.kind, Duty.school_id).where(
            Duty.subject_id.in_([purse.id, waits]), Duty.closed_at.is_(None)
        )
        assert {tuple(row) for row in session().execute(owed)} == {("pay_share", hill), ("approve_payment", None)}
        act(cast, "outsider", ledger.approve, get_entry(brook, waits))
        act(
            cast,
            "outsider",
            ledger.pay_in,
            get_purse(brook),
            school_id=hill,
            paid=Paid(500, "GBP", "Handed over", clocks.today()),
        )
        assert standing(purse.id).bank == 300 + 500 - 120
    page = reader_for(cast.vale_contact).get(f"/clusters/{brook}/ledger")
    page.sees("Money of River schools, still with Hill Primary School", "Came with another cluster", "Bus")


def test_two_currencies_are_settled_first(app: Flask, cast: Cast, brook: Any, reader_for: Readers) -> None:
    with app.app_context():
        _purse(cast, "coordinator", cast.river, "hill", 500)
        _purse(cast, "outsider", brook, "brook", 300, "KES")
    carys = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/whole/merge").fill(name="Brook schools")
    carys.press("Propose it").follow("The two clusters keep their money in GBP and in KES").sees("Shared costs")
    with app.app_context():
        for who in ("abroad", "ford_contact"):
            act(cast, who, services.answer, _proposal(cast.river), agrees=True)
        with pytest.raises(RuleBroken):
            act(cast, "outsider", services.answer, _proposal(brook), agrees=True)
        act(
            cast,
            "coordinator",
            ledger.pay_out,
            get_purse(cast.river),
            school_id=cast.school["vale"],
            paid=Paid(500, "GBP", "Back", clocks.today()),
        )
        waits = session().scalars(sa.select(LedgerEntry.id).where(LedgerEntry.title == "Back")).one()
        act(cast, "head", ledger.approve, get_entry(cast.river, waits))
        act(cast, "outsider", services.answer, _proposal(brook), agrees=True)
        assert get_cluster(cast.river).status == ClusterStatus.CLOSED


def test_a_group_is_taken_over_and_a_cluster_is_a_pattern(app: Flask, cast: Cast, reader_for: Readers) -> None:
    olu = reader_for(cast.outsider).get("/clusters").follow("Take over a group that exists")
    listed = "Hill Primary School;Marlbury\nNobody knows it\n  Ford special school\nHill Primary School, Marlbury"
    olu.fill(name="Old friends", theme="Hedges", schools=listed).press("Go on")
    olu.sees("How the list is read", "no school here has this name", "named twice")
    olu.fill(sure="go").press("Go on").sees("The cluster has begun.", "Hill Primary School", "Ford Special School")
    with app.app_context():
        made = session().scalars(sa.select(Cluster.id).where(Cluster.name == "Old friends")).one()
        lay = [School(name=f"Moor School {number:02}", town="Moor", country="GB", zone="UTC", phase="primary",
                      status=SchoolStatus.VERIFIED, head_email=f"h@moor{number}.example") for number in range(40)]  # fmt: skip
        commit(app, lambda: session().add_all(lay))
    many = "\n".join(f"Moor School {number:02}" for number in range(40))
    olu.get(f"/clusters/{made}/invitations/new").follow("Invite several schools from a list").fill(schools=many)
    olu.press("See how the list is read first").sees("28 schools can be invited now", "40 schools of the list are new")
    olu.fill(schools=many).press("Invite them").sees("28 schools are invited. 12 schools of your list wait")
    olu.get(f"/clusters/{made}/whole/invite").fill(schools=many).press("Invite them", expect=422)
    page = (
        reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}/whole").follow("Start another cluster like this one")
    )
    page.fill(name="Second river").press("Start a cluster like this one").sees(
        "Second river", "Water and where it comes from"
    )
    page.sees("We share a river and want our pupils to know who else lives by one.").does_not_see("Ford Special School")
    page.get(f"/clusters/{cast.river}/whole/merge", expect=403)


def test_every_table_goes_along_or_is_named() -> None:
    names = {table.name for table, _column in moving.movable()}
    assert {"activity", "thread", "evidence_item", "partnership", "application", "visit", "duty", "thing"} <= names
    assert not names & moving.STAYS
    assert {table.name for table, _column in moving._tables()} >= moving.STAYS


def test_who_coordinates_both_reads_who_has_to_answer(app: Flask, cast: Cast, brook: Any, reader_for: Readers) -> None:
    def lay() -> None:
        facts = {"kind": DutyKind.REPLY, "cluster_id": cast.river, "school_id": cast.school["hill"], "title": "Old"}
        for closed in (None, clocks.now()):
            session().add(Duty(subject_id=cast.river, open_key=None, closed_at=closed, **facts))
        offices = session().scalars(sa.select(Office).where(Office.cluster_id == brook))
        office = next(one for one in offices if one.kind == OfficeKind.CONTACT_TEACHER)
        office.person_id, office.school_id = cast.coordinator.id, cast.school["hill"]
        row = {"cluster_id": brook, "school_id": cast.school["hill"], "joined_at": clocks.now()}
        session().add(ClusterMembership(status=MembershipStatus.JOINED, **row))

    commit(app, lay)
    carys = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/whole/merge")
    carys.fill(name="Brook schools").press("Propose it").sees("Somebody else has to answer for it: its deputy")
    carys.does_not_see("Do you agree?").sees(
        "3 things to do"
    )  # Hill's, and the words of Ford and Tumaini; not what is done
