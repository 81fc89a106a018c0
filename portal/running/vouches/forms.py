"""The form in which a contact vouches."""

from typing import Any

from portal.core.i18n import _, _l
from portal.web.forms import PortalForm, as_uuid, paragraph, pick_from_list, send


class VouchForm(PortalForm):
    read_by_others = ("how_known",)

    voucher_school = pick_from_list(
        _l("For which of your schools do you vouch?"),
        required=_l("Choose the school for which you vouch."),
        coerce=as_uuid,
    )
    how_known = paragraph(
        _l("How do you know this school?"),
        required=_l("Write how you know the school."),
        hint=_l("For example: we visited it in 2025, and its head telephoned ours last week."),
        longest=2000,
        rows=4,
    )
    submit = send(_l("Vouch for this school"))

    def offer(self, schools: list[tuple[Any, str]]) -> None:
        """The verified schools that the person speaks for; nothing to choose where there is one."""
        if len(schools) == 1:
            del self.voucher_school
        else:
            self.voucher_school.choices = [("", _("Choose a school")), *schools]

    @property
    def voucher_school_id(self) -> Any:
        return self.voucher_school.data if "voucher_school" in self else None
