"""The lifecycle of a handoff, walked in full: every command in every standing. What the table allows does what it says; everything else is refused with a
sentence and changes nothing."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from portal.core.actors import SYSTEM
from portal.core.database import Base, session
from portal.core.errors import Refusal
from portal.core.perform import perform
from portal.identity.schools.queries import get_school
from portal.running.activities.queries import get_activity
from portal.running.handoffs import queries, services
from portal.running.handoffs.models import Handoff, Pack, Reason, Whom
from tests.conftest import START
from tests.support import calendar

AFTER = datetime(2027, 3, 9, 11, 30, tzinfo=UTC)
COMMANDS = {
    "accept": (services.accept_handoff, "vale_teacher", {}),
    "decline": (services.decline_handoff, "vale_teacher", {}),
    "ask_others": (services.ask_others, "teacher", {"whom": Whom(everyone=True)}),
    "climb": (services.climb, SYSTEM, {}),
    "release": (services.agree_release, "vale_head", {}),
    "refuse_release": (services.refuse_release, "vale_head", {}),
    "query": (services.query_handoff, "abroad", {"words": "Who comes?"}),
    "give_up": (services.give_up_handoff, "vale_teacher", {}),
    "withdraw": (services.withdraw_handoff, "teacher", {}),
    "begin": (services.begin_handoff, SYSTEM, {}),
    "lapse": (services.lapse_handoff, SYSTEM, {}),
    "deliver": (services.deliver_handoff, "vale_teacher", {}),
    "hand_back": (services.hand_back, "vale_teacher", {}),
    "silence": (services.hand_back_after_silence, SYSTEM, {}),
}
# standing -> how it came about (deeds in their order), and what is allowed then: command -> (state, filling)
PENDING = "accepted_release_pending"
TABLE = {
    "asked": (
        [],
        {
            "accept": ("open", "filled"),
            "decline": ("open", "unfilled"),
            "ask_others": ("open", "asked"),
            "climb": ("open", "asked"),
            "withdraw": ("withdrawn", "asked"),
            "lapse": ("lapsed", "asked"),
        },
    ),
    "unfilled": (
        ["decline"],
        {
            "accept": ("open", "filled"),
            "ask_others": ("open", "asked"),
            "climb": ("open", "unfilled"),
            "withdraw": ("withdrawn", "unfilled"),
            "lapse": ("lapsed", "unfilled"),
        },
    ),
    "pending": (
        ["rule", "accept"],
        {
            "release": ("open", "filled"),
            "refuse_release": ("open", "asked"),
            "query": ("open", PENDING),
            "give_up": ("open", "asked"),
            "withdraw": ("withdrawn", PENDING),
            "begin": ("active", "filled"),
        },
    ),
    "filled": (
        ["accept"],
        {
            "query": ("open", "filled"),
            "give_up": ("open", "asked"),
            "withdraw": ("withdrawn", "filled"),
            "begin": ("active", "filled"),
        },
    ),
    "active": (
        ["accept", "begin", "later"],
        {"query": ("active", "filled"), "deliver": ("active", "filled"), "silence": ("handed_back", "filled")},
    ),
    "delivered": (
        ["accept", "begin", "later", "deliver"],
        {"query": ("active", "filled"), "hand_back": ("handed_back", "filled"), "silence": ("handed_back", "filled")},
    ),
    "handed_back": (["accept", "begin", "later", "deliver", "hand_back"], {}),
    "withdrawn": (["withdraw"], {}),
    "lapsed": (["later", "lapse"], {}),
}


def do(cast, made, command):
    deed, by, words = COMMANDS[command]
    who = by if by is SYSTEM else cast.signed_in(by)
    perform(deed, queries.get_handoff(cast.river, made), by=who, **words)


def prepare(cast, clock, how):
    """A handoff of Hill's assembly, asked of Vale, that went through these deeds."""
    clock.hold(START)
    made = calendar.asked(cast, calendar.confirmed(cast), school_id=cast.school["vale"])
    for step in how:
        if step == "later":
            clock.hold(AFTER)
        elif step == "rule":
            say_rule(cast, is_on=True)
        else:
            do(cast, made, step)
    say_rule(cast, is_on=False)
    return made


def say_rule(cast, *, is_on):
    perform(services.say_release_rule, get_school(cast.school["vale"]), by=cast.signed_in("vale_head"), is_on=is_on)


def standing(made):
    found = session().execute(sa.select(Handoff.state, Handoff.filling).where(Handoff.id == made)).one()
    session().commit()
    return tuple(found)


def everything():
    """Every row of what a command could touch."""
    names = (
        "handoff",
        "handoff_ask",
        "duty",
        "activity",
        "notification",
        "outbox_mail",
        "audit_entry",
        "thread",
        "post",
    )
    rows = {}
    for name in names:
        table = Base.metadata.tables[name]
        rows[name] = session().execute(sa.select(table).order_by(table.c.id)).all()
    session().commit()
    return rows


@pytest.mark.parametrize("name", TABLE)
def test_every_command_in_every_standing(database, cast, clock, name):
    how, allowed = TABLE[name]
    made = prepare(cast, clock, how)
    stands, before = standing(made), everything()
    for command in sorted(COMMANDS.keys() - allowed.keys()):
        with pytest.raises(Refusal) as refused:
            do(cast, made, command)
        session().rollback()
        assert str(refused.value.message).endswith((".", "?")), (name, command, refused.value.message)
        assert everything() == before, (name, command)
        assert standing(made) == stands
    for command, after in allowed.items():
        made = prepare(cast, clock, how)
        assert standing(made) == stands
        if command == "lapse":  # its time has gone by
            clock.hold(AFTER)
        do(cast, made, command)
        assert standing(made) == after, (name, command)


@pytest.mark.parametrize("name", TABLE)
def test_asking_again_is_possible_only_when_nothing_is_open(database, cast, clock, name):
    made = prepare(cast, clock, TABLE[name][0])
    activity = get_activity(cast.river, session().get_one(Handoff, made).activity_id)
    words = {"whom": Whom(everyone=True), "reason": Reason.FAMILY, "pack": Pack()}
    if name == "withdrawn":
        again = perform(services.ask_for_activity, activity, by=cast.signed_in("teacher"), **words)
        assert (standing(made), standing(again.id)) == (("withdrawn", "asked"), ("open", "asked"))
        return
    before = everything()
    with pytest.raises(Refusal) as refused:
        perform(services.ask_for_activity, activity, by=cast.signed_in("teacher"), **words)
    session().rollback()
    assert refused.value.message
    assert everything() == before
