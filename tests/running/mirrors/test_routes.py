"""The pages: inviting, the link without an account, building, two clusters side by side, the leads; for whom, and at what cost."""

import uuid
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.running.mirrors.models import MirrorInvitation, MirrorStatus
from portal.running.partnerships.models import Partnership
from tests.running.mirrors.conftest import Post, invite
from tests.running.mirrors.test_services import twin_of
from tests.support.cast import Cast
from tests.support.reader import Reader


def test_from_the_mail_to_a_cluster_of_its_own(app: Flask, cast: Cast, link_in: Callable[[], str]) -> None:
    mine = Reader(app, cast.coordinator).get(f"/clusters/{cast.river}/matching").follow("Invite your own partner")
    mine.fill(school_name="Mto School", country="KE", address="nonsense").press("Send the invitation", expect=422)
    assert mine.page.select_one("input[name=school_name]")["value"] == "Mto School"  # type: ignore[index]
    mine.fill(address="head@mto.example", message="Remember our lake?").press("Send the invitation")
    mine.sees("waits for an answer", "head@mto.example")
    path = link_in()

    visitor = (
        Reader(app)
        .get(path)
        .sees("River schools would like you as partners", "Remember our lake?", "Vale Primary School")
    )
    visitor.follow("I have an account: sign in")
    theirs = Reader(app, cast.outsider).get(path).press("This is for us").sees("Build your own cluster", "Your cluster")
    theirs.fill(name="").press("Build our cluster", expect=422)
    theirs.fill(name="Brook and friends").press("Build our cluster").sees("Brook and friends")
    Reader(app).get(path, expect=410).sees("This link has done its work")

    mine.get(f"/clusters/{cast.river}/partnership").follow("See who fits whom, and the empty places")
    mine.sees("Brook High School", "empty place").follow("Propose the suggested links")
    mine.press("Propose these links", expect=422)
    assert mine.errors()


def test_who_has_no_school_yet_is_led_to_the_register(app: Flask, cast: Cast, link_in: Callable[[], str]) -> None:
    mine = Reader(app, cast.coordinator).get(f"/clusters/{cast.river}/mirrors/new")
    mine.fill(school_name="Mto School", country="KE", address="head@mto.example").press("Send the invitation")
    theirs = Reader(app, cast.nobody).get(link_in()).press("This is for us")
    theirs.sees("Register it without a number").does_not_see("Build our cluster")
    theirs.get("/what-needs-me").follow("Build your own cluster as partner of River schools").sees("Two steps")


def test_no_needs_no_account(app: Flask, cast: Cast, link_in: Callable[[], str]) -> None:
    mine = Reader(app, cast.coordinator).get(f"/clusters/{cast.river}/mirrors/new")
    mine.fill(school_name="Mto School", country="KE", address="head@mto.example").press("Send the invitation")
    path = link_in()
    Reader(app).get(path).follow("No, thank you").fill(reason="We are few.").press("Say no").sees("Thank you")
    mine.get(mine.path).sees("declined", "We are few.")
    Reader(app).get(f"{path}/decline", expect=410)


def test_taking_back_asks_once_more(app: Flask, cast: Cast, post: Post) -> None:
    made = invite(app, cast, post)
    mine = Reader(app, cast.coordinator).get(f"/clusters/{cast.river}/mirrors/{made}").press("Send a new link")
    mine.sees("A new link is on its way").follow("Take the invitation back").sees("stops working at once")
    mine.press("Take the invitation back").sees("taken back")
    with app.app_context():
        assert session().get_one(MirrorInvitation, made).status == MirrorStatus.WITHDRAWN


def test_who_may_do_what(app: Flask, cast: Cast, post: Post) -> None:
    made = invite(app, cast, post)
    path = f"/clusters/{cast.river}/mirrors/{made}"
    Reader(app, cast.teacher).get(path).sees("Mto School").does_not_see("head@mto.example")
    Reader(app, cast.teacher).post(f"{path}/again", expect=403)
    Reader(app, cast.teacher).get(f"/clusters/{cast.river}/mirrors/new", expect=403)
    for someone in (cast.outsider, cast.nobody, cast.officer, cast.abroad):
        Reader(app, someone).get(path, expect=404)
    Reader(app, cast.coordinator).get(f"/mirrors/{made}", expect=404)
    twin, partnership = twin_of_another(app, cast, post)
    for cluster_id, someone in ((cast.river, cast.teacher), (twin, cast.outsider)):
        Reader(app, someone).get(f"/clusters/{cluster_id}/twins/{partnership}").sees("Two clusters side by side")
    Reader(app, cast.outsider).get(f"/clusters/{twin}/twins/{partnership}/suggestions", expect=403)
    Reader(app, cast.vale_teacher).get(f"/clusters/{cast.river}/twins/{partnership}/leads", expect=403)
    Reader(app, cast.officer).get(f"/clusters/{cast.river}/twins/{partnership}", expect=404)
    Reader(app, cast.abroad).get(f"/clusters/{cast.river}/twins/{partnership}/leads", expect=404)


def twin_of_another(app: Flask, cast: Cast, post: Post) -> tuple[uuid.UUID, uuid.UUID]:
    with app.app_context():
        session().execute(sa.update(MirrorInvitation).values(address="old@mto.example"))
        session().commit()
    return twin_of(app, cast, post)


def test_the_leads_talk(app: Flask, cast: Cast, post: Post) -> None:
    twin, partnership = twin_of(app, cast, post)
    mine = (
        Reader(app, cast.coordinator)
        .get(f"/clusters/{cast.river}/partnership")
        .follow("Write to the lead of Brook and friends")
    )
    mine.press("Send", expect=422)
    mine.fill(words="Ring a pupil of ours: 07700 900123").press("Send", expect=422)
    mine.sees("seems to hold a phone number. Other schools read it.")
    mine.fill(words="Shall we call on Friday?").press("Send").sees("Shall we call on Friday?", "Carys Okoro")
    theirs = Reader(app, cast.outsider).get(f"/clusters/{twin}/twins/{partnership}/leads")
    theirs.sees("Shall we call on Friday?", "River schools")
    theirs.follow("Report the message of Carys Okoro").sees("a message of the lead of River schools")
    theirs.get(f"/clusters/{twin}/twins/{partnership}/leads").fill(words="Friday is fine.").press("Send").sees(
        "Friday is fine."
    )
    with app.app_context():
        assert session().get_one(Partnership, partnership).partner_cluster_id == twin
    assert len(mine.get(mine.path.removesuffix("/write")).statements) <= 9


def test_from_the_mail_to_a_place_in_the_cluster(app: Flask, cast: Cast, link_in: Callable[[], str]) -> None:
    mine = Reader(app, cast.coordinator).get(f"/clusters/{cast.river}/mirrors/new?to=member")
    mine.fill(school_name="Brook", country="GB", address="head@brook.example").press("Send the invitation")
    mine.sees("Invited to join our cluster")
    theirs = Reader(app, cast.outsider).get(link_in()).sees("River schools has a place for you").press("This is for us")
    theirs.sees("Join River schools").get("/what-needs-me").follow("Register your school and join River schools")
    theirs.press("Join the cluster").sees("Your school has joined the cluster.")
    mine.get(mine.path).sees("joined")
