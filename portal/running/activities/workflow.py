"""The lifecycle of an activity. A move of date or time keeps the state, so both sides answer again where they stand (`agree`, `confirm` on the spot)."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.activities.models import ActivityStatus as S

LIFECYCLE = Lifecycle(
    name="activity",
    column="status",
    moves={
        (S.PROPOSED, "agree"): S.AGREED,
        (S.AGREED, "agree"): S.AGREED,
        (S.CONFIRMED, "agree"): S.CONFIRMED,
        (S.AGREED, "confirm"): S.CONFIRMED,
        (S.CONFIRMED, "confirm"): S.CONFIRMED,
        (S.PROPOSED, "change"): S.PROPOSED,
        (S.AGREED, "change"): S.AGREED,
        (S.CONFIRMED, "change"): S.CONFIRMED,
        (S.CONFIRMED, "deliver"): S.DELIVERED_BY_ONE,
        (S.CONFIRMED, "deliver_alone"): S.DELIVERED,
        (S.DELIVERED_BY_ONE, "confirm_delivery"): S.DELIVERED,
        (S.DELIVERED_BY_ONE, "let_stand"): S.DELIVERED,
        (S.AGREED, "miss"): S.MISSED,
        (S.CONFIRMED, "miss"): S.MISSED,
        (S.PROPOSED, "cancel"): S.CANCELLED,
        (S.AGREED, "cancel"): S.CANCELLED,
        (S.CONFIRMED, "cancel"): S.CANCELLED,
        (S.DELIVERED_BY_ONE, "cancel"): S.CANCELLED,
    },
    words={
        "agree": _l("This activity is over or was cancelled, so it can no longer be agreed."),
        "confirm": _l("Only an activity that both sides agreed to can be confirmed."),
        "change": _l("This activity is over or was cancelled, so it can no longer be changed."),
        "deliver": _l("Only a confirmed activity can be marked as done. Confirm it first."),
        "deliver_alone": _l("Only a confirmed activity can be marked as done. Confirm it first."),
        "confirm_delivery": _l("This activity is not waiting for the second side."),
        "let_stand": _l("This activity is not waiting for the second side."),
        "miss": _l("Only an activity that was agreed can be marked as missed."),
        "cancel": _l("This activity is over or was cancelled already."),
    },
)
