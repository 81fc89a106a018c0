"""Calendars over seven zones in all states, and stand-ins in all of theirs. All invented; every date is relative to today.

`world.made["activities"]` and `world.made["handoffs"]` give the ids by title. Asked of Marlbury Hill (teacher@): "Measuring the mill pond", and the reply
"What do your youngest pupils sing?" that Marlbury High School owes.
"""

import uuid
from dataclasses import dataclass
from datetime import time, timedelta

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.forming.clusters.queries import get_cluster
from portal.identity.terms.queries import years_of
from portal.running.activities import queries, services
from portal.running.activities.models import Activity, ActivityKind, Coming, What, When
from portal.running.board import queries as board_queries
from portal.running.board import services as board
from portal.running.board.models import Message, Thread, Wanted
from portal.running.handoffs import queries as handoff_queries
from portal.running.handoffs import services as handoffs
from portal.running.handoffs.models import Pack, Reason, Whom

PROPOSED, AGREED, CONFIRMED, ONE, DONE, MISSED, CANCELLED = range(7)
LIVE, LETTERS, MEETING = ActivityKind.LIVE, ActivityKind.EXCHANGE, ActivityKind.MEETING


@dataclass(frozen=True)
class Plan:
    """An activity: of which school (and whom), with which (and who answers there), so many days from today, on whose clocks, how far it came."""

    cluster: str
    title: str
    owner: tuple[str, str]
    partner: tuple[str, str] | None
    days: int
    starts: time
    zone: str
    until: int
    kind: ActivityKind = LIVE
    place: str = "https://meet.example/partnership"
    back_up: str | None = None
    minutes: int = 45


HILL, MILL, HIGH, ORCHARD = ("hill", "teacher"), ("mill", "teacher2"), ("academy", "contact3"), ("orchard", "teacher3")
KENYA, NEPAL, INDIA, CAMBODIA = ("tumaini", "abroad"), ("himal", "abroadlead"), ("kiran", "kiran"), ("angkor", "angkor")
FRANCE, BRAZIL = ("lilas", "lilas"), ("ipe", "ipe")
UK = "Europe/London"

