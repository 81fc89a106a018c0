"""What is shared abroad is said once, country by country, and noted with who read it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock
from portal.core.database import session
from portal.forming.approaches.models import PartnershipRequest, pair_key
from portal.forming.clusters.models import Cluster, ClusterMembership, ClusterStatus, MembershipStatus, Side
from portal.identity.finding.services import keep_listing
from portal.identity.profiles.models import Looking, SchoolProfile
from portal.identity.schools.models import School
from portal.oversight.audit.models import AuditEntry
from portal.running.matching.models import ClusterRequest
from portal.running.transfers.models import TransferNote, TransferRule
from tests.support.cast import Cast, commit
from tests.support.objects import make_own
from tests.support.reader import Reader

TITLE = "What is shared with schools in Kenya"


def rule(app: Flask, country: str) -> Any:
    with app.app_context():
        found = session().scalars(sa.select(TransferRule.id).where(TransferRule.country == country)).one()
        session().rollback()
        return found


def page(app: Flask, cast: Cast, school: str = "hill", country: str = "KE") -> str:
    return f"/schools/{cast.school[school]}/shared-abroad/{rule(app, country)}"


def notes(read: Any) -> int:
    return int(read(sa.select(sa.func.count()).select_from(TransferNote)))


def test_every_country_has_its_row_and_most_of_europe_is_covered(app: Flask, read: Any) -> None:
    count = sa.select(sa.func.count()).select_from(TransferRule)
    assert read(count) == 250
    assert read(count.where(TransferRule.is_covered)) == 43
    for country, covered in (("GB", True), ("FR", True), ("NZ", True), ("KE", False), ("US", False), ("KH", False)):
        assert read(sa.select(TransferRule.is_covered).where(TransferRule.country == country)) is covered


def test_the_partnership_page_says_what_is_owed_until_it_was_read(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any
) -> None:
    reader = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/partnership")
    reader.sees("Before you share with schools abroad").follow("What Hill Primary School shares with schools in Kenya")
    assert reader.h1 == TITLE
    reader.sees("They do not see your e-mail addresses").press("We have read this")
    reader.sees("It is noted for your school.", f"{cast.coordinator.name} read this for the school")
    assert reader.page.find("button", string="We have read this") is None
    note = read(sa.select(TransferNote))
    assert (note.school_id, note.person_id, note.rule_version) == (cast.school["hill"], cast.coordinator.id, 1)
    assert read(sa.select(AuditEntry.kind).where(AuditEntry.kind == "transfer_noted")) is not None
    for someone in (cast.coordinator, cast.teacher):
        again = reader_for(someone).get(f"/clusters/{cast.river}/partnership", expect=None)
        assert "Before you share" not in again.text
    reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}/partnership").sees("What Vale Primary School shares")
    reader.post(page(app, cast), expect=None)
    assert notes(read) == 1


def test_a_school_abroad_reads_nothing_about_schools_here(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader_for(cast.abroad).get(f"/clusters/{cast.river}/partnership").does_not_see("Before you share")


@pytest.mark.parametrize(("school", "country"), [("hill", "FR"), ("hill", "GB"), ("tumaini", "KE")])
def test_there_is_no_page_where_nothing_has_to_be_said(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, school: str, country: str
) -> None:
    someone = cast.abroad if school == "tumaini" else cast.teacher
    reader_for(someone).get(page(app, cast, school, country), expect=404)


def test_it_is_for_the_schools_own_people(reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any) -> None:
    for someone in (cast.outsider, cast.manager, cast.admin, cast.abroad):
        reader = reader_for(someone)
        reader.get(page(app, cast), expect=404)
        reader.post(page(app, cast), expect=404)
    assert notes(read) == 0


def test_a_changed_rule_is_read_again(reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any) -> None:
    reader_for(cast.coordinator).get(page(app, cast)).press("We have read this")
    admin = reader_for(cast.admin).get("/administration/shared-abroad").sees("Kenya", "Cambodia")
    admin.get(f"/administration/shared-abroad/{rule(app, 'KE')}").fill(words="We have a contract with them.").press(
        "Save"
    )
    admin.sees("We have a contract with them.")
    reader = reader_for(cast.coordinator).get(page(app, cast)).sees("We have a contract with them.")
    reader.press("We have read this")
    assert notes(read) == 2


def test_a_covered_country_is_not_asked_about(reader_for: Callable[..., Reader], cast: Cast, app: Flask) -> None:
    admin = reader_for(cast.manager).get(f"/administration/shared-abroad/{rule(app, 'KE')}")
    admin.fill(is_covered=True).press("Save")
    reader_for(cast.coordinator).get(f"/clusters/{cast.river}/partnership").does_not_see("Before you share")


def test_two_who_change_it_at_once(reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any) -> None:
    path = f"/administration/shared-abroad/{rule(app, 'KE')}"
    first, second = reader_for(cast.admin).get(path), reader_for(cast.manager).get(path)
    first.fill(words="First.").press("Save")
    second.fill(words="Second.").press("Save", expect=409)
    assert read(sa.select(TransferRule.words).where(TransferRule.country == "KE")) == "First."


@pytest.mark.parametrize("key", ["teacher", "reviewer", "officer", "safeguarding", "auditor"])
def test_only_managers_and_administrators_change_it(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, key: str
) -> None:
    reader = reader_for(cast.people[key])
    reader.get("/administration/shared-abroad", expect=403)
    reader.post(f"/administration/shared-abroad/{rule(app, 'KE')}", {"words": "x"}, expect=404)


def test_a_request_says_it_first_and_notes_it(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any
) -> None:
    """Brook has no partner yet; it writes to a school in Kenya, which answers."""

    def look() -> None:
        school = session().get_one(School, cast.school["tumaini"])
        profile = session().scalar(sa.select(SchoolProfile).where(SchoolProfile.school_id == school.id))
        if profile is None:
            profile = SchoolProfile(school_id=school.id)
            session().add(profile)
        profile.looking = Looking.YES
        session().flush()
        keep_listing(school)

    commit(app, look)
    reader = reader_for(cast.outsider).get(f"/partners/schools/{cast.school['tumaini']}/ask")
    reader.sees(TITLE, "we note that you have read this for your school")
    assert notes(read) == 0
    reader.fill(proposal="letters", message="We would like to write letters about our rivers.")
    reader.press("Send")
    note = read(sa.select(TransferNote))
    assert (note.school_id, note.person_id) == (cast.school["brook"], cast.outsider.id)
    reader.get(f"/partners/schools/{cast.school['tumaini']}/ask").does_not_see(TITLE)
    request_id = read(sa.select(PartnershipRequest.id))
    answering = reader_for(cast.abroad).get(f"/partners/requests/{request_id}/accept")
    answering.does_not_see("What is shared with schools in").press("Say yes")
    assert notes(read) == 1


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_panel_takes_one_statement(reader_for: Callable[..., Reader], cast: Cast, app: Flask, count: int) -> None:
    countries = ["KE", "KH", "NP", "IN", "GH", "ZA", "UG", "RW", "TZ", "ZM"]

    def lay() -> None:
        for n in range(count):
            code = countries[n % len(countries)]
            school = School(name=f"School {n}", country=code, zone="Africa/Nairobi", proposed_by_id=cast.outsider.id)
            session().add(school)
            session().flush()
            session().add(
                ClusterMembership(
                    cluster_id=cast.river, school_id=school.id, side=Side.PARTNER, status=MembershipStatus.JOINED
                )
            )

    commit(app, lay)
    reader = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/partnership")
    own = [s for s in reader.statements if "transfer_rule" in s]
    assert len(own) == 1
    shown = [a for a in reader.page.find_all("a") if "/shared-abroad/" in str(a.get("href"))]
    assert len(shown) == min(count, len(countries))


def test_the_walk_has_its_subject(app: Flask, cast: Cast) -> None:
    ids = make_own(app, cast)
    assert ids["rule_id"] == rule(app, "KE")


def test_a_country_is_found_by_a_part_of_its_name(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader = reader_for(cast.manager).get("/administration/shared-abroad?q=keny").sees("Kenya").does_not_see("Nepal")
    reader.get("/administration/shared-abroad?q=cote").sees("Ivoire").does_not_see("Kenya")
    reader.get("/administration/shared-abroad?q=NP").sees("Nepal").does_not_see("Kenya")
    reader.get("/administration/shared-abroad?q=Atlantis").sees("No country is called so.")


def test_before_a_yes_to_a_cluster_abroad_it_is_said(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any
) -> None:
    """The other cluster has a school in Kenya, about which Hill has not read."""

    def ask() -> Any:
        held, at = session(), clock.now()
        lake = Cluster(
            name="Lake schools", theme="Lakes", status=ClusterStatus.ACTIVE, started_by_school_id=cast.school["tumaini"]
        )
        held.add(lake)
        held.flush()
        held.add(
            ClusterMembership(
                cluster_id=lake.id, school_id=cast.school["tumaini"], status=MembershipStatus.JOINED, joined_at=at
            )
        )
        made = ClusterRequest(
            from_cluster_id=lake.id, to_cluster_id=cast.river, pair_key=pair_key(lake.id, cast.river), asked_by_id=cast.abroad.id,
            proposal="Water", message="Shall we?", message_digest="x", expires_at=at + timedelta(days=21),
        )  # fmt: skip
        held.add(made)
        held.flush()
        return made.id

    where = f"/clusters/{cast.river}/matching/requests/{commit(app, ask)}/accept"
    carys = reader_for(cast.coordinator).get(where).sees("Before you share with schools abroad")
    carys.follow("What Hill Primary School shares with schools in Kenya").press("We have read this")
    assert notes(read) == 1
    carys.get(where).does_not_see("Before you share")
