"""My area."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.core.database import session
from portal.forming.clusters.models import Cluster, ClusterMembership, MembershipStatus
from portal.identity.organisations.models import Organisation, OrganisationKind
from portal.identity.schools.models import School, SchoolStatus
from tests.support.cast import Cast, commit


def test_an_officer_sees_schools_and_clusters_of_their_authority(cast: Cast, reader_for: Callable[..., Any]) -> None:
    reader = reader_for(cast.authority).get("/what-needs-me").follow("My area")
    reader.sees("Ford Special School", "Hill Primary School", "Quiet Lane")
    reader.does_not_see("Brook High School", "Tumaini")
    reader.follow("Clusters").get("/area/clusters").sees("River schools", "3 schools of your area")


def test_the_dates_of_the_authority_are_a_link_away(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    authority = {"kind": OrganisationKind.AUTHORITY, "name": "Ada County", "code": "990", "country": "GB"}
    commit(app, lambda: session().add(Organisation(**authority, folded_name="ada county")))
    reader = reader_for(cast.authority).get("/area").follow("Term dates of Ada County")
    reader.sees("Dates of the school year", "Add dates")


@pytest.mark.parametrize("who", ["teacher", "manager", "nobody", "admin"])
def test_nobody_else_does(cast: Cast, reader_for: Callable[..., Any], who: str) -> None:
    reader_for(cast.people[who]).get("/area", expect=403)
    reader_for(cast.people[who]).get("/area/clusters", expect=403)


def test_words_and_standing_narrow_the_list(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    new = SchoolStatus.PROPOSED
    commit(app, lambda: session().add(School(name="Newly come", town="Porthcawl", authority_code="990", status=new)))
    reader = reader_for(cast.authority)
    reader.get("/area?q=hill").sees("Hill Primary School").does_not_see("Ford Special School")
    reader.get("/area?q=PORTH").sees("Newly come").does_not_see("Hill Primary School")
    reader.get("/area?standing=not_verified").sees("Newly come").does_not_see("Hill Primary School")
    reader.get("/area?standing=verified").sees("Hill Primary School").does_not_see("Newly come")
    reader.get("/area?q=%25").sees("No school found")
    reader.get("/area?standing=nonsense").sees("Newly come", "Hill Primary School")
    reader.get("/area/clusters?q=river").sees("River schools")
    reader.get("/area/clusters?q=nothing+of+it").sees("No cluster found").does_not_see("River schools")


def test_clusters_are_paged_and_cost_the_same(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    reader, counts = reader_for(cast.authority), []
    for number in (1, 3, 60):

        def more(number: int = number) -> None:
            for n in range(number):
                cluster = Cluster(name=f"Cluster {number}-{n:02}", theme="Water", started_by_school_id=cast.school["hill"],
                                  started_by_id=cast.people["teacher"].id)  # fmt: skip
                session().add(cluster)
                session().flush()
                joined = MembershipStatus.JOINED
                session().add(ClusterMembership(cluster_id=cluster.id, school_id=cast.school["hill"], status=joined))

        commit(app, more)
        reader.get("/area/clusters?q=cluster")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
    reader.sees("Cluster 1-00").does_not_see("Cluster 60-59")
    reader.follow("Next page").sees("Cluster 60-59").does_not_see("Cluster 1-00")


def test_the_number_of_statements_does_not_grow(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    reader = reader_for(cast.authority)
    counts = []
    for number in (1, 3, 60):

        def more(number: int = number) -> None:
            verified = SchoolStatus.VERIFIED
            schools = [
                School(name=f"School {number}-{n:02}", authority_code="990", status=verified) for n in range(number)
            ]
            session().add_all(schools)

        commit(app, more)
        reader.get("/area")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
    reader.follow("Next page").sees("School 60-59")


def test_a_refused_school_is_not_listed(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    commit(app, lambda: session().add(School(name="Gone", authority_code="990", status=SchoolStatus.REJECTED)))
    reader_for(cast.authority).get("/area").does_not_see("Gone")