PLANS = (
    Plan("marlbury", "Songs of the river, sung together", HILL, KENYA, -21, time(10), UK, DONE),
    Plan("marlbury", "Letters about our wells", MILL, KENYA, -12, time(9, 30), UK, DONE, LETTERS),
    Plan("marlbury", "Drawing the water cycle", ORCHARD, KENYA, -5, time(11), UK, ONE),
    Plan("marlbury", "Maps from memory", HIGH, KENYA, -9, time(13), UK, MISSED),
    Plan("marlbury", "Weather report from two hills", HILL, KENYA, 2, time(10), UK, AGREED),
    Plan("marlbury", "Joint assembly for World Water Day", HILL, KENYA, 6, time(10), UK, CONFIRMED, back_up="teacher2"),
    Plan("marlbury", "Measuring the mill pond", MILL, KENYA, 4, time(11), UK, CONFIRMED),
    Plan("marlbury", "A lake in ten pictures", ORCHARD, KENYA, 9, time(9, 45), UK, CONFIRMED),
    Plan("marlbury", "How deep is the lake? A lesson from Kisumu", KENYA, HILL, 11, time(14), "Africa/Nairobi", PROPOSED),
    Plan("marlbury", "Building a small filter", HIGH, KENYA, 13, time(10, 30), UK, CONFIRMED),
    Plan("marlbury", "Walk along the river", HILL, None, 16, time(13, 15), UK, AGREED, place="Marlbury bridge"),
    Plan("marlbury", "Teachers plan the summer term", HILL, KENYA, 20, time(15, 30), UK, PROPOSED, MEETING),
    Plan("marlbury", "Boat models", MILL, KENYA, 8, time(10), UK, CANCELLED),
    Plan("beacon", "What costs a meal?", ("beacon", "lead2"), NEPAL, 5, time(8, 15), UK, CONFIRMED),
    Plan("beacon", "Market day in two languages", ("quay", "contact5"), NEPAL, -4, time(8, 30), UK, DONE),
    Plan("beacon", "Morning in the hills", NEPAL, ("beacon", "lead2"), 12, time(13), "Asia/Kathmandu", PROPOSED),
    Plan("contrast", "Two towns, one valley", ("ysgol", "lead3"), INDIA, 7, time(9), UK, AGREED),
    Plan("core", "Stories of a river dolphin", HIGH, CAMBODIA, 10, time(8), UK, PROPOSED, LETTERS),
    Plan("trilateral", "Le marché, the market, o mercado", ("quay", "contact5"), FRANCE, 3, time(10), UK, CONFIRMED),
    Plan("trilateral", "Recipes from the coast", BRAZIL, ("quay", "contact5"), 15, time(9), "America/Sao_Paulo", PROPOSED),
)  # fmt: skip
PACK = Pack(
    note="Thank you for looking. Everything is prepared; the class is lovely.",
    plan="1. Greet the partner class and ask for the weather there (5 minutes).\n2. Show our three pictures and ask what they see.\n"
    "3. Let both classes guess, then compare.\n4. Say goodbye with the song.",
    materials="Projector, loudspeaker, the pictures in the blue folder at the school office.",
    class_profile="28 pupils of nine and ten. Two need the words in large print; one adult of the class is always there.",
    promised="We promised to bring the answers to their five questions.",
)
NEEDS = {
    "Joint assembly for World Water Day": (
        "The hall on the ground floor. The words are on the screen in large print; captions are switched on.",
        "English; a teacher in Kisumu puts it into Swahili.",
    ),
    "Walk along the river": ("A path without steps, with benches on the way.", ""),
    "Le marché, the market, o mercado": ("", "French, English and Portuguese in turn; pictures for all three."),
}
ROLES = {
    "Joint assembly for World Water Day": "Tells the story of the well, sings one song and asks us a question to take home.",
    "Measuring the mill pond": "Measures its own water on the same day and reads out the numbers.",
    "How deep is the lake? A lesson from Kisumu": "Guesses first, then checks each number on the map.",
}
CLASSES = "Years 4 and 5"
REPLY = "What do your youngest pupils sing?"


def load(world: World) -> None:
    """Fill the calendars that are still empty, then ask for stand-ins."""
    clusters: dict[str, uuid.UUID] = world.made["clusters"]
    made: dict[str, uuid.UUID] = world.made.setdefault("activities", {})
    fresh = False
    for plan in PLANS:
        where = (Activity.cluster_id == clusters[plan.cluster], Activity.title == plan.title)
        known = session().scalar(sa.select(Activity.id).where(*where))
        session().commit()
        fresh = fresh or known is None
        made[plan.title] = known or plan_activity(world, plan, clusters[plan.cluster])
    if fresh:
        _weekly(world, clusters["marlbury"])
        _guests(world, clusters["marlbury"], made["Joint assembly for World Water Day"])
        world.made["handoffs"] = _stand_ins(world, clusters["marlbury"], made)


def _weekly(world: World, cluster_id: uuid.UUID) -> None:
    """A short call every week, across the next change of clocks, to which the partner has said yes."""
    (owner, teacher), (partner, there) = HILL, KENYA
    first = clock.today(UK) + timedelta(days=6)
    days = services.days_of(first, first + timedelta(weeks=11), weeks=1)
    years = years_of([world.schools[owner].id, world.schools[partner].id], days[0], days[-1])
    series = world.do(
        services.propose_series,
        get_cluster(cluster_id),
        by=teacher,
        what=What(title="Ten minutes of river news", kind=LIVE, teacher_id=world.people[teacher].id),
        when=When(on=first, starts=time(10), ends=time(10, 15), zone=UK),
        weeks=1,
        days=[day for day in days if all(year.why_away(day, weekends=False) is None for year in years)],
        owner_school_id=world.schools[owner].id,
        partner_school_id=world.schools[partner].id,
        as_school_id=world.schools[owner].id,
    )
    world.do(services.agree_activity, queries.get_activity(cluster_id, series.id), by=there)


