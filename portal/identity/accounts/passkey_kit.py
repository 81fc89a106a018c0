"""What is used of the library of passkeys, in one place, so that it is loaded when it is needed: see `passkeys._kit`."""

import webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

__all__ = [
    "BAD",
    "TRANSPORTS",
    "AuthenticatorSelectionCriteria",
    "AuthenticatorTransport",
    "PublicKeyCredentialDescriptor",
    "ResidentKeyRequirement",
    "UserVerificationRequirement",
    "base64url_to_bytes",
    "bytes_to_base64url",
    "webauthn",
]

TRANSPORTS = frozenset(kind.value for kind in AuthenticatorTransport)
BAD = (WebAuthnException, UnsupportedAlgorithm, ValueError, TypeError, KeyError, IndexError, RecursionError)
