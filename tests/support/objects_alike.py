"""Where the addresses of two doors call different things by one name, or a door is for what nothing else needs: what the walk over all routes takes there."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from portal.applying.applications.models import Answer
from portal.applying.clarifications.models import ClarificationQuestion
from portal.applying.programmes.models import Question, RoundSection
from portal.core import clock
from portal.core.database import session
from portal.core.duty import DutyKind, owe
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools.models import School, SchoolStatus
from portal.running.board.models import People, PostFile
from portal.running.partnerships.models import Partnership, PartnershipStatus

Ids = dict[str, Any]
TAKES: tuple[tuple[str, dict[str, str]], ...] = (
    ("/applications/<uuid:application_id>/sections/<uuid:section_id>/for/", {"section_id": "school_section_id"}),
    ("/clarifications/<uuid:clarification_id>/files/", {"sealed_file_id": "new_file_id"}),
    ("/closures/of/", {"school_id": "vanished_id"}),
    ("/clusters/<uuid:cluster_id>/board/first-messages/<uuid:held_post_id>/files/", {"post_file_id": "held_file_id"}),
    ("/clusters/<uuid:cluster_id>/partnership/<uuid:partnership_id>/accept", {"partnership_id": "asking_id"}),
    ("/clusters/<uuid:cluster_id>/partnership/<uuid:partnership_id>/decline", {"partnership_id": "asking_id"}),
    ("/clusters/<uuid:cluster_id>/self-check/", {"check_id": "self_check_id"}),
    ("/overview/<name>.csv", {"name": "figure"}),
    ("/rounds/<uuid:round_id>/awards/lines/", {"line_id": "funding_line_id"}),
    ("/schools/<uuid:school_id>/year-dates/files/", {"import_id": "term_import_id"}),
)


def arguments_of(rule: Any, ids: Ids) -> Ids:
    """What the address of this rule takes, of these things."""
    instead = next((names for begins, names in TAKES if str(rule).startswith(begins)), {})
    return {name: ids[instead.get(name, name)] for name in rule.arguments if instead.get(name, name) in ids}


def alike(ids: Ids, put: Callable[[Any], Any], file: Callable[[str], Any]) -> None:
    """What only these doors take. `put` keeps a row, `file` makes one that is stored under this name."""
    cluster_id, end = ids["cluster_id"], str(ids["cluster_id"])[-6:]
    own = put(RoundSection(round_id=ids["round_id"], title="Your school", position=2, per_school=True))
    put(Question(section_id=own.id, text="Who is with you?", position=1))
    sent = file(f"clear{end}")
    asked = {"clarification_id": ids["clarification_id"], "words": "Which plan?"}
    of_the_file = session().get_one(Answer, ids["answer_id"]).question_id
    put(ClarificationQuestion(key=str(of_the_file), answer=sent.name, file_id=sent.id, **asked))
    waits = file(f"wait{end}")
    held = {"cluster_id": cluster_id, "held_post_id": ids["held_post_id"], "people": People.NOBODY}
    ids |= {"school_section_id": own.id, "new_file_id": sent.id, "figure": "stages"}
    ids["held_file_id"] = put(PostFile(file_id=waits.id, **held)).id
    ids["asking_id"] = _asking(ids, put)
    ids["vanished_id"] = _vanished(end, put)


def _asking(ids: Ids, put: Callable[[Any], Any]) -> uuid.UUID:
    """A partnership of the other cluster that asks ours to be its partner cluster."""
    named = {"name": "Come with us", "status": PartnershipStatus.EXPLORING}
    asks = put(Partnership(cluster_id=ids["other_id"], **named))
    due = {"due_at": clock.now() + timedelta(days=9)}
    owe(DutyKind.AGREE_PAIR, subject_id=asks.id, title=asks.name, cluster_id=ids["cluster_id"], school_id=ids["school_id"], **due)  # fmt: skip
    return uuid.UUID(str(asks.id))


def _vanished(end: str, put: Callable[[Any], Any]) -> uuid.UUID:
    """A school whose entry is no longer in its register."""
    words = {"name": f"Gone school {end}", "folded_name": f"gone school {end}", "status": "open", "digest": "x"}
    entry = put(RegisterEntry(register="gias", number=f"gone-{end}", missing_since=clock.today(), **words))
    place = {"country": "GB", "zone": "Europe/London", "town": "Gone", "status": SchoolStatus.VERIFIED}
    return uuid.UUID(str(put(School(name=words["name"], register_entry_id=entry.id, **place)).id))
