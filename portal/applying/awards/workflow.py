"""The lifecycle of an award: offered, accepted when every school has said yes."""

from portal.applying.awards.models import AwardStatus as A
from portal.core.i18n import _l
from portal.core.workflow import Lifecycle

AWARDS = Lifecycle(
    name="award",
    column="status",
    moves={(A.OFFERED, "accept"): A.ACCEPTED},
    words={"accept": _l("This award was accepted already.")},
)
