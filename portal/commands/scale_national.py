"""A whole country as a scale world: `flask --app wsgi scale load --world national`. 1,148 clusters of core, satellite and annex schools, 7,631 schools in them
(5,619 satellites, 864 annexes), 402 schools in none, 153 clusters supported by four bodies: the figures of a published national count of 2010-11. The
names are invented."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import accumulate
from typing import Any

from portal.commands import scale_governing, scale_pooling
from portal.commands.scale import World
from portal.commands.scale_gathering import part_of
from portal.forming.backing.models import SupportRecord
from portal.forming.clusters.models import Cluster, ClusterMembership, Office
from portal.forming.parts.models import SchoolPart
from portal.identity.accounts.models import Person, RoleGrant
from portal.identity.schools.models import School, SchoolFunction, SchoolMember
from portal.policy.people import Role

CLUSTERS, SATELLITES, ANNEXES, OUTSIDE = 1_148, 5_619, 864, 402
SUPPORTED = (
    ("Northern children’s fund", 53),
    ("Two Rivers education trust", 3),
    ("Bridges to school", 61),
    ("Volunteers beside teachers", 36),
)


class National(World):
    """The same numbering as the scale world, with other clusters. Cores, satellites and annexes are spread as evenly as whole numbers allow."""

    def __init__(self, fraction: float) -> None:
        self.share = max(4, int(CLUSTERS * fraction))
        self.sizes = [1 + _spread(SATELLITES, CLUSTERS, n) + _spread(ANNEXES, CLUSTERS, n) for n in range(self.share)]
        self.starts = [0, *accumulate(self.sizes)]
        super().__init__(fraction)
        self.clusters = self.share
        self.inside = self.starts[-1]
        self.schools = self.inside + max(1, OUTSIDE * self.share // CLUSTERS)

    def schools_of(self, cluster: int) -> range:
        """The core first, then satellites, then annexes."""
        cluster = min(cluster, self.share - 1)
        return range(self.starts[cluster], self.starts[cluster + 1])

    def zone_of(self, school: int) -> str:
        return "Asia/Phnom_Penh"

    def member_schools(self) -> Iterable[dict[str, Any]]:
        for row in super().member_schools():
            yield row | {"country": "KH", "language": "km"}

    def memberships(self) -> Iterable[dict[str, Any]]:
        for row in super().memberships():
            yield row | {"side": "home"}

    def tables(self) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
        """People, schools, clusters, what schools are in them, and who supports them."""
        yield "people", Person, self.people()
        yield "schools", School, self.member_schools()
        yield "members of schools", SchoolMember, self.members()
        yield "functions", SchoolFunction, self.functions()
        yield "clusters", Cluster, self.cluster_rows()
        yield "memberships", ClusterMembership, self.memberships()
        yield "offices", Office, self.offices()
        yield "parts of schools", SchoolPart, self.parts()
        yield "supporters of clusters", SupportRecord, self.supporters()
        yield "programme managers", RoleGrant, self.managers()
        yield from scale_governing.tables(self)
        yield from scale_pooling.shared(self)

    def parts(self) -> Iterable[dict[str, Any]]:
        """Satellites are linked through the core, annexes through the first satellite."""
        for n in range(self.clusters):
            schools = self.schools_of(n)
            satellites = _spread(SATELLITES, CLUSTERS, n)
            for place, school in enumerate(schools):
                name = "Core" if place == 0 else "Satellite" if place <= satellites else "Annex"
                through = None if place == 0 else schools[0] if place <= satellites else schools[1]
                yield self.record("school_part", school) | {
                    "cluster_id": self.key("cluster", n), "membership_id": self.key("membership", school), "part_id": part_of(name),
                    "through_id": self.key("membership", through) if through is not None else None,
                }  # fmt: skip

    def supporters(self) -> Iterable[dict[str, Any]]:
        """So many clusters for each body; a fraction of the world has a fraction of each."""
        number = 0
        for agency, clusters in SUPPORTED:
            for _one in range(max(1, clusters * self.share // CLUSTERS)):
                yield self.record("support_record", number) | {
                    "cluster_id": self.key("cluster", number % self.clusters), "agency": agency, "folded_agency": agency.lower(), "help": "training",
                    "from_on": self.at.date() - timedelta(days=900), "until_on": self.at.date() + timedelta(days=number % 700), "words": "", "version": 1,
                }  # fmt: skip
                number += 1

    def managers(self) -> Iterable[dict[str, Any]]:
        """The last of the numbered people, as in the other world."""
        person = self.key("person", self.manager())
        yield self.record("manager", 0) | {"person_id": person, "role": Role.PROGRAMME_MANAGER}


def _spread(number: int, over: int, place: int) -> int:
    """How many of `number` the cluster at this place gets: they add up to `number` over all of them."""
    return number * (place + 1) // over - number * place // over
