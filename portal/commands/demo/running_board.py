"""Partnerships of all three shapes, and boards on which people talk in their own languages. All invented.

Replies that are needed: one soon by Marlbury Hill (teacher@), one late by Tumaini (abroad@), one that Orchard House answered for Mill Lane.
`world.made["partnerships"]` gives the ids of the partnerships by the key of their cluster, `world.made["threads"]` those of the conversations by title.
"""

import io
import uuid
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock, storage
from portal.core.database import session
from portal.forming.clusters.queries import get_cluster
from portal.running.board import queries, services
from portal.running.board.models import Attached, Begun, Consent, Message, People, Thread, ThreadCategory, Wanted
from portal.running.board.pictures import with_small
from portal.running.partnerships import queries as partnership_queries
from portal.running.partnerships import services as partnerships
from portal.running.partnerships.models import Partnership, PartnershipShape

CONVERSATION, QUESTION = ThreadCategory.CONVERSATION, ThreadCategory.QUESTION
NEWS, HELP = ThreadCategory.ANNOUNCEMENT, ThreadCategory.HELP


@dataclass(frozen=True)
class Link:
    """A pair: who proposes it; `by` who agrees, None while it is still open."""

    home: str
    partner: str
    proposed_by: str
    agreed_by: str | None
    days: int


@dataclass(frozen=True)
class Plan:
    """A partnership of the demonstration, opened `days` ago by the coordinator `lead`. `twin`: the partner cluster, and who accepts for it."""

    cluster: str
    name: str
    shape: PartnershipShape
    lead: str
    days: int
    links: tuple[Link, ...]
    twin: tuple[str, str] | None = None


@dataclass(frozen=True)
class Said:
    """A message, `days` ago. `needs`: a reply from this school within so many days. `for_school`: answered in its place.
    `before`: what it said first, an hour earlier. `pictures`: the names of drawings that go with it."""

    days: int
    who: str
    text: str
    language: str = "en"
    needs: tuple[str, int] | None = None
    for_school: str | None = None
    hour: int = 10
    before: str = ""
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Talk:
    """A conversation on the board of a cluster. `noted`: who says of news that their school has noted it."""

    cluster: str
    title: str
    category: ThreadCategory
    said: tuple[Said, ...]
    noted: tuple[str, ...] = ()


PLANS = (
    Plan(
        "marlbury",
        "Marlbury and Kisumu",
        PartnershipShape.BILATERAL,
        "lead",
        190,
        (
            Link("hill", "tumaini", "teacher", "abroad", 188),
            Link("mill", "tumaini", "contact", "abroad", 150),
            Link("academy", "tumaini", "contact3", None, 3),
        ),
    ),
    Plan(
        "beacon",
        "Three by three: Beacon and Himal",
        PartnershipShape.MIRRORED,
        "lead2",
        45,
        (
            Link("beacon", "himal", "lead2", "abroadlead", 42),
            Link("quay", "jyoti", "contact5", "jyoti", 41),
            Link("fen", "tara", "contact6", "tara", 40),
        ),
        twin=("himal", "abroadlead"),
    ),
    Plan(
        "contrast",
        "Aberwen and Pune",
        PartnershipShape.BILATERAL,
        "lead3",
        100,
        (Link("ysgol", "kiran", "kiran", "lead3", 98),),
    ),
    Plan(
        "trilateral",
        "Three shores, one project",
        PartnershipShape.JOINT,
        "contact5",
        80,
        (Link("quay", "lilas", "contact5", "lilas", 78), Link("quay", "ipe", "ipe", "contact5", 77)),
    ),
)

