"""The one family of refusals. Each carries words that are ready for the person who reads them."""


class Refusal(Exception):
    """The portal says no. `message` is shown to the person; `field` names the input it belongs to, if one does."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class RuleBroken(Refusal):
    """A rule of the room says no: RuleBroken(field, message)."""

    def __init__(self, field: str | None, message: str) -> None:
        super().__init__(message, field)


class NotAllowedNow(Refusal):
    """The record's lifecycle does not allow this at this moment."""


class SomeoneWasFaster(Refusal):
    """A constraint or a conditional UPDATE let another act win."""


class NotPermitted(Refusal):
    """The policy, asked again inside the write transaction, says no."""


class Frozen(NotPermitted):
    """The person, the school or the cluster is read-only for now."""


class Stale(Refusal):
    """The record was changed since the form was opened. `current` holds the texts that stand now, by field name; `version` what to save on top of,
    where the record has no version of its own."""

    def __init__(self, message: str, current: dict[str, str], version: str | None = None) -> None:
        super().__init__(message)
        self.current = current
        self.version = version


class NotFound(Exception):
    """There is nothing here that the person may see."""


class TryLater(Exception):
    """The database was too busy three times running."""


class AlreadyDone(Exception):
    """The same form was carried out before; `answer` is the address it was answered with. `was_sent_anew`: the same words from a form served again."""

    def __init__(self, answer: str, *, was_sent_anew: bool = False) -> None:
        super().__init__(answer)
        self.answer = answer
        self.was_sent_anew = was_sent_anew
