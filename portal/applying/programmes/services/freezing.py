"""What stays as it is once people rely on it: the form from the first application on, the headings of the evidence
from the first that came in, the criteria from the first opened review on."""

from portal.applying.programmes.models import Round, RoundStatus
from portal.core import clock
from portal.core.database import session
from portal.core.errors import NotAllowedNow, Stale
from portal.core.i18n import _


def freeze_form(planned: Round) -> None:
    """Called when a cluster starts an application: from now on every cluster answers the same questions."""
    hold(planned)
    if planned.form_frozen_at is None:
        planned.form_frozen_at = clock.now()


def freeze_criteria(planned: Round) -> None:
    """Called when the first review is opened: from now on everyone is scored by the same rubric."""
    hold(planned)
    if planned.criteria_frozen_at is None:
        planned.criteria_frozen_at = clock.now()


def keep_headings(planned: Round) -> None:
    """Called when an application comes in: from the first one on, every application of this round is read under the same headings of the evidence."""
    if planned.headings_kept is not None:
        return
    hold(planned)
    if planned.headings_kept is None:
        planned.headings_kept = list(planned.programme.headings)


def hold(planned: Round) -> None:
    """Lock the round's row, so that an edit and the act that freezes it come one after the other."""
    session().refresh(
        planned,
        [
            "form_frozen_at",
            "criteria_frozen_at",
            "form_number",
            "next_form_number",
            "status",
            "version",
            "headings_kept",
        ],
        with_for_update=True,
    )


def check_version(planned: Round, read_version: int, current: dict[str, str]) -> None:
    hold(planned)
    if planned.version != read_version:
        raise Stale(_("Someone changed this round while you had it open."), current, str(planned.version))


def form_must_be_open(planned: Round, form_number: int) -> None:
    """This version of the form can still be changed: nobody answers it yet. Raises NotAllowedNow."""
    hold(planned)
    if form_number != planned.edited_form_number:
        raise NotAllowedNow(
            _(
                "A cluster has started its application, so the questions stay as they are. You can add words that make them clear, or prepare a new version."
            )
        )


def criteria_must_be_open(planned: Round, *, weights_change: bool = True) -> None:
    hold(planned)
    if planned.criteria_frozen_at is not None:
        raise NotAllowedNow(_("A review has been opened, so the criteria stay as they are."))
    if weights_change and planned.status != RoundStatus.DRAFT:
        raise NotAllowedNow(_("The round is published with these weights. You can still change the words."))