TALKS = (
    Talk(
        "marlbury",
        "Hello from the lake",
        CONVERSATION,
        (
            Said(186, "abroad", "Habari! We are **Tumaini Primary School** in Kisumu. Our classes sit by the lake and can see the fishing boats.\n\n"
                 "What do your pupils see from their windows?"),
            Said(185, "teacher", "Good morning from Marlbury Hill! We see the river, two bridges and very often rain. "
                 "@Mill Lane Primary School, what do you see?"),
            Said(184, "contact", "Mill Lane sees the old mill wheel. It has not turned for sixty years, and our Year 4 wants to know why."),
            Said(182, "abroad", "Karibu sana! Wanafunzi wetu wanauliza: je, mto wenu una samaki?", "sw"),
            Said(181, "teacher2", "Yes: trout and sticklebacks. Here they are, drawn by our class.",
                 pictures=("trout.png", "stickleback.png", "two bridges.png")),
        ),
    ),
    Talk(
        "marlbury",
        "How do you measure rain?",
        QUESTION,
        (
            Said(4, "abroad", "Our pupils made rain gauges from bottles:\n\n- cut the top off\n- turn it over\n- mark every ten millimetres\n\n"
                 "How do you measure, so that we can compare?", needs=("hill", 6)),
            Said(3, "teacher3", "At Orchard House we use a bucket and a ruler. It works, but the bucket blows over."),
        ),
    ),
    Talk(
        "marlbury",
        "Names of the rivers on your map",
        QUESTION,
        (
            Said(12, "lead", "We are drawing one large map for the hall. Which rivers run into your side of the lake, and what do their names mean?",
                 needs=("tumaini", 10)),
            Said(9, "contact3", "Our sixth form would like to help with the map. We have a long wall."),
        ),
    ),
    Talk(
        "marlbury",
        "Which songs for the water day?",
        QUESTION,
        (
            Said(25, "abroad", "We want to sing one song from your side on the water day. Mill Lane, could you send us the words of one?",
                 needs=("mill", 8)),
            Said(18, "teacher3", "Mill Lane has illness in the house this week, so we answer: the words of *The Mill by the River* are below. "
                 "We will record it on Friday.\n\n> Round goes the wheel and round again,\n> down comes the river after rain.",
                 for_school="mill"),
            Said(17, "abroad", "Asante sana! We are practising already.", "sw"),
            Said(16, "contact", "Thank you, Orchard House. We are back and will join the recording."),
        ),
    ),
    Talk(
        "marlbury",
        "Water day: what each school brings",
        NEWS,
        (
            Said(8, "lead", "**Everyone**: the plan for the water day is on the calendar. Each school brings one question and one jar "
                 "of its own water.", hour=15),
            Said(7, "contact4", "Orchard House brings watering cans. Please keep one quiet corner for our pupils.",
                 before="Orchard House brings watering cans."),
        ),
        ("contact", "abroad"),
    ),
    Talk(
        "marlbury",
        "Our projector is broken until Monday",
        HELP,
        (
            Said(1, "contact3", "We cannot show anything to the class until Monday. How do you hold a call with one telephone and thirty pupils?"),
        ),
    ),
    Talk(
        "contrast",
        "Gwledd o ieithoedd",
        CONVERSATION,
        (
            Said(30, "lead3", "Bore da bawb! Pa ieithoedd sydd i’w clywed ar iard eich ysgol? Mae ein disgyblion yn siarad Cymraeg, Saesneg a Phwyleg.", "cy"),
            Said(29, "contact7", "In the valley we hear English, a little Welsh and, since last year, Ukrainian."),
            Said(27, "kiran", "नमस्ते! हमारे विद्यालय में मराठी, हिन्दी और अंग्रेज़ी बोली जाती है। We would love to teach you to count.", "hi"),
            Said(1, "arz", "صباح الخير! نحن مدعوون إلى هذه المجموعة. تلاميذنا يتكلمون العربية والفرنسية، ونحب أن نسمع أغانيكم.", "ar"),
        ),
    ),
    Talk(
        "core",
        "Rice, beans and one square metre",
        HELP,
        (
            Said(5, "contact3", "We have one square metre of ground at each school. What would you grow on it?"),
            Said(4, "angkor", "សួស្តី! សិស្សរបស់យើងដាំបន្លែ និងស្រូវ។ យើងនឹងផ្ញើរូបគំនូរអំពីសួនរបស់យើង។", "km"),
            Said(2, "contact4", "Thank you! Could you tell us how often you water the rice?", needs=("angkor", 9)),
        ),
    ),
    Talk(
        "trilateral",
        "Qui travaille au port ?",
        QUESTION,
        (
            Said(20, "lilas", "Bonjour ! Nos élèves ont interrogé une capitaine et un grutier. *Qui travaille dans votre port ?*", "fr"),
            Said(19, "ipe", "Bom dia! No nosso porto há pescadores, vendedoras de açaí e pilotos de barco.", "pt"),
            Said(18, "contact5", "Ours has a lifeboat crew, and one of our mothers repairs nets. We will ask her to come in.",
                 needs=("ipe", 25)),
        ),
    ),
    Talk(
        "beacon",
        "Market day on both sides",
        CONVERSATION,
        (
            Said(38, "lead2", "Welcome, Himal schools! On Saturday our pupils wrote down the price of ten things at the market."),
            Said(36, "abroadlead", "नमस्ते! हाम्रो हाट बजार शनिबार लाग्छ। We will write down the same ten things.", "ne"),
            Said(6, "tara", "Our list is ready: rice, potatoes, a notebook, a cup of tea ... Shall we compare next week?", needs=("fen", 9)),
        ),
    ),
)  # fmt: skip


def load(world: World) -> None:
    """Open the partnerships and fill the boards that are still empty."""
    clusters: dict[str, uuid.UUID] = world.made["clusters"]
    opened: dict[str, uuid.UUID] = world.made.setdefault("partnerships", {})
    for plan in PLANS:
        query = sa.select(Partnership.id).where(
            Partnership.cluster_id == clusters[plan.cluster], Partnership.name == plan.name
        )
        known = session().scalar(query)
        session().commit()
        opened[plan.cluster] = known or _open(world, plan, clusters)
    threads: dict[str, uuid.UUID] = world.made.setdefault("threads", {})
    for talk in TALKS:
        cluster_id = clusters[talk.cluster]
        known = session().scalar(
            sa.select(Thread.id).where(Thread.cluster_id == cluster_id, Thread.title == talk.title)
        )
        session().commit()
        threads[talk.title] = known or _talk(world, talk, cluster_id)
        if known is None and talk.title == "How do you measure rain?":
            _begin_a_draft(world, cluster_id, threads[talk.title])


