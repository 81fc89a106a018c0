"""The form of the sheet."""

from portal.core.i18n import _l
from portal.forming.support.models import Backing, Share
from portal.web.forms import EditingForm, number, paragraph, pick_one, send

HEAD = {
    Backing.YES.value: _l("The head stands behind it"),
    Backing.TOLD.value: _l("The head knows of it"),
    Backing.NOT_YET.value: _l("Not yet"),
}
GOVERNORS = {
    Backing.YES.value: _l("The governors stand behind it"),
    Backing.TOLD.value: _l("The governors know of it"),
    Backing.NOT_YET.value: _l("Not yet, or we have none"),
}
SHARES = {
    Share.FEW.value: _l("A class or two"),
    Share.QUARTER.value: _l("About a quarter"),
    Share.HALF.value: _l("About half"),
    Share.MOST.value: _l("Most of them"),
    Share.ALL.value: _l("All of them"),
}


class SheetForm(EditingForm):
    read_by_others = ("words",)

    head = pick_one(_l("The head"), HEAD.items(), required=_l("Choose an answer for the head."))
    governors = pick_one(_l("The governors"), GOVERNORS.items(), required=_l("Choose an answer for the governors."))
    staff = number(
        _l("How many of the staff take part?"), least=0, most=2000, required=_l("Enter a number. One is fine to begin.")
    )
    classes = number(_l("How many classes take part?"), least=0, most=500, required=_l("Enter a number."))
    share = pick_one(
        _l("How many of the pupils are reached?"), SHARES.items(), required=_l("Choose how many are reached.")
    )
    words = paragraph(
        _l("More about it (optional)"), hint=_l("For example: two assemblies a term. Name no pupils."), longest=2000
    )
    submit = send(_l("Save the sheet"))
