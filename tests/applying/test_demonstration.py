"""The demonstration of this wing: every account of the programme's desk finds its work, and loading again adds nothing."""

from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import Application
from portal.applying.awards.models import Award, Decision
from portal.applying.programmes.models import Round
from portal.applying.reviews.models import Review
from portal.commands.demo import applying, people
from portal.commands.demo.world import World
from portal.core import clock as the_clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.forming.clusters.models import (
    Cluster,
    ClusterMembership,
    MembershipStatus,
    Office,
    OfficeKind,
    OfficeStatus,
)
from portal.oversight.notifications import needs
from portal.running.partnerships.models import Partnership

CLUSTERS = {
    "hill": ("hill", "mill", "academy"),
    "beacon": ("beacon", "quay", "fen"),
    "ysgol": ("ysgol", "castle"),
    "himal": ("himal", "jyoti", "tara"),
}


def lay_clusters(world: World) -> None:
    """The clusters that apply, as bare as can be."""
    at = the_clock.now()

    def deed(*, by: Any) -> None:
        for lead, schools in CLUSTERS.items():
            contact = world.people[world.made["contact"][lead]].id
            cluster = Cluster(
                name=f"Cluster of {lead}",
                theme="Water",
                status="active",
                started_by_school_id=world.schools[lead].id,
                started_by_id=contact,
            )
            session().add(cluster)
            session().flush()
            for school in schools:
                session().add(
                    ClusterMembership(
                        cluster_id=cluster.id,
                        school_id=world.schools[school].id,
                        status=MembershipStatus.JOINED,
                        joined_at=at,
                    )
                )
            for kind in (OfficeKind.LEAD_SCHOOL, OfficeKind.CONTACT_TEACHER):
                session().add(
                    Office(
                        cluster_id=cluster.id,
                        kind=kind,
                        school_id=world.schools[lead].id,
                        person_id=contact,
                        status=OfficeStatus.ACCEPTED,
                        accepted_at=at,
                    )
                )
            session().flush()

    perform(deed, by=SYSTEM)


def kinds(world: World, key: str) -> list[str]:
    """What this account has to do at the programme's desk."""
    found = [n.path.split("/")[1] + ":" + n.task.split(":")[0] for n in needs.list_needs(world.signed_in(key))]
    return sorted(line for line in found if not line.startswith("verification"))


def state() -> dict[str, Any]:
    session().commit()
    session().expire_all()
    stages = session().execute(
        sa.select(Round.name, Cluster.name, Application.stage).select_from(Application).join(Round).join(Cluster)
    )
    return {
        "stages": sorted((r.split(" ")[0], c.split(" ")[-1], s.value) for r, c, s in stages),
        "reviews": sorted(s.value for s in session().scalars(sa.select(Review.status))),
        "decisions": sorted(d.value for d in session().scalars(sa.select(Decision.outcome))),
        "awards": [a.status.value for a in session().scalars(sa.select(Award))],
    }


def test_every_desk_has_its_work(database: Any) -> None:
    world = World(password="three grey herons")
    people.load(world)
    lay_clusters(world)
    applying.load(world)
    found = state()
    assert found["stages"] == [
        ("First", "beacon", "accepted"),
        ("First", "ysgol", "released"),
        ("Second", "beacon", "in_review"),
        ("Second", "hill", "moderation"),
        ("Second", "himal", "decided"),
        ("Second", "ysgol", "in_review"),
        ("Small", "beacon", "screening"),
        ("Small", "himal", "submitted"),
        ("Small", "ysgol", "moderation"),
        ("Third", "hill", "draft"),
    ]
    assert found["reviews"] == ["assigned"] + ["locked"] * 10 + ["open", "returned", "submitted"]
    assert (found["decisions"], found["awards"]) == (["approved", "conditional", "declined"], ["active"])
    assert session().scalars(sa.select(Partnership.award_id)).all() == session().scalars(sa.select(Award.id)).all()
    assert kinds(world, "reviewer") == ["reviews:Review the application"] * 2 + [
        "reviews:Score the sample application for practice"
    ]
    assert kinds(world, "reviewer2") == []
    assert kinds(world, "moderator") == [
        "applications:Moderate the reviews",
        "samples:Write the agreed scores of the sample",
    ]
    assert kinds(world, "officer") == [
        "applications:Check whether the application meets the rules",
        "applications:Choose reviewers for the application",
        "award-changes:Answer the change of an award that is asked for",
        "decisions:Read the letter before it is sent",
    ]
    assert kinds(world, "manager") == ["applications:Record the decision"]
    assert kinds(world, "manager2") == [
        "applications:Record the decision",
        "decisions:Read the letter before it is sent",
    ]
    assert the_clock.clock.held is not None
    again = World(password="three grey herons")
    people.load(again)
    applying.load(again)
    assert state() == found
