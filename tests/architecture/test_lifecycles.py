"""Every lifecycle of forming and running, spelt out: what is not written here is refused, with the words of its room."""

import importlib
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from portal.core.errors import NotAllowedNow
from portal.core.workflow import Lifecycle

pytestmark = pytest.mark.either

ROOT = Path(__file__).parents[2] / "portal"
LEGAL = """
forming.approaches.REQUEST
    accept: open > accepted
    decline: open > declined
    expire: open > expired
    withdraw: open > withdrawn
forming.clusters.CLUSTER
    activate: forming > active
    close: forming > closed, active > closed
forming.clusters.MEMBERSHIP
    join: invited > joined, asked > joined
    decline: invited > declined, asked > declined
    expire: invited > expired
    withdraw: invited > withdrawn
    give_notice: joined > leaving
    stay: leaving > joined
    leave: leaving > left
forming.clusters.OFFICE
    accept: nominated > accepted
    decline: nominated > declined
    withdraw: nominated > declined
    end: accepted > ended
forming.clusters.VACANCY
    fill: open > filled
    close: open > closed
forming.evidence.ITEM
    fulfil: intention > evidence
    withdraw: evidence > withdrawn, intention > withdrawn, not_applicable > withdrawn
forming.evidence.STATEMENT
    give: asked > given
    decline: asked > declined
    expire: asked > expired
    withdraw: asked > withdrawn, given > withdrawn
forming.parts.MENTEE
    agree: asked > agreed
    decline: asked > declined
    ask: declined > asked
forming.projects.PROJECT
    become_cluster: open > became_cluster
    end: open > ended
forming.sharing.SHARING
    do: planned > done
    drop: planned > dropped
running.activities.LIFECYCLE
    agree: proposed > agreed, agreed > agreed, confirmed > confirmed
    confirm: agreed > confirmed, confirmed > confirmed
    change: proposed > proposed, agreed > agreed, confirmed > confirmed
    deliver: confirmed > delivered_by_one
    deliver_alone: confirmed > delivered
    confirm_delivery: delivered_by_one > delivered
    let_stand: delivered_by_one > delivered
    miss: agreed > missed, confirmed > missed
    cancel: proposed > cancelled, agreed > cancelled, confirmed > cancelled, delivered_by_one > cancelled
running.agreements.AGREEMENT
    ask: draft > signing
    sign: signing > signed_by_one, signed_by_one > signed_by_one
    complete: signed_by_one > in_force
    reopen: signing > draft, signed_by_one > draft
    supersede: in_force > superseded
running.agreements.SIGNATURE
    sign: asked > signed, declined > signed
    decline: asked > declined
    void: asked > void, signed > void, declined > void
running.annual.ANNUAL
    send: open > sent
running.groups.LINK
    join: asked > joined
    decline: asked > declined
    withdraw: asked > withdrawn
    leave: joined > left
running.handoffs.STATE
    begin: open > active
    answer: open > handed_back
    withdraw: open > withdrawn
    lapse: open > lapsed
    hand_back: active > handed_back
running.handoffs.FILLING
    accept: asked > filled, unfilled > filled
    exhaust: asked > unfilled
    ask_again: unfilled > asked, asked > asked
    accept_on_release: asked > accepted_release_pending, unfilled > accepted_release_pending
    release: accepted_release_pending > filled
    refuse_release: accepted_release_pending > asked
    ask_release: filled > accepted_release_pending
    give_up: filled > asked, accepted_release_pending > asked
running.ledger.ENTRY
    approve: waiting > posted
    refuse: waiting > refused
running.ledger.HANDOVER
    agree: offered > agreed
    decline: offered > declined
    withdraw: offered > withdrawn
running.matching.REQUEST
    accept: open > accepted
    decline: open > declined
    expire: open > expired
    withdraw: open > withdrawn
running.mediation.MEDIATION
    accept: raised > accepted_by_both
    begin: accepted_by_both > in_progress
    change_mediator: accepted_by_both > raised, in_progress > raised
    decline: raised > unsettled
    settle: accepted_by_both > settled, in_progress > settled
    give_up: accepted_by_both > unsettled, in_progress > unsettled
    reopen: settled > in_progress
    close: settled > closed, unsettled > closed
    withdraw: raised > withdrawn, accepted_by_both > withdrawn, in_progress > withdrawn
    move_to_safeguarding: raised > to_safeguarding, accepted_by_both > to_safeguarding, in_progress > to_safeguarding
    move_to_safeguarding: settled > to_safeguarding, unsettled > to_safeguarding
running.meetings.MEETING
    hold: called > held
    cancel: called > cancelled
    agree: held > agreed
running.meetings.DECISION
    carry: open > carried
    lose: open > not_carried
    tie: open > tied
    fall_short: open > no_quorum
    withdraw: open > withdrawn
running.mirrors.MIRROR
    take_up: sent > taken_up
    decline: sent > declined
    expire: sent > expired
    withdraw: sent > withdrawn, taken_up > withdrawn
    build: taken_up > built
running.partnerships.PARTNERSHIP
    begin: exploring > active
    pause: active > paused
    resume: paused > active, maintenance > active
    maintain: active > maintenance
    end: exploring > ended, active > ended, paused > ended, maintenance > ended
running.partnerships.GROWTH
    establish: new > established
running.partnerships.PAIR
    agree: proposed > agreed
    decline: proposed > ended
    end: proposed > ended, agreed > ended
running.plans.TASK
    take: wanted > taken
    give_back: taken > wanted, blocked > wanted
    block: taken > blocked
    unblock: blocked > taken
    finish: taken > done, blocked > done
    reopen: done > taken
    drop: wanted > dropped, taken > dropped, blocked > dropped
running.reshaping.RESHAPING
    carry_out: proposed > done
    decline: proposed > declined
    withdraw: proposed > withdrawn
running.responsibility.TRANSFER
    begin_training: preparing > training
    begin_transition: training > transition
    begin_maintenance: transition > maintenance
    finish: maintenance > ended
    stop: preparing > stopped, training > stopped, transition > stopped, maintenance > stopped
running.things.LOAN
    promise: asked > promised
    decline: asked > declined
    withdraw: asked > withdrawn, promised > withdrawn
    hand_out: promised > lent
    take_back: promised > declined
    bring_back: lent > back
running.visits.VISIT
    change: planned > planned, agreed > agreed, confirmed > confirmed
    agree: planned > agreed
    decline: planned > cancelled
    ask_again: planned > planned, agreed > planned, confirmed > planned
    confirm: agreed > confirmed
    open: confirmed > agreed
    report: confirmed > reported
    cancel: planned > cancelled, agreed > cancelled, confirmed > cancelled
    strike: reported > cancelled
running.visits.SWAP
    accept: asked > accepted
    decline: asked > declined
    withdraw: asked > withdrawn
"""
BORROWED = {"running.matching.SCHOOLS"}
"""Brought into a room by name from another, where it is listed."""


