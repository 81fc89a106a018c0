"""What a school may do while it waits to be verified. The one list: services ask it, pages show it, tests walk it.

Source of the rule: a waiting school is not idle; verification holds back being listed, writing to strangers, live activities with pupils, and
submitting, and nothing else. Schools invited by name use their cluster's board and calendar at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.core.errors import RuleBroken
from portal.core.i18n import _l
from portal.identity.schools.models import School


class Deed(StrEnum):
    """What a school does here."""

    START_CLUSTER = "start_cluster"
    INVITE_BY_NAME = "invite_by_name"
    JOIN_WHERE_INVITED = "join_where_invited"
    USE_BOARD = "use_board"
    USE_CALENDAR = "use_calendar"
    PLAN_ACTIVITY = "plan_activity"
    GATHER_EVIDENCE = "gather_evidence"
    WRITE_APPLICATION = "write_application"
    SIGN_APPLICATION = "sign_application"
    BE_LISTED = "be_listed"
    WRITE_TO_STRANGERS = "write_to_strangers"
    CONFIRM_LIVE_ACTIVITY = "confirm_live_activity"
    SUBMIT_APPLICATION = "submit_application"
    SHARE_PARTNER_CLUSTERS_BOARD = "share_partner_clusters_board"
    VOUCH = "vouch"


@dataclass(frozen=True)
class While:
    """Whether a waiting school may do it, in words, and what is said to one that tries too early. `after_a_vouch`: a vouch opens it."""

    may: bool
    words: Any
    refusal: Any = ""
    after_a_vouch: bool = False


WAITING: Mapping[Deed, While] = {
    Deed.START_CLUSTER: While(True, _l("start a cluster")),
    Deed.INVITE_BY_NAME: While(True, _l("invite schools whose whole name you know, without a letter of your own")),
    Deed.JOIN_WHERE_INVITED: While(True, _l("join a cluster that invited your school by name")),
    Deed.USE_BOARD: While(True, _l("read and write on that cluster’s board")),
    Deed.USE_CALENDAR: While(True, _l("use its calendar")),
    Deed.PLAN_ACTIVITY: While(True, _l("plan activities and agree to them")),
    Deed.GATHER_EVIDENCE: While(True, _l("gather evidence")),
    Deed.WRITE_APPLICATION: While(True, _l("write an application")),
    Deed.SIGN_APPLICATION: While(True, _l("sign it")),
    Deed.BE_LISTED: While(
        False, _l("be found in the directory of schools"), _l("Your school is listed once it is verified.")
    ),
    Deed.WRITE_TO_STRANGERS: While(
        False,
        _l("write to schools that you do not know yet"),
        _l("Your school can write to schools it does not know once it is verified."),
    ),
    Deed.CONFIRM_LIVE_ACTIVITY: While(
        False,
        _l("confirm live activities with pupils"),
        _l("Live activities with pupils can be confirmed once your school is verified."),
    ),
    Deed.SUBMIT_APPLICATION: While(
        False, _l("send an application in"), _l("The application can be sent once every school is verified.")
    ),
    Deed.SHARE_PARTNER_CLUSTERS_BOARD: While(
        False,
        _l("share the board of a partner cluster (a vouch opens it)"),
        _l("The board of the partner cluster opens once your school is verified or someone there has vouched for it."),
        after_a_vouch=True,
    ),
    Deed.VOUCH: While(
        False, _l("vouch for another school"), _l("Your school can vouch for others once it is verified.")
    ),
}


def may(school: School, deed: Deed, *, vouched: bool = False) -> bool:
    """May this school do it now? `vouched`: someone in the cluster at hand has vouched for it."""
    rule = WAITING[deed]
    return school.is_verified or rule.may or (vouched and rule.after_a_vouch)


def check(school: School, deed: Deed, *, field: str | None = None, vouched: bool = False) -> None:
    """Raise RuleBroken with kind words when the school must wait for this."""
    if not may(school, deed, vouched=vouched):
        raise RuleBroken(field, str(WAITING[deed].refusal))
