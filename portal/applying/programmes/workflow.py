"""The lifecycle of a round. Whether it takes applications is decided by its instants, not by this."""

from portal.applying.programmes.models import RoundStatus as S
from portal.core.i18n import _l
from portal.core.workflow import Lifecycle

LIFECYCLE = Lifecycle(
    name="round",
    column="status",
    moves={
        (S.DRAFT, "publish"): S.PUBLISHED,
        (S.PUBLISHED, "archive"): S.ARCHIVED,
    },
    words={
        "publish": _l("This round has been published already."),
        "archive": _l("Only a published round can be put away."),
    },
)