def legal() -> dict[str, dict[tuple[str, str], str]]:
    """By lifecycle: (state, command) and the state after it."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    name = ""
    for line in LEGAL.strip().splitlines():
        if not line.startswith(" "):
            found[name := line] = {}
            continue
        command, moves = line.strip().split(": ")
        for before, after in re.findall(r"(\w+) > (\w+)", moves):
            found[name][before, command] = after
    return found


def lifecycles() -> dict[str, Lifecycle]:
    """Every table of every room of the two wings."""
    found: dict[str, Lifecycle] = {}
    for wing in ("forming", "running"):
        for path in sorted((ROOT / wing).glob("*/workflow.py")):
            room = importlib.import_module(f"portal.{wing}.{path.parent.name}.workflow")
            tables = {name: held for name, held in vars(room).items() if isinstance(held, Lifecycle)}
            found |= {f"{wing}.{path.parent.name}.{name}": held for name, held in tables.items()}
    return {name: held for name, held in found.items() if name not in BORROWED}


@dataclass
class Standing:
    """A record that stands at a state."""

    id: int
    status: StrEnum


def test_every_lifecycle_is_spelt_out() -> None:
    assert set(lifecycles()) == set(legal())


def test_every_illegal_transition_is_refused_with_words_and_every_legal_one_leads_where_it_should() -> None:
    expected, wrong, refused = legal(), list[str](), 0
    for name, table in lifecycles().items():
        states: Any = type(next(iter(table.moves))[0])
        assert set(table.words) >= set(table.commands), f"{name}: a command has no words to refuse it with"
        for state in states:
            record = Standing(1, state)
            held: Any = record if table.column == "status" else type("Standing", (), {"id": 1, table.column: state})()
            for command in table.commands:
                after = expected[name].get((state.value, command))
                if after is not None:
                    if not table.allows(held, command) or table.moves[state, command].value != after:
                        wrong.append(f"{name}: {command} of {state} should lead to {after}")
                    continue
                refused += 1
                try:
                    table.advance(held, command)
                    wrong.append(f"{name}: {command} of {state} went through")
                except NotAllowedNow as refusal:
                    if str(refusal.message) != str(table.words[command]):
                        wrong.append(f"{name}: {command} of {state} is refused with other words")
                except Exception:
                    wrong.append(f"{name}: {command} of {state} was not refused by the table")
    assert wrong == []
    assert refused > 400


def test_no_command_is_written_down_that_a_lifecycle_does_not_have() -> None:
    tables = lifecycles()
    strange = [
        (name, move) for name, moves in legal().items() for move in moves if move[1] not in tables[name].commands
    ]
    assert strange == []
