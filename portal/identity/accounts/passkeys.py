"""Passkeys (WebAuthn): what the browser is asked, and whether what it answers is true. Nothing here reads or writes the database.

The site is the portal's public address: its host is the domain of every passkey, its scheme and host the only origin whose answers are believed. A passkey
must always ask its owner for a finger, a face or a PIN, so it is worth a password and a second step together.
"""

import ipaddress
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

MINUTES_TO_ANSWER = 5
LONGEST_ANSWER = 20_000  # characters; a real one has two or three thousand
LONGEST_ID = 1400


def _kit() -> Any:
    """The library, loaded by who uses the first passkey: it takes some 20 MB, which a worker that sees none can do without."""
    from portal.identity.accounts import passkey_kit

    return passkey_kit


class Untrue(Exception):
    """The answer was not given by this passkey, to this question, at this site."""


class Copied(Untrue):
    """The signature is right, but the count of uses did not rise: somebody may have a copy of the passkey."""


@dataclass(frozen=True)
class Site:
    """Where passkeys belong: `domain` is what they are bound to, `origin` the address whose pages may use them, `name` what the browser shows."""

    domain: str
    origin: str
    name: str


@dataclass(frozen=True)
class NewPasskey:
    """What is kept of a passkey that was just made."""

    credential_id: str
    public_key: bytes
    sign_count: int
    transports: str


def site_of(public_url: str, name: str) -> Site | None:
    """The site of the portal's public address; None where browsers make no passkeys: at a bare number, or without https (but on this machine)."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    if parts.scheme != "https" and host != "localhost":
        return None
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return Site(host, f"{parts.scheme}://{parts.netloc}", name)
    return None


def to_make(site: Site, *, challenge: str, person: Any, known: Iterable[Any]) -> Any:
    """What the browser is asked, so that it makes a passkey for this person: not one on a device that has one of these already."""
    kit = _kit()
    options = kit.webauthn.generate_registration_options(
        rp_id=site.domain,
        rp_name=site.name,
        user_id=person.id.bytes,
        user_name=person.email,
        user_display_name=person.name,
        challenge=kit.base64url_to_bytes(challenge),
        timeout=MINUTES_TO_ANSWER * 60_000,
        authenticator_selection=kit.AuthenticatorSelectionCriteria(
            resident_key=kit.ResidentKeyRequirement.REQUIRED, user_verification=kit.UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[_descriptor(key) for key in known],
    )
    return json.loads(kit.webauthn.options_to_json(options))


def to_use(site: Site, *, challenge: str, known: Iterable[Any] = ()) -> Any:
    """What the browser is asked, so that it uses one of these passkeys; any that it has for this site when none are named."""
    kit = _kit()
    options = kit.webauthn.generate_authentication_options(
        rp_id=site.domain,
        challenge=kit.base64url_to_bytes(challenge),
        timeout=MINUTES_TO_ANSWER * 60_000,
        allow_credentials=[_descriptor(key) for key in known],
        user_verification=kit.UserVerificationRequirement.REQUIRED,
    )
    return json.loads(kit.webauthn.options_to_json(options))


def _descriptor(key: Any) -> Any:
    kit = _kit()
    ways = [kit.AuthenticatorTransport(way) for way in key.transports.split() if way in kit.TRANSPORTS]
    return kit.PublicKeyCredentialDescriptor(id=kit.base64url_to_bytes(key.credential_id), transports=ways or None)


def read_new(answer: str, site: Site, *, challenge: str) -> NewPasskey:
    """The passkey that the browser made. Raises Untrue."""
    kit = _kit()
    try:
        made = kit.webauthn.verify_registration_response(
            credential=_parsed(answer),
            expected_challenge=kit.base64url_to_bytes(challenge),
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except kit.BAD as error:
        raise Untrue(str(error)) from error
    credential_id = kit.bytes_to_base64url(made.credential_id)
    if not 0 < len(credential_id) <= LONGEST_ID:
        raise Untrue("the id of the passkey is too long")
    return NewPasskey(credential_id, made.credential_public_key, made.sign_count, _ways(answer))


def credential_of(answer: str) -> tuple[str, bytes | None]:
    """Which passkey answers, and whose it says it is (the id that was given when it was made). Raises Untrue."""
    kit = _kit()
    try:
        said = _parsed(answer)
        credential_id, handle = said["rawId"], said["response"].get("userHandle")
        if not isinstance(credential_id, str) or not 0 < len(credential_id) <= LONGEST_ID:
            raise ValueError("there is no id of a passkey in the answer")
        return credential_id, kit.base64url_to_bytes(handle) if handle else None
    except (*kit.BAD, AttributeError) as error:
        raise Untrue(str(error)) from error


def check(answer: str, site: Site, *, challenge: str, public_key: bytes, sign_count: int) -> int:
    """The count of uses that the passkey gives, once its answer is proven. Raises Untrue, or Copied when the count did not rise."""
    kit = _kit()
    try:
        proven = kit.webauthn.verify_authentication_response(
            credential=_parsed(answer),
            expected_challenge=kit.base64url_to_bytes(challenge),
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,  # compared below, so that a copy can be told from nonsense
            require_user_verification=True,
        )
    except kit.BAD as error:
        raise Untrue(str(error)) from error
    count: int = proven.new_sign_count
    if (count > 0 or sign_count > 0) and count <= sign_count:
        raise Copied("the count of uses did not rise")
    return count


def _parsed(answer: str) -> dict[str, Any]:
    said = json.loads(answer)
    if not isinstance(said, dict) or not isinstance(said.get("response"), dict):
        raise ValueError("the answer is not an object with a response")
    return said


def _ways(answer: str) -> str:
    said = _parsed(answer)["response"].get("transports")
    return (
        " ".join(way for way in said if isinstance(way, str) and way in _kit().TRANSPORTS)[:100]
        if isinstance(said, list)
        else ""
    )
