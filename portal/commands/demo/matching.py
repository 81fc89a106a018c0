"""Clusters that look for a partner cluster, at home and abroad, requests between them, and partners invited to build their own. All invented.

Clusters made here: `maji` (four schools in East Africa), `deux` (two in Senegal and Morocco), `monte` (three in Spanish-speaking countries).
"""

import uuid
from dataclasses import dataclass, field

import sqlalchemy as sa

from portal.commands.demo.finding_places import PLACES
from portal.commands.demo.forming import Plan, make
from portal.commands.demo.world import World
from portal.core.database import session
from portal.forming.clusters.models import Cluster, ClusterForm
from portal.forming.clusters.queries import get_cluster
from portal.identity.accounts.models import LinkPurpose
from portal.identity.accounts.queries import live_link
from portal.running.matching import services
from portal.running.matching.models import ClusterRequest, ClusterWish
from portal.running.mirrors import services as mirrors
from portal.running.mirrors.models import LeadMessage, MirrorInvitation
from portal.running.mirrors.queries import get_twins, list_twins

PLANS = (
    Plan(
        "maji",
        "Maji ni Uhai (Water is Life)",
        "Clean water for every school",
        "Each of our schools fetches or stores its water in another way.",
        "We are four schools in three countries and have one question in common.",
        ClusterForm.THEME,
        ("umoja", "baraka", "amani", "selam"),
        60,
    ),
    Plan(
        "deux",
        "Deux Rives",
        "Chansons et langues de la maison",
        "Our pupils speak one language at home and another in class.",
        "A school by the sea and one in the mountains.",
        ClusterForm.COMMUNITY_COHESION,
        ("teranga", "atlas"),
        50,
    ),
    Plan(
        "monte",
        "Monte y Mercado",
        "Market days and fair prices",
        "The market is where our villages meet.",
        "Three small schools, far apart, with the same weekly market.",
        ClusterForm.SAME_TYPE,
        ("olivo", "ceibo", "quetzal"),
        40,
    ),
)


@dataclass(frozen=True)
class Wish:
    """What a cluster looks for."""

    cluster: str
    by: str
    words: str
    wanted: dict[str, list[str]] = field(default_factory=dict)
    schools: int | None = None


WISHES = (
    Wish("marlbury", "lead", "Four schools by a lake or a river, to measure and compare water through the year.",
         {"countries": ["KE", "TZ", "UG"], "themes": ["water"], "languages": ["en"]}),
    Wish("contrast", "lead3", "Two schools that live with two languages, as we do.", {"languages": ["fr", "en", "cy"]}, 2),
    Wish("maji", "umoja", "Four schools in Europe that would like to share how water comes to them.", {"countries": ["GB", "IE"], "languages": ["en"]}),
    Wish("deux", "teranga", "Deux écoles, pour échanger des chansons. Two schools to swap songs with.", {"languages": ["fr", "en"]}),
    Wish("monte", "olivo", "Three schools that go to market: what does a basket cost where you live?", {"themes": ["food"]}),
)  # fmt: skip
# who asks whom, as whom, days ago, what is proposed, and who says no, why
REQUESTS = (
    ("maji", "marlbury", "umoja", 3, "A year of water, school by school", "", ""),
    ("monte", "contrast", "olivo", 20, "Market songs", "lead3", "Thank you! We look for two schools. Ask us again when one of yours is busy."),
)  # fmt: skip


def load(world: World) -> None:
    """Make the clusters, wishes and requests that are not there yet."""
    clusters: dict[str, uuid.UUID] = world.made["clusters"]
    for place in PLACES:
        world.made["contact"].setdefault(place.key, place.key)
    for plan in PLANS:
        known = session().scalar(sa.select(Cluster.id).where(Cluster.name == plan.name))
        session().commit()
        clusters[plan.key] = known or make(world, plan)
    for wish in WISHES:
        _say(world, wish, clusters[wish.cluster])
    if session().scalar(sa.select(ClusterRequest.id).limit(1)) is None:
        session().rollback()
        _ask(world, clusters)
    if session().scalar(sa.select(MirrorInvitation.id).limit(1)) is None:
        session().rollback()
        _invite(world, clusters["core"])
    _talk(world, clusters["beacon"])


def _say(world: World, wish: Wish, cluster_id: uuid.UUID) -> None:
    known = session().scalar(sa.select(ClusterWish.id).where(ClusterWish.cluster_id == cluster_id))
    session().commit()
    if known is None:
        with world.then(days=-25):
            world.do(
                services.say_wish,
                get_cluster(cluster_id),
                by=wish.by,
                version=0,
                is_looking=True,
                looking_for=wish.words,
                schools_wanted=wish.schools,
                looking_until=None,
                wanted=wish.wanted,
            )


def _ask(world: World, clusters: dict[str, uuid.UUID]) -> None:
    for asking, asked, by, days, proposal, says_no, why in REQUESTS:
        with world.then(days=-days):
            made = world.do(
                services.ask_cluster,
                get_cluster(clusters[asking]),
                by=by,
                other_id=clusters[asked],
                proposal=proposal,
                message=f"{proposal}: our pupils would write to yours, each school to one of yours. Shall we try?",
            )
        if says_no:
            with world.then(days=1 - days):
                world.do(services.decline_request, session().get_one(ClusterRequest, made.id), by=says_no, reason=why)


# a school that is not here yet: name, country, whom one knows there, its address, days ago, and what became of it
INVITED = (
    ("Escola do Rio Claro", "PT", "Beatriz Falcão", "direcao@rio-claro.example", 4, ""),
    ("Skole ved Fjorden", "NO", "", "post@fjordskole.example", 40, "We are few this year. Please ask us again in August."),
)  # fmt: skip


def _invite(world: World, cluster_id: uuid.UUID) -> None:
    """One invitation waits, one was answered with no. The mails are not written: their addresses are nobody's."""
    tokens: list[str] = []

    def keep(_kind: str, _invitation: MirrorInvitation, token: str) -> None:
        tokens.append(token)

    for name, country, contact, address, days, says_no in INVITED:
        with world.then(days=-days):
            world.do(
                mirrors.invite_mirror,
                get_cluster(cluster_id),
                by=world.made["contact"]["academy"],
                school_name=name,
                country=country,
                contact_name=contact,
                address=address,
                message="Do you remember our exchange? Here we could go on, each with our own schools.",
                write=keep,
            )
        if says_no:
            with world.then(days=2 - days):
                world.do(mirrors.decline_invitation, live_link(tokens[-1], LinkPurpose.BUILD_TWIN), reason=says_no)


def _talk(world: World, cluster_id: uuid.UUID) -> None:
    """The two leads of the mirrored three by three have greeted each other."""
    known = session().scalar(sa.select(LeadMessage.id).limit(1))
    found = list_twins(cluster_id)
    ids = (found[0].id, found[0].partner_cluster_id) if found else None
    session().rollback()
    if known is not None or ids is None or ids[1] is None:
        return
    for days, side, by, words in (
        (30, cluster_id, "lead2", "Namaste! Shall we two talk once a month, before we plan with everyone?"),
        (29, ids[1], "abroadlead", "Gladly. Fridays after your lunch suit us: it is evening here."),
    ):
        with world.then(days=-days):
            world.do(mirrors.write_to_lead, get_twins(side, ids[0]), by=by, words=words)
