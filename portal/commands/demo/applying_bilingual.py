"""A programme that says everything in English and in Welsh and calls things by its own words; people of two schools in Wales who read the portal in Welsh.

`contact7` writes in a draft and sees what is missing, `head8` and `head9` are asked to sign what is written, all in Welsh; `lead3` coordinates in English.
"""

import uuid
from typing import Any

import sqlalchemy as sa

from portal.applying.applications import queries as applications
from portal.applying.applications import services as writing
from portal.applying.programmes import bilingual, vocabulary
from portal.applying.programmes import queries as programme_queries
from portal.applying.programmes import services as programmes
from portal.applying.programmes.models import Programme
from portal.commands.demo import applying_applications as rounds
from portal.commands.demo.world import World
from portal.core.database import session
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person

PROGRAMME = "Coast and Mountain Links"
SPEAK_WELSH = ("contact7", "head8", "head9")
OWN_WORDS = {
    "cluster": {"en_one": "alliance", "en_many": "alliances", "cy_one": "cynghrair", "cy_many": "cynghreiriau"},
    "lead_school": {"en_one": "host school", "en_many": "host schools", "cy_one": "ysgol groeso", "cy_many": "ysgolion croeso"},
    "application": {"en_one": "bid", "en_many": "bids", "cy_one": "cynnig", "cy_many": "cynigion"},
}  # fmt: skip
OPENED = -9  # days from today
SIGNED, STARTED = "Coast and mountain: spring", "Coast and mountain: songs"
WELSH = {
    PROGRAMME: {
        "name": "Cysylltiadau Arfordir a Mynydd",
        "summary": "Grantiau bach i ysgolion sy’n cysylltu’r arfordir a’r mynydd, gartref a thramor.",
    },
    SIGNED: {"name": "Arfordir a mynydd: y gwanwyn"},
    STARTED: {"name": "Arfordir a mynydd: caneuon"},
}
OF_EACH_ROUND = {
    "theme_direction": "Beth sy’n clymu’r môr a’r mynydd: dŵr, llwybrau, caneuon, gwaith.",
    "guidance": "Ysgrifennwch fel y byddech yn siarad â chydweithiwr. Mae croeso i atebion yn Gymraeg neu yn Saesneg.",
}
ANSWERS = (
    "Mae afon Ŵyr yn rhedeg o un ysgol i’r llall, ac mae ein disgyblion yn cwrdd yn yr un farchnad.",
    "Mae pob ysgol yn arwain am un tymor. Pan fydd athro i ffwrdd, bydd yr ysgol arall yn camu i mewn.",
    "Nid yw disgyblion y dref yn adnabod y mynydd, na disgyblion y cwm y môr. Gwelsom hynny mewn arolwg.",
    "Mae’r thema’n cysylltu dŵr a gwaith ar y ddwy ochr.",
    "Hydref: llythyrau. Gwanwyn: wythnos o fesur. Haf: cyngerdd yn y ddwy ysgol.",
    "Mae athro wrth gefn wedi’i enwi ar gyfer pob gweithgaredd.",
    "Bydd disgyblion yn gallu esbonio un peth a ddysgwyd gan ddosbarth tramor.",
    "Mae lluniau a seiniau ar gyfer pob tasg.",
    "Post a deunyddiau: 300. Diwrnodau cyflenwi: 800.",
)


def load(world: World) -> None:
    """Lay it all out, once, and only where the first programme was laid out in the same go."""
    there = sa.select(Programme.id).where(Programme.name == PROGRAMME)
    if not world.made.get("round") or session().scalar(there) is not None:
        return
    session().commit()
    world.do(_speak_welsh, people=[world.people[key].id for key in SPEAK_WELSH])
    summary = "Small grants for schools that link the coast and the mountains, at home and abroad."
    made = world.do(programmes.make_programme, by="manager", name=PROGRAMME, summary=summary)
    mark = vocabulary.mark(made)
    world.do(programmes.set_words, made, by="manager", read_words=mark, words=OWN_WORDS)
    signed, started = (_plan(world, made.id, name, closes) for name, closes in ((SIGNED, 24), (STARTED, 38)))
    cluster = rounds.led_by(world, "ysgol")
    if cluster is None:
        return
    with world.then(days=-2, hour=14):
        whole = _written(world, cluster, signed, len(ANSWERS))
        world.do(writing.ask_signatures, rounds.fresh(whole), by="lead3")
    with world.then(days=-1, hour=15):
        _written(world, cluster, started, 2)


def _speak_welsh(*, by: Any, people: list[uuid.UUID]) -> None:
    session().execute(sa.update(Person).where(Person.id.in_(people)).values(language="cy"))


def _plan(world: World, programme_id: uuid.UUID, name: str, closes: int) -> uuid.UUID:
    round_id = rounds.begun(
        world,
        programme_id,
        name,
        opens=OPENED,
        closes=closes,
        theme_direction="What ties the sea and the mountain: water, paths, songs, work.",
        guidance="Write as you would speak to a colleague. Answers in Welsh or in English are welcome.",
        lead_signs_first=False,
    )
    with world.then(days=OPENED - rounds.BEFORE_IT_OPENS):
        _give_welsh(world, round_id)
        rounds.publish(world, round_id)
    return round_id


def _give_welsh(world: World, round_id: uuid.UUID) -> None:
    """The programme and the round; the form and the criteria begin with their Welsh."""
    session().commit()
    for part in bilingual.parts_of(programme_queries.get_round(round_id)):
        words = {**WELSH.get(part.title, {}), **(OF_EACH_ROUND if part.kind == "round" else {})}
        if not words or not part.lacks:
            continue
        session().commit()
        planned = programme_queries.get_round(round_id)
        thing = bilingual.find(planned, part.kind, part.thing.id).thing
        world.do(programmes.give_welsh, planned, by="manager", read_version=planned.version, thing=thing, words=words)


def _written(world: World, cluster: Cluster, round_id: uuid.UUID, answers: int) -> uuid.UUID:
    """So many answers in Welsh, in the order of the form."""
    application_id: uuid.UUID = world.do(
        writing.start_application, cluster, by="lead3", round_id=round_id, theme="Dŵr a gwaith", language="cy"
    ).id
    draft = applications.load_draft(rounds.fresh(application_id))
    if draft is None or cluster.lead_school_id is None:
        raise LookupError("the application that was just started has no draft")
    left = list(ANSWERS[:answers])
    for held in draft.sections:
        if held.section.partner_only or not left:
            continue
        texts = [left.pop(0) for _question in held.questions if left]
        written = {q.id: (text, draft.version_of(q)) for q, text in zip(held.questions, texts, strict=False)}
        world.do(
            writing.save_section,
            rounds.fresh(application_id),
            by="lead3",
            section_id=held.section.id,
            answers=written,
            school_id=cluster.lead_school_id,
            language="cy",
        )
    return application_id