def _guests(world: World, cluster_id: uuid.UUID, activity_id: uuid.UUID) -> None:
    """Every other school is invited to the assembly: one comes, one is not sure yet, the others have not answered."""
    world.do(services.invite_schools, queries.get_activity(cluster_id, activity_id), by="teacher")
    said = {"mill": ("teacher2", Coming.YES, 24), "orchard": ("teacher3", Coming.UNSURE, 30)}
    for guest in list(queries.list_guests(activity_id)):
        school = next(key for key, one in world.schools.items() if one.id == guest.school_id)
        if school in said:
            who, answer, pupils = said[school]
            found = queries.get_guest(cluster_id, guest.id)
            world.do(services.answer_invitation, found, by=who, answer=answer, pupils=pupils)


def plan_activity(world: World, plan: Plan, cluster_id: uuid.UUID) -> uuid.UUID:
    (owner, teacher), partner = plan.owner, plan.partner
    access, language = NEEDS.get(plan.title, ("", ""))
    what = What(
        title=plan.title,
        kind=plan.kind,
        place=plan.place,
        teacher_id=world.people[teacher].id,
        understudy_id=world.people[plan.back_up].id if plan.back_up else None,
        plan=PACK.plan,
        materials=PACK.materials,
        class_profile=PACK.class_profile,
        promised=PACK.promised,
        access_needs=access,
        language_needs=language,
        partner_role=ROLES.get(plan.title, ""),
        classes=CLASSES if plan.kind == LIVE else "",
        pupils_planned=28 if plan.kind == LIVE else None,
    )
    end = (plan.starts.hour * 60 + plan.starts.minute + plan.minutes) % 1440
    on = clock.today(plan.zone) + timedelta(days=plan.days)
    with world.then(days=min(plan.days, 0) - 10):
        activity = world.do(
            services.propose_activity,
            get_cluster(cluster_id),
            by=teacher,
            what=what,
            when=When(on=on, starts=plan.starts, ends=time(end // 60, end % 60), zone=plan.zone),
            owner_school_id=world.schools[owner].id,
            partner_school_id=world.schools[partner[0]].id if partner else None,
            as_school_id=world.schools[owner].id,
        )
        made: uuid.UUID = activity.id
    _answer(world, plan, cluster_id, made)
    return made


def _answer(world: World, plan: Plan, cluster_id: uuid.UUID, made: uuid.UUID) -> None:
    def do(deed: object, by: str, **words: object) -> None:
        world.do(deed, queries.get_activity(cluster_id, made), by=by, **words)  # type: ignore[arg-type]

    teacher, partner = plan.owner[1], plan.partner
    with world.then(days=min(plan.days, 0) - 7):
        if partner and plan.until > PROPOSED:
            do(services.agree_activity, partner[1])
            if plan.title in ROLES:
                do(services.plan_partner_pupils, partner[1], pupils=34)
        if plan.until > AGREED:
            do(services.confirm_activity, teacher)
        if plan.until == CANCELLED:
            do(services.cancel_activity, teacher, reason="The partner school is closed on that day.")
    with world.then(days=min(plan.days, 0), hour=20):
        if plan.until == MISSED:
            do(services.miss_activity, teacher)
        if plan.until in (ONE, DONE):
            said = {"for_owner": True, "school_id": world.schools[plan.owner[0]].id, "pupil_count": 28}
            do(services.deliver_activity, teacher, words="Both classes sang and asked for more.", **said)
        if plan.until == DONE and partner:
            there = {"for_owner": False, "school_id": world.schools[partner[0]].id, "pupil_count": 34}
            do(services.deliver_activity, partner[1], **there)


def _stand_ins(world: World, cluster_id: uuid.UUID, made: dict[str, uuid.UUID]) -> dict[str, uuid.UUID]:
    found: dict[str, uuid.UUID] = {}

    def ask(title: str, by: str, whom: Whom, reason: Reason) -> None:
        activity = queries.get_activity(cluster_id, made[title])
        found[title] = world.do(handoffs.ask_for_activity, activity, by=by, whom=whom, reason=reason, pack=PACK).id

    def do(deed: object, title: str, by: str, **words: object) -> None:
        world.do(deed, handoff_queries.get_handoff(cluster_id, found[title]), by=by, **words)  # type: ignore[arg-type]

    everyone, high = Whom(everyone=True), Whom(school_id=world.schools["academy"].id)
    ask("Measuring the mill pond", "teacher2", Whom(school_id=world.schools["hill"].id), Reason.ILLNESS)
    ask("A lake in ten pictures", "teacher3", everyone, Reason.TIMETABLE)
    do(handoffs.accept_handoff, "A lake in ten pictures", "teacher2", introduction="I am Theo and I bring my own frog.")
    ask("Joint assembly for World Water Day", "teacher", high, Reason.FAMILY)
    do(handoffs.decline_handoff, "Joint assembly for World Water Day", "contact3", words="Not free that week.")
    _past_stand_in(world, cluster_id, made, found)
    found[REPLY] = _reply(world, cluster_id)
    return found


def _past_stand_in(
    world: World, cluster_id: uuid.UUID, made: dict[str, uuid.UUID], found: dict[str, uuid.UUID]
) -> None:
    """A story that is over: asked, taken on, done, passed back."""
    title = "The sound of rain"
    plan = Plan("marlbury", title, MILL, KENYA, -3, time(10), UK, CONFIRMED)
    made[title] = plan_activity(world, plan, cluster_id)

    def handoff() -> object:
        return handoff_queries.get_handoff(cluster_id, found[title])

    with world.then(days=-5):
        activity = queries.get_activity(cluster_id, made[title])
        whom = Whom(everyone=True)
        found[title] = world.do(
            handoffs.ask_for_activity, activity, by="teacher2", whom=whom, reason=Reason.TRAINING, pack=PACK
        ).id
        world.do(handoffs.accept_handoff, handoff(), by="teacher3", introduction="I am Tilda; we will bring drums.")
    with world.then(days=-3, hour=15):
        world.do(handoffs.deliver_handoff, handoff(), by="teacher3", pupil_count=26, words="Rain on three roofs.")
        said = {"debrief": "They knew the song by heart.", "next_step": "Send them the recording."}
        world.do(handoffs.hand_back, handoff(), by="teacher3", **said)


def _reply(world: World, cluster_id: uuid.UUID) -> uuid.UUID:
    """Kenya needs a reply of Marlbury High School, which asks Marlbury Hill to give it."""
    wanted = Wanted(world.schools["academy"].id, clock.today(UK) + timedelta(days=5))
    with world.then(days=-2):
        thread: Thread = world.do(
            board.start_thread,
            board_queries.get_board(cluster_id),
            by="abroad",
            title=REPLY,
            message=Message(
                "Our first class wants to learn one of your songs. Can you send the words and how it sounds?"
            ),
            wanted=wanted,
        )
        thread_id = thread.id
    handoff = world.do(
        handoffs.ask_for_reply,
        board_queries.get_thread(cluster_id, thread_id),
        by="contact3",
        owner_school_id=world.schools["academy"].id,
        whom=Whom(school_id=world.schools["hill"].id),
        reason=Reason.TIMETABLE,
        pack=Pack(note="You have the younger ones; any song with a chorus will do."),
    )
    return handoff.id  # type: ignore[no-any-return]
