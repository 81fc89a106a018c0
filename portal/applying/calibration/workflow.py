"""The lifecycle of a sample."""

from portal.applying.calibration.models import SampleStatus as S
from portal.core.i18n import _l
from portal.core.workflow import Lifecycle

SHOWN = frozenset({S.OPEN, S.AGREED})

SAMPLES = Lifecycle(
    name="calibration_sample",
    column="status",
    moves={
        (S.DRAFT, "open"): S.OPEN,
        (S.OPEN, "agree"): S.AGREED,
        **{(state, "end"): S.ENDED for state in (S.DRAFT, S.OPEN)},
    },
    words={
        "open": _l("The reviewers have this sample already, or it was taken out."),
        "agree": _l("The agreed scores were shown already, or the sample was taken out."),
        "end": _l("The agreed scores were shown, so the sample stays."),
    },
)
