"""Facts about shared costs. `subject_id` is the entry, or the handover. Amounts are whole minor units of `currency`."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PurseOpened(Event):
    """A cluster shares costs; `school_id` keeps the money."""

    currency: str


@dataclass(frozen=True, kw_only=True)
class PurseRulesChanged(Event):
    """How costs are shared, or from which amount two people are needed."""


@dataclass(frozen=True, kw_only=True)
class MoneyEntered(Event):
    """An entry counts. `entry_kind` says what it was; `school_id` the school that paid or was paid, if one."""

    entry_kind: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class PaymentWaits(Event):
    """A payment above the cluster's limit waits for a second person."""

    amount: str


@dataclass(frozen=True, kw_only=True)
class PaymentRefused(Event):
    """A second person said no. `person_id` made the entry."""


@dataclass(frozen=True, kw_only=True)
class MoneyReversed(Event):
    """An entry was reversed by another."""

    reversed_id: uuid.UUID
    amount: str


@dataclass(frozen=True, kw_only=True)
class PurseOffered(Event):
    """`school_id` is asked to keep the money from now on, with the balance that is stated."""

    balance: str


@dataclass(frozen=True, kw_only=True)
class PurseHandedOver(Event):
    """`school_id` keeps the money from now on."""

    from_school_id: uuid.UUID
    balance: str


@dataclass(frozen=True, kw_only=True)
class PurseNotTaken(Event):
    """The school that was asked declined, or the question was taken back."""
