"""A passkey made of software (WebAuthn, ES256): makes keys and signs questions as a device does, and wrongly where a test wants it."""

import hashlib
import json
import secrets
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


class Authenticator:
    """One device with one key. `count` is how often it was used; what is given to `make` and `use` overrides what an honest device would say."""

    def __init__(self, *, origin: str = "https://portal.example", domain: str = "portal.example") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.origin, self.domain = origin, domain
        self.count = 0
        self.owner = b""

    def make(self, asked: dict[str, Any], **lies: Any) -> str:
        """The answer to a question that asks for a new passkey."""
        self.owner = base64url_to_bytes(asked["user"]["id"])
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        credential = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(cose)
        data = self._data(HAS_KEY, **lies) + credential
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = {"clientDataJSON": self._client("webauthn.create", asked, **lies), "attestationObject": _text(attested)}
        return self._answer({**said, "transports": ["internal", "nonsense", 7]})

    def use(self, asked: dict[str, Any], **lies: Any) -> str:
        """The answer to a question that asks for this passkey."""
        self.count = lies.get("count", self.count + 1)
        client, data = self._client("webauthn.get", asked, **lies), self._data(0, **lies)
        signed = data + hashlib.sha256(base64url_to_bytes(client)).digest()
        signature = lies.get("signer", self.key).sign(signed, ec.ECDSA(hashes.SHA256()))
        said = {"clientDataJSON": client, "authenticatorData": _text(data), "signature": _text(signature)}
        return self._answer({**said, "userHandle": _text(lies.get("owner", self.owner))})

    def _client(self, kind: str, asked: dict[str, Any], **lies: Any) -> str:
        said = {"type": kind, "challenge": lies.get("challenge", asked["challenge"]), "crossOrigin": False}
        return _text(json.dumps({**said, "origin": lies.get("origin", self.origin)}).encode())

    def _data(self, flags: int, **lies: Any) -> bytes:
        flags |= PRESENT | (VERIFIED if lies.get("verified", True) else 0)
        domain = hashlib.sha256(lies.get("domain", self.domain).encode()).digest()
        return domain + struct.pack(">BI", flags, self.count)

    def _answer(self, response: dict[str, Any]) -> str:
        name = _text(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def _text(value: bytes) -> str:
    return bytes_to_base64url(value)
