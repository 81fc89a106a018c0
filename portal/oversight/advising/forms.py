"""The forms of advisers."""

from portal.core.i18n import _l
from portal.oversight.advising.models import ContactKind
from portal.web.forms import PortalForm, as_uuid, day, paragraph, pick_from_list, pick_one, pick_several, send

KINDS = (
    (ContactKind.CALL.value, _l("A call")),
    (ContactKind.MAIL.value, _l("A letter or mail")),
    (ContactKind.MEETING.value, _l("A meeting")),
    (ContactKind.VISIT.value, _l("A visit")),
    (ContactKind.NOTE.value, _l("No contact: a note")),
)
_WHO = _l("Choose who looks after it.")
_UNTIL = _l("Until when are they supported? (optional)")


class AdviserForm(PortalForm):
    """Who looks after a cluster, until when, and when they are in touch."""

    adviser = pick_from_list(_l("Who looks after the cluster?"), required=_WHO, coerce=as_uuid)
    supported_until = day(_UNTIL, hint=_l("The last day. Leave it empty when there is none. For example, 27 11 2027."))
    next_contact_on = day(_l("When is the next contact? (optional)"), hint=_l("For example, 27 11 2026."))
    submit = send(_l("Save"))


class NoteForm(PortalForm):
    """A contact, or something to know."""

    makes_new = True

    kind = pick_one(_l("What was it?"), KINDS, required=_l("Choose what it was."))
    on = day(_l("On which day?"), required=_l("Enter the day."))
    words = paragraph(
        _l("What was said, or what to know"),
        required=_l("Write what was said, or what to know."),
        hint=_l(
            "The programme’s staff and the auditors read it; the schools do not. Nothing about health or families."
        ),
    )
    next_contact_on = day(
        _l("When is the next contact? (optional)"), hint=_l("You are reminded then. For example, 27 11 2026.")
    )
    submit = send(_l("Write it down"))


class HandOverForm(PortalForm):
    """From one adviser to another."""

    from_ = pick_from_list(_l("Whose clusters?"), required=_l("Choose whose clusters."), coerce=as_uuid)
    to = pick_from_list(_l("Who looks after them from now on?"), required=_WHO, coerce=as_uuid)
    submit = send(_l("Hand them over"))


class GiveManyForm(PortalForm):
    """Clusters that nobody supports."""

    clusters = pick_several(_l("Which clusters?"), required=_l("Choose at least one cluster."), coerce=as_uuid)
    adviser = pick_from_list(_l("Who looks after them?"), required=_WHO, coerce=as_uuid)
    supported_until = day(_UNTIL, hint=_l("The last day. Leave it empty when there is none. For example, 27 11 2027."))
    submit = send(_l("Save"))
