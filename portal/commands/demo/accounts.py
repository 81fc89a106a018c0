"""Accounts at work: a role that waits for a second person, browsers in which the teacher is signed in, passkeys of the contact."""

from datetime import timedelta
from typing import Any

import cbor2
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec

from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.identity.accounts.models import Passkey, WebSession
from portal.identity.people import services
from portal.identity.people.models import RoleProposal
from portal.policy import Role
from portal.web import login

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
LIBRARY = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def load(world: World) -> None:
    """Lay what is not there yet."""
    known = session().scalar(sa.select(RoleProposal.id).limit(1))
    session().commit()
    if known is not None:
        return
    world.do(
        services.propose_role,
        world.people["contact8"],
        by="admin",
        role=Role.REVIEWER,
        vouched_by="Hope Adeyemi, head of Ridgeway Primary Academy",
        evidence="Telephoned the school office on its public number.",
    )
    world.do(_sign_in_elsewhere, world=world)
    world.do(_add_passkeys, world=world)


def _sign_in_elsewhere(*, by: Any, world: World) -> None:
    """The values of these cookies are known to nobody."""
    at, teacher = clock.now(), world.people["teacher"].id
    for client, days, is_shared in ((PHONE, 9, False), (LIBRARY, 0, True)):
        session().add(
            WebSession(
                token_hash=login.token_hash(login.new_token()),
                person_id=teacher,
                created_at=at - timedelta(days=days, minutes=12),
                seen_at=at - timedelta(minutes=9),
                proved_at=at - timedelta(days=days, minutes=12),
                expires_at=at + timedelta(days=21 if days else 0, hours=7),
                client=client,
                is_shared_computer=is_shared,
            )
        )


def _add_passkeys(*, by: Any, world: World) -> None:
    """Their secret halves are thrown away at once, so nobody signs in with them."""
    at, contact = clock.now(), world.people["contact"].id
    for name, days in (("My phone", 40), ("Laptop at school", 3)):
        public = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        session().add(
            Passkey(
                person_id=contact,
                name=name,
                credential_id=login.new_token(),
                public_key=cbor2.dumps(key),
                created_at=at - timedelta(days=days),
                used_at=at - timedelta(days=1) if days > 30 else None,
            )
        )
