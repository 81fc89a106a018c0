"""The form in which a school says whether it is looking. What a search asks for is read from the address by `wishes`."""

from portal.core.i18n import _l
from portal.identity.profiles import vocabulary
from portal.web.forms import EditingForm, day, number, paragraph, pick_one, pick_several, send


class LookingForm(EditingForm):
    read_by_others = ("looking_for",)

    looking = pick_one(
        _l("Is your school looking for a partner school?"),
        list(vocabulary.LOOKING.items()),
        required=_l("Choose one answer."),
    )
    looking_for = paragraph(
        _l("What are you looking for?"),
        hint=_l(
            "Other schools read this. For example: a school by the sea, to exchange letters and pictures about food. "
            "Write no names, addresses or phone numbers."
        ),
        longest=600,
        rows=4,
    )
    partners_wanted = number(
        _l("How many partner schools?"), least=1, most=20, hint=_l("Leave it empty if you do not know.")
    )
    looking_until = day(
        _l("Until when are you looking?"),
        hint=_l("After that day you are no longer shown as looking. Leave it empty for no end."),
    )
    surroundings = pick_several(
        _l("What is true around your school?"),
        list(vocabulary.SURROUNDINGS.items()),
        hint=_l(
            "It helps to find schools that differ from yours. It is never used to rank schools. Choose none if you prefer."
        ),
    )
    submit = send(_l("Save"))
