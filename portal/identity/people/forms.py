"""Forms about people."""

from portal.core.i18n import _l
from portal.identity.people.words import ROLE_WORDS
from portal.web.forms import PortalForm, line, paragraph, pick_from_list, send, tick


class FindPersonForm(PortalForm):
    """A name, or a whole address, which then stands in no address of a page."""

    q = line(_l("Name, or a whole e-mail address"), longest=100)
    role = pick_from_list(
        _l("Role"), [("", _l("Any")), *((role.value, words) for role, words in ROLE_WORDS.items())], required=None
    )
    submit = send(_l("Search"))


class ProposeRoleForm(PortalForm):
    role = pick_from_list(
        _l("Role"),
        [("", _l("Choose a role")), *((role.value, words) for role, words in ROLE_WORDS.items())],
        required=_l("Choose a role."),
    )
    authority_code = line(
        _l("Code of the local authority"),
        hint=_l("Only for an officer of a local authority: the code that the register of schools uses, like 936."),
        longest=20,
    )
    vouched_by = line(
        _l("Who vouches for this person?"),
        required=_l("Name who vouches for this person."),
        hint=_l("A name, with what they are: a head, a director of the authority, a member of the programme."),
        longest=200,
    )
    evidence = paragraph(
        _l("How was it checked?"),
        required=_l("Write how it was checked."),
        hint=_l("For example: telephoned the authority's office on its public number; letter of appointment seen."),
        longest=1000,
    )
    submit = send(_l("Propose the role"))


class ReasonForm(PortalForm):
    """Why. The label says what for."""

    reason = paragraph(_l("Why?"), required=_l("Write why."), longest=1000, rows=3)
    submit = send(_l("Go on"))


class RefuseRoleForm(ReasonForm):
    submit = send(_l("Do not give the role"))


class SuspendForm(ReasonForm):
    reason = paragraph(
        _l("Why is the account put on hold?"),
        required=_l("Write why."),
        hint=_l(
            "For those who look after the service. The person is told that the account is on hold, and whom to ask."
        ),
        longest=1000,
        rows=3,
    )
    hides = tick(
        _l("Also hide everything that this person wrote"),
        hint=_l(
            "Messages with their files, requests, and words about stand-ins and visits. Nothing is deleted: you can show all of it again."
        ),
    )
    submit = send(_l("Put the account on hold"))


class RestoreForm(ReasonForm):
    reason = paragraph(_l("Why is the account opened again?"), required=_l("Write why."), longest=1000, rows=3)
    submit = send(_l("Open the account again"))
