"""Agreements: one that every head signed and that is to be looked at again soon, one that waits for two heads. All invented.

To sign: Three Shores, the heads in France and Brazil (lilashead@, ipehead@). To look at again: Marlbury and Kisumu (lead@).
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.running.agreements import queries, services
from portal.running.agreements.models import Agreement
from portal.running.partnerships.queries import get_partnership


@dataclass(frozen=True)
class Plan:
    """An agreement: who writes it `days` ago, when it is looked at again from today, what schools bring (by whom), whose heads sign."""

    cluster: str
    by: str
    days: int
    review: int
    aims: str
    objectives: str
    brings: tuple[tuple[str, str, str], ...]
    heads: tuple[tuple[str, str], ...]


PLANS = (
    Plan(
        "marlbury",
        "lead",
        150,
        11,
        "Our pupils know where water comes from at both ends, and have friends there whom they ask.\n\nBoth sides propose, both sides host.",
        "Every class has sent three letters by summer.\nTwo lessons each term are planned together.",
        (
            ("tumaini", "abroad", "The lake, its songs and its fishermen; a teacher who has time on Tuesdays."),
            ("hill", "lead", "The river week, a hall with a screen, time for two teachers."),
            ("mill", "contact", "The mill pond and its measurements."),
            ("academy", "contact3", "Older pupils who help with films."),
            ("orchard", "contact4", "Drawings, and patience."),
        ),
        (("hill", "head"), ("mill", "head2"), ("academy", "head3"), ("orchard", "head4"), ("tumaini", "abroadhead")),
    ),
    Plan(
        "trilateral",
        "contact5",
        12,
        350,
        "Three harbours, one question: who works there, and what will change?",
        "",
        (("quay", "contact5", "A boat for a day."), ("lilas", "lilas", "Nos vieilles cartes du port."), ("ipe", "ipe", "Receitas e histórias.")),
        (("quay", "head6"),),
    ),
)  # fmt: skip


def load(world: World) -> None:
    """What is there already is left alone."""
    for plan in PLANS:
        partnership_id: uuid.UUID = world.made["partnerships"][plan.cluster]
        known = session().scalar(sa.select(Agreement.id).where(Agreement.partnership_id == partnership_id))
        session().commit()
        if known is None:
            _agree(world, plan, world.made["clusters"][plan.cluster], partnership_id)


def _agree(world: World, plan: Plan, cluster_id: uuid.UUID, partnership_id: uuid.UUID) -> None:
    with world.then(days=-plan.days):
        made = world.do(services.begin_version, get_partnership(cluster_id, partnership_id), by=plan.by)
        agreement_id: uuid.UUID = made.id

    def load_it() -> Agreement:
        return queries.get_agreement(cluster_id, agreement_id)

    with world.then(days=-plan.days, hour=11):
        words = {"aims": plan.aims, "objectives": plan.objectives, "version": 1}
        review_on = clock.today() + timedelta(days=plan.days + plan.review)
        world.do(services.change_agreement, load_it(), by=plan.by, review_on=review_on, **words)
    for school, who, brings in plan.brings:
        with world.then(days=-plan.days, hour=14):
            part = next(part for part in load_it().parts if part.school_id == world.schools[school].id)
            world.do(services.change_part, part, by=who, contribution=brings, version=1)
    with world.then(days=1 - plan.days):
        world.do(services.ask_signatures, load_it(), by=plan.by, write=_no_mail)
    for school, head in plan.heads:
        with world.then(days=4 - plan.days):
            agreement = load_it()
            signature = next(s for s in agreement.live_signatures if s.school_id == world.schools[school].id)
            world.do(services.sign, signature, by=head, digest=agreement.digest)
    world.do(services.remind_of_review, load_it())


def _no_mail(*_given: Any) -> None:
    """Mails of months ago are not written."""
