"""The life of an account."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.identity.accounts.models import PersonStatus

UNCONFIRMED, ACTIVE, SUSPENDED = PersonStatus.UNCONFIRMED, PersonStatus.ACTIVE, PersonStatus.SUSPENDED
CLOSED = PersonStatus.CLOSED

ACCOUNT = Lifecycle(
    name="account",
    column="status",
    moves={
        (UNCONFIRMED, "confirm"): ACTIVE,
        (ACTIVE, "suspend"): SUSPENDED,
        (SUSPENDED, "restore"): ACTIVE,
        (UNCONFIRMED, "close"): CLOSED,
        (ACTIVE, "close"): CLOSED,
        (SUSPENDED, "close"): CLOSED,
    },
    words={
        "confirm": _l("This address is confirmed already."),
        "suspend": _l("This account is on hold or closed already."),
        "restore": _l("This account is not on hold."),
        "close": _l("This account is closed already."),
    },
)
