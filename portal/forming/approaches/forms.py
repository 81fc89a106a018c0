"""Forms of partnership requests."""

from portal.core.i18n import _l
from portal.web.forms import PortalForm, as_uuid, line, paragraph, pick_from_list, pick_one, send


class AskForm(PortalForm):
    read_by_others = ("proposal",)

    school_id = pick_one(_l("For which of your schools do you ask?"), required=_l("Choose a school."), coerce=as_uuid)
    cluster_id = pick_from_list(
        _l("Do you ask for a cluster?"),
        required=None,
        coerce=as_uuid,
        hint=_l("Then a yes brings the other school an invitation into the cluster, as partner school."),
    )
    proposal = line(
        _l("What do you propose?"),
        required=_l("Write in one line what you propose."),
        hint=_l("For example: letters about our rivers, from January to June."),
        longest=160,
    )
    message = paragraph(
        _l("Your message"),
        required=_l("Write a message to the school."),
        hint=_l(
            "Say who you are, which pupils take part, and why this school. Every teacher of the two schools can read it. No addresses or phone numbers."
        ),
        longest=3000,
        rows=8,
    )
    submit = send(_l("Send the request"))


class DeclineForm(PortalForm):
    read_by_others = ("reason",)

    reason = paragraph(
        _l("Why not?"),
        required=_l("Write a friendly reason. The other school reads it."),
        hint=_l("For example: we have a partner already; ask us again next school year."),
        longest=1000,
        rows=3,
    )
    submit = send(_l("Say no"))
