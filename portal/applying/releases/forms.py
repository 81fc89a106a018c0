"""Forms of a sending of results."""

import uuid
from collections.abc import Collection
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal.core.i18n import _, _l
from portal.web.forms import PortalForm, as_uuid, pick_one, pick_several, send

ALL, HERE = "all", "here"


class SendForm(PortalForm):
    """`which` is asked where the list has more than one page; `here`: what this page of it offers."""

    here: Collection[uuid.UUID] = ()

    digest = HiddenField()
    which = pick_one(
        _l("Which results are sent?"),
        [(ALL, ""), (HERE, _l("Only those that are ticked on this page"))],
        required=_l("Choose whether all are sent, or only those on this page."),
    )
    decisions = pick_several(_l("Send the results of"), required=_l("Choose at least one."), coerce=as_uuid)
    submit = send(_l("Send the results"))

    def validate_which(self, field: Any) -> None:
        """A box that was emptied is not overruled in silence."""
        if field.data == ALL and not set(self.here) <= set(self.decisions.data or ()):
            raise ValidationError(
                _(
                    "You have unticked some on this page, so not all can be sent. Send those on this page, or tick them again."
                )
            )

    def chosen(self) -> Collection[uuid.UUID] | None:
        """The decisions; None for all."""
        if "which" in self and self.which.data == ALL:
            return None
        found: Collection[uuid.UUID] = self.decisions.data
        return found