def _drawings(said: Said) -> tuple[Attached, ...]:
    """Coloured sheets with a shape on them, made here, in which nobody can be seen."""
    from PIL import Image, ImageDraw

    made = []
    for place, name in enumerate(said.pictures):
        sheet = Image.new("RGB", (900, 600), ("#d9ecf2", "#f6e7c8", "#dfeadb")[place % 3])
        pen = ImageDraw.Draw(sheet)
        pen.ellipse((180, 200, 640, 400), fill="#12403c")
        pen.polygon([(620, 300), (780, 190), (780, 410)], fill="#12403c")
        pen.ellipse((260, 260, 290, 290), fill="#ffffff")
        written = io.BytesIO()
        sheet.save(written, "PNG")
        written.seek(0)
        upload = storage.receive(written, name, field="attachment", most_bytes=5_000_000)
        made.append(with_small(upload, Consent(People.NOBODY)))
    return tuple(made)


def _begin_a_draft(world: World, cluster_id: uuid.UUID, thread_id: uuid.UUID) -> None:
    """Someone has begun an answer and was called away."""
    words = Begun("We measure with a bucket on the roof. Last week we had", language="en")
    with world.then(days=-1):
        world.do(services.keep_draft, by="teacher", cluster_id=cluster_id, thread_id=thread_id, words=words)


def _open(world: World, plan: Plan, clusters: dict[str, uuid.UUID]) -> uuid.UUID:
    cluster_id = clusters[plan.cluster]
    with world.then(days=-plan.days):
        cluster = get_cluster(cluster_id)
        made = world.do(partnerships.open_partnership, cluster, by=plan.lead, name=plan.name, shape=plan.shape)
        partnership_id: uuid.UUID = made.id
    if plan.twin is not None:
        twin_id, accepts = clusters[plan.twin[0]], plan.twin[1]
        with world.then(days=-plan.days, hour=12):
            found = partnership_queries.get_partnership(cluster_id, partnership_id)
            world.do(partnerships.ask_partner_cluster, found, by=plan.lead, partner_cluster_id=twin_id)
        with world.then(days=-plan.days + 1):
            offer = partnership_queries.get_offer(twin_id, partnership_id)
            world.do(partnerships.accept_partner_cluster, offer, by=accepts)
    for link in plan.links:
        _link(world, cluster_id, partnership_id, link)
    return partnership_id


def _link(world: World, cluster_id: uuid.UUID, partnership_id: uuid.UUID, link: Link) -> None:
    with world.then(days=-link.days):
        found = partnership_queries.get_partnership(cluster_id, partnership_id)
        home, partner = world.schools[link.home].id, world.schools[link.partner].id
        words = {"home_school_id": home, "partner_school_id": partner}
        pair_id = world.do(partnerships.propose_pair, found, by=link.proposed_by, **words).id
    if link.agreed_by is not None:
        with world.then(days=-link.days + 1):
            pair = partnership_queries.get_pair(cluster_id, partnership_id, pair_id)
            world.do(partnerships.agree_pair, pair, by=link.agreed_by)


def _talk(world: World, talk: Talk, cluster_id: uuid.UUID) -> uuid.UUID:
    first, *others = talk.said
    with world.then(days=-first.days, hour=first.hour):
        thread = world.do(
            services.start_thread,
            queries.get_board(cluster_id),
            by=first.who,
            title=talk.title,
            category=talk.category,
            message=Message(first.text, first.language),
            wanted=_wanted(world, first),
        )
        thread_id: uuid.UUID = thread.id
        if talk.category == NEWS:
            world.do(services.pin_thread, queries.get_thread(cluster_id, thread_id), by=first.who)
    for who in talk.noted:
        with world.then(days=1 - first.days):
            world.do(services.note_announcement, queries.get_thread(cluster_id, thread_id), by=who)
    for said in others:
        with world.then(days=-said.days, hour=said.hour):
            thread = queries.get_thread(cluster_id, thread_id)
            for_school = world.schools[said.for_school].id if said.for_school else None
            message = Message(said.before or said.text, said.language, files=_drawings(said))
            wanted = _wanted(world, said)
            post = world.do(
                services.post_reply, thread, by=said.who, message=message, for_school_id=for_school, wanted=wanted
            )
            post_id = post.id
        if said.before:
            with world.then(days=-said.days, hour=said.hour + 1):
                found, words = (
                    queries.get_post(cluster_id, thread_id, post_id),
                    {"text": said.text, "language": said.language},
                )
                world.do(services.edit_post, found, by=said.who, version=1, **words)
    return thread_id


def _wanted(world: World, said: Said) -> Wanted | None:
    if said.needs is None:
        return None
    school = world.schools[said.needs[0]]
    return Wanted(school.id, clock.today(school.zone) + timedelta(days=said.needs[1]))
