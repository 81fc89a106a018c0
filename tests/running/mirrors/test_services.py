"""Inviting a partner that is not here yet, taking it up, building the twin; proposing what is suggested; writing to the other lead."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as the_clock
from portal.core import duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, NotFound, RuleBroken
from portal.core.perform import perform
from portal.forming.clusters.queries import get_cluster
from portal.identity.accounts.models import LinkPurpose
from portal.identity.accounts.queries import live_link
from portal.identity.schools.models import School
from portal.oversight.notifications.models import Notification
from portal.running.mirrors import jobs, queries, services
from portal.running.mirrors.models import MirrorInvitation, MirrorStatus
from portal.running.mirrors.workflow import MIRROR
from portal.running.partnerships.models import Pair, PairStatus, Partnership
from portal.running.partnerships.queries import are_twins, get_network
from portal.running.partnerships.services import become_twins
from tests.identity.finding.conftest import describe
from tests.running.mirrors.conftest import Post, invite
from tests.support.cast import Cast, commit


def do(app: Flask, cast: Cast, deed: Any, mirror_id: uuid.UUID, by: str, **more: Any) -> Any:
    with app.app_context():
        return perform(deed, session().get_one(MirrorInvitation, mirror_id), by=cast.signed_in(by), **more)


def status(app: Flask, mirror_id: uuid.UUID) -> MirrorStatus:
    with app.app_context():
        return session().get_one(MirrorInvitation, mirror_id).status


def told(app: Flask, kind: str) -> set[uuid.UUID]:
    with app.app_context():
        return set(session().scalars(sa.select(Notification.person_id).where(Notification.kind == kind)))


def take_up(app: Flask, cast: Cast, post: Post, by: str = "abroad") -> None:
    with app.app_context():
        perform(services.take_up, post.link, by=cast.signed_in(by))


def twin_of(app: Flask, cast: Cast, post: Post) -> tuple[uuid.UUID, uuid.UUID]:
    """brook builds the partner cluster of river: (cluster, partnership)."""
    made = invite(app, cast, post)
    take_up(app, cast, post, "outsider")
    twin = do(
        app,
        cast,
        services.build_twin,
        made,
        "outsider",
        school_id=cast.school["brook"],
        name="Brook and friends",
        theme="Water",
    )
    with app.app_context():
        found = session().scalar(sa.select(Partnership.id).where(Partnership.partner_cluster_id == twin.id))
        assert found is not None
        return twin.id, found


def test_from_the_invitation_to_two_clusters(app: Flask, cast: Cast, post: Post) -> None:
    made = invite(app, cast, post)
    take_up(app, cast, post, "outsider")
    assert status(app, made) == MirrorStatus.TAKEN_UP
    assert told(app, "mirror_taken_up") == {cast.coordinator.id, cast.vale_contact.id}
    with app.app_context():
        assert [d.person_id for d in duty.open_duties(DutyKind.BUILD_TWIN, made)] == [cast.outsider.id]
        assert live_link(post.tokens[-1], LinkPurpose.BUILD_TWIN) is None
    twin = do(
        app,
        cast,
        services.build_twin,
        made,
        "outsider",
        school_id=cast.school["brook"],
        name="Brook and friends",
        theme="Water",
    )
    with app.app_context():
        assert are_twins(cast.river, twin.id)
        assert "Brook High School" in {school.name for school in get_network(cast.river).schools}
        assert not duty.open_duties(DutyKind.BUILD_TWIN, made)
        assert session().get_one(MirrorInvitation, made).twin_id == twin.id
    assert told(app, "mirror_built") == {cast.coordinator.id, cast.vale_contact.id}
    with pytest.raises(NotAllowedNow):
        do(
            app,
            cast,
            services.build_twin,
            made,
            "outsider",
            school_id=cast.school["brook"],
            name="Again",
            theme="Water",
        )


def test_there_are_as_many_places_as_schools(app: Flask, cast: Cast, post: Post) -> None:
    twin, partnership = twin_of(app, cast, post)
    with app.app_context():
        here, there = queries.get_twins(cast.river, partnership), queries.get_twins(twin, partnership)
        assert (here.is_home, there.is_home, here.other.id, there.other.id) == (True, False, twin, cast.river)
        rows = queries.rows_of(here)
        assert len(rows) == 3
        assert sum(row.partner is None for row in rows) == 2
        with pytest.raises(NotFound):
            queries.get_twins(uuid.uuid4(), partnership)


def test_a_link_works_once(app: Flask, cast: Cast, post: Post) -> None:
    invite(app, cast, post)
    with app.app_context():
        link = post.link
        perform(services.take_up, link, by=cast.signed_in("abroad"))
        with pytest.raises(RuleBroken):
            perform(services.take_up, link, by=cast.signed_in("outsider"))
        with pytest.raises(RuleBroken):
            perform(services.decline_invitation, link, by=SYSTEM)


def test_a_new_link_kills_the_older_one(app: Flask, cast: Cast, post: Post) -> None:
    made = invite(app, cast, post)
    for _time in range(services.MOST_LETTERS - 1):
        do(app, cast, services.invite_again, made, "coordinator", write=post.write)
    assert len(set(post.tokens)) == services.MOST_LETTERS
    with app.app_context():
        assert [live_link(t, LinkPurpose.BUILD_TWIN) is not None for t in post.tokens] == [False] * 4 + [True]
    with pytest.raises(RuleBroken, match="five times"):
        do(app, cast, services.invite_again, made, "coordinator", write=post.write)


def test_taking_it_back_kills_the_link_and_what_was_taken_up(app: Flask, cast: Cast, post: Post) -> None:
    made = invite(app, cast, post)
    do(app, cast, services.withdraw_invitation, made, "coordinator")
    with app.app_context(), pytest.raises(RuleBroken):
        perform(services.take_up, post.link, by=cast.signed_in("abroad"))
    again = invite(app, cast, post)
    take_up(app, cast, post)
    do(app, cast, services.withdraw_invitation, again, "coordinator")
    assert told(app, "mirror_withdrawn") == {cast.abroad.id}
    with app.app_context():
        assert not duty.open_duties(DutyKind.BUILD_TWIN, again)
    with pytest.raises(NotAllowedNow):
        do(app, cast, services.invite_again, again, "coordinator", write=post.write)


def test_no_and_running_out(app: Flask, cast: Cast, post: Post, clock: Any) -> None:
    made = invite(app, cast, post)
    with app.app_context():
        perform(services.decline_invitation, post.link, by=SYSTEM, reason="We are few.")
    assert status(app, made) == MirrorStatus.DECLINED
    with app.app_context():
        assert session().get_one(MirrorInvitation, made).address == ""
    assert told(app, "mirror_declined") == {cast.coordinator.id, cast.vale_contact.id}
    late = invite(app, cast, post)
    clock.hold(the_clock.now() + timedelta(days=61))
    with app.app_context():
        jobs.expire_mirror_invitations()
    assert status(app, late) == MirrorStatus.EXPIRED


def test_what_is_refused(app: Flask, cast: Cast, post: Post) -> None:
    with pytest.raises(RuleBroken) as refused:
        invite(app, cast, post, message="Write to tom@hill.example")
    assert refused.value.field == "message"
    invite(app, cast, post)
    with pytest.raises(Exception, match=r"already|UNIQUE|duplicate"):
        invite(app, cast, post, address="HEAD@mto.example")
    for number in range(4):
        invite(app, cast, post, address=f"head{number}@mto.example")
    with pytest.raises(RuleBroken, match="Five invitations"):
        invite(app, cast, post, address="other@mto.example")


def test_a_school_cannot_be_its_own_partner(app: Flask, cast: Cast, post: Post) -> None:
    made = invite(app, cast, post)
    take_up(app, cast, post, "vale_contact")
    with pytest.raises(RuleBroken) as refused:
        do(
            app,
            cast,
            services.build_twin,
            made,
            "vale_contact",
            school_id=cast.school["vale"],
            name="Vale",
            theme="Water",
        )
    assert refused.value.field == "school_id"


def test_someone_without_a_school_cannot_build(app: Flask, cast: Cast, post: Post) -> None:
    made = invite(app, cast, post)
    take_up(app, cast, post, "nobody")
    with pytest.raises(RuleBroken):
        do(app, cast, services.build_twin, made, "nobody", school_id=cast.school["brook"], name="Ours", theme="Water")


def test_suggested_links_are_proposed_together(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    def link() -> uuid.UUID:
        made = become_twins(get_cluster(cast.river), twin=get_cluster(lake), by=SYSTEM)
        return made.id

    partnership = commit(app, link)
    with app.app_context():
        found = queries.get_twins(cast.river, partnership)
        offered = [row.value for row in queries.rows_of(found) if row.is_suggested]
        assert len(offered) == 3
        me = cast.signed_in("coordinator")
        for chosen, words in (([], "Tick"), (["nonsense"], "another link")):
            with pytest.raises(RuleBroken, match=words):
                perform(services.propose_suggested, queries.get_twins(cast.river, partnership), by=me, chosen=chosen)
        assert (
            perform(services.propose_suggested, queries.get_twins(cast.river, partnership), by=me, chosen=offered[:2])
            == 2
        )
        pairs = session().scalars(sa.select(Pair.status).where(Pair.partnership_id == partnership)).all()
        assert pairs == [PairStatus.PROPOSED] * 2
        rows = queries.rows_of(queries.get_twins(cast.river, partnership))
        assert [row.pair for row in rows] == ["proposed", "proposed", ""]


def test_leads_write_to_each_other(app: Flask, cast: Cast, post: Post) -> None:
    twin, partnership = twin_of(app, cast, post)
    with app.app_context():
        perform(
            services.write_to_lead,
            queries.get_twins(cast.river, partnership),
            by=cast.signed_in("coordinator"),
            words="Hello!",
        )
        perform(
            services.write_to_lead,
            queries.get_twins(twin, partnership),
            by=cast.signed_in("outsider"),
            words="Hello to you.",
        )
        page = queries.page_of_messages(partnership, None)
        assert [(m.words, m.cluster_id) for m in page] == [("Hello to you.", twin), ("Hello!", cast.river)]
        with pytest.raises(RuleBroken):
            perform(
                services.write_to_lead, queries.get_twins(twin, partnership), by=cast.signed_in("outsider"), words=" "
            )
    assert told(app, "lead_wrote") == {cast.outsider.id, cast.coordinator.id, cast.vale_contact.id}


def test_every_move_and_no_other() -> None:
    moves = {(MirrorStatus.SENT, command) for command in ("take_up", "decline", "expire", "withdraw")}
    assert set(MIRROR.moves) == moves | {(MirrorStatus.TAKEN_UP, "withdraw"), (MirrorStatus.TAKEN_UP, "build")}


def test_ages_come_from_the_record_of_the_school(app: Flask, cast: Cast) -> None:
    commit(
        app,
        lambda: (
            describe(session().get_one(School, cast.school["vale"]), low_age=4, high_age=11, phases=["primary"])
            and None
        ),
    )
    with app.app_context():
        found = {s.name: s for s in queries.member_schools(cast.river)}
        vale = found["Vale Primary School"]
        assert (vale.low_age, vale.high_age, vale.phases) == (4, 11, frozenset({"primary"}))
        assert set(found) == {"Hill Primary School", "Vale Primary School", "Ford Special School"}


def test_a_school_that_is_not_here_yet_takes_a_place(app: Flask, cast: Cast, post: Post) -> None:
    made = invite(app, cast, post, joins=True)
    take_up(app, cast, post, "outsider")
    with app.app_context():
        assert [d.person_id for d in duty.open_duties(DutyKind.JOIN_AS_INVITED, made)] == [cast.outsider.id]
    with pytest.raises(NotAllowedNow):
        do(app, cast, services.build_twin, made, "outsider", school_id=cast.school["brook"], name="Ours", theme="Water")
    with pytest.raises(RuleBroken):
        do(app, cast, services.join_as_invited, made, "outsider", school_id=cast.school["vale"])
    do(app, cast, services.join_as_invited, made, "outsider", school_id=cast.school["brook"])
    with app.app_context():
        joined = {m.school.name: m for m in get_cluster(cast.river).live_memberships()}
        assert joined["Brook High School"].invited_by_id == cast.coordinator.id
        assert not duty.open_duties(DutyKind.JOIN_AS_INVITED, made)
        assert session().get_one(MirrorInvitation, made).status == MirrorStatus.BUILT
    with pytest.raises(NotAllowedNow):
        do(app, cast, services.join_as_invited, made, "outsider", school_id=cast.school["brook"])


def test_who_was_invited_to_build_does_not_join(app: Flask, cast: Cast, post: Post) -> None:
    made = invite(app, cast, post)
    take_up(app, cast, post, "outsider")
    with pytest.raises(NotAllowedNow):
        do(app, cast, services.join_as_invited, made, "outsider", school_id=cast.school["brook"])
