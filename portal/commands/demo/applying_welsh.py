"""The open round of the demonstration in Welsh, but for what is still to be given: so both the form and the list of what is missing can be seen."""

import uuid
from typing import Any

from portal.applying.programmes import bilingual, services
from portal.applying.programmes import queries as programmes
from portal.commands.demo.world import World
from portal.core.database import session

WELSH = {
    "Third round: water, food, home": {"name": "Trydedd rownd: dŵr, bwyd, cartref"},
    "Why we belong together": {"title": "Pam rydym yn perthyn i’n gilydd"},
    "What binds your schools together?": {"text": "Beth sy’n clymu eich ysgolion ynghyd?"},
    "How will your schools work together?": {"text": "Sut bydd eich ysgolion yn gweithio gyda’i gilydd?"},
    "Need and theme": {"title": "Angen a thema"},
    "Why does this theme matter to your pupils?": {
        "text": "Pam mae’r thema hon yn bwysig i’ch disgyblion?",
        "guidance": "Dywedwch sut rydych yn gwybod.",
    },
    "Plan": {"title": "Cynllun"},
    "Money": {"title": "Arian", "guidance": "Nid yw ysgolion partner yn gweld yr adran hon."},
}


def give(world: World, round_id: uuid.UUID) -> None:
    """Give the round what there is, each in the way that staff do it."""
    for kind, thing_id, words in _wanted(round_id):
        planned = programmes.get_round(round_id)
        part = bilingual.find(planned, kind, thing_id)
        world.do(
            services.give_welsh, planned, by="manager", read_version=planned.version, thing=part.thing, words=words
        )


def _wanted(round_id: uuid.UUID) -> list[tuple[str, uuid.UUID, dict[str, str]]]:
    session().commit()
    found: list[Any] = bilingual.parts_of(programmes.get_round(round_id))
    return [(part.kind, part.thing.id, WELSH[part.title]) for part in found if part.title in WELSH]
