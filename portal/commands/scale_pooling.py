"""The part of the scale world about what clusters share: larger clusters, books, things to lend, help from outside."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from portal.commands.scale_world import World
from portal.forming.backing.models import SupportRecord
from portal.running.groups.models import SubCluster
from portal.running.ledger.models import LedgerEntry, LedgerMove, Purse
from portal.running.things.models import Thing

WITHIN, ENTRIES, THINGS, EACH_WITH_BOOKS = 10, 40, 3, 5


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Nine clusters within each tenth; every fifth keeps books; every one lends something."""
    yield "clusters within clusters", SubCluster, _links(world)
    yield from shared(world)
    yield "help from outside", SupportRecord, _support(world)


def shared(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Books and things alone."""
    yield "purses", Purse, _purses(world)
    yield "entries of books", LedgerEntry, _entries(world)
    yield "moves of money", LedgerMove, _moves(world)
    yield "things to lend", Thing, _things(world)


def _links(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.clusters):
        if n % WITHIN:
            yield world.record("sub_cluster", n) | {
                "child_id": world.key("cluster", n), "parent_id": world.key("cluster", n - n % WITHIN), "status": "joined", "asked_by_child": True,
                "words": "", "joined_at": world.at,
            }  # fmt: skip


def _with_books(world: World) -> Iterable[tuple[int, int]]:
    """The number of a cluster that keeps books, and of its lead school."""
    for n in range(0, world.clusters, EACH_WITH_BOOKS):
        yield n, world.schools_of(n)[0]


def _purses(world: World) -> Iterable[dict[str, Any]]:
    for n, lead in _with_books(world):
        yield world.record("purse", n) | {
            "cluster_id": world.key("cluster", n), "agent_school_id": world.key("school", lead), "currency": "GBP", "limit_minor": 20_000,
            "share_rule": "equal", "version": 1,
        }  # fmt: skip


def _entries(world: World) -> Iterable[dict[str, Any]]:
    for n, lead in _with_books(world):
        for place in range(ENTRIES):
            yield world.record("ledger_entry", n * ENTRIES + place) | {
                "purse_id": world.key("purse", n), "cluster_id": world.key("cluster", n), "kind": "contribution", "status": "posted",
                "happened_on": world.at.date() - timedelta(days=ENTRIES - place), "title": f"Contribution {place}", "amount_minor": 1_000 + place,
                "rate_source": "", "school_id": world.key("school", lead), "settled_at": world.at,
            }  # fmt: skip


def _moves(world: World) -> Iterable[dict[str, Any]]:
    for n, lead in _with_books(world):
        for place in range(ENTRIES):
            number = n * ENTRIES + place
            yield world.record("ledger_move", number) | {
                "entry_id": world.key("ledger_entry", number), "position": 1, "debit": "bank", "credit": "school",
                "credit_school_id": world.key("school", lead), "amount_minor": 1_000 + place,
            }  # fmt: skip


def _things(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.clusters):
        for place in range(THINGS):
            name = f"{('Drums', 'Microscopes', 'Atlases')[place]} {n}"
            yield world.record("thing", n * THINGS + place) | {
                "cluster_id": world.key("cluster", n), "school_id": world.key("school", world.schools_of(n)[0]), "kind": "kit", "name": name,
                "folded_name": name.lower(), "words": "", "version": 1,
            }  # fmt: skip


def _support(world: World) -> Iterable[dict[str, Any]]:
    for n in range(0, world.clusters, 3):
        agency = f"Trust {n % 7}"
        yield world.record("support_record", n) | {
            "cluster_id": world.key("cluster", n), "agency": agency, "folded_agency": agency.lower(), "help": "money",
            "from_on": world.at.date() - timedelta(days=200), "until_on": world.at.date() + timedelta(days=n % 400), "words": "", "version": 1,
        }  # fmt: skip
