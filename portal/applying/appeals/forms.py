"""Forms of objections."""

from portal.applying.appeals.models import Ground
from portal.core.i18n import _l
from portal.web.forms import PortalForm, as_uuid, paragraph, pick_from_list, pick_one, send

GROUNDS = (
    (Ground.CONFLICT.value, _l("Someone who read or decided has a tie to us or to another applicant")),
    (Ground.NOT_READ.value, _l("Something that we sent in time was not read")),
    (Ground.RULES.value, _l("A published rule of the round was not followed")),
    (Ground.WRONG_FACTS.value, _l("The reasons say something about us that is not so")),
)


class ObjectForm(PortalForm):
    makes_new = True

    ground = pick_one(
        _l("What was not right?"),
        GROUNDS,
        required=_l("Choose what was not right."),
        hint=_l("Only how it was decided can be looked at, not whether others would decide otherwise."),
    )
    words = paragraph(_l("What happened?"), required=_l("Say what happened."), rows=8)
    submit = send(_l("Send the objection"))


class AssignForm(PortalForm):
    officer_id = pick_from_list(
        _l("Who hears it?"),
        required=_l("Choose who hears it."),
        coerce=as_uuid,
        hint=_l("Only people who took no part in the outcome and have no tie to the cluster."),
    )
    submit = send(_l("Give it to them"))


class AnswerForm(PortalForm):
    verdict = pick_one(
        _l("Were the rules followed?"),
        (("dismiss", _l("Yes: the outcome stays")), ("uphold", _l("No: other people read the application"))),
        required=_l("Say whether the rules were followed."),
    )
    answer = paragraph(
        _l("Answer"),
        required=_l("Write the answer. The cluster reads it."),
        hint=_l("Every school of the cluster reads it."),
        rows=8,
    )
    submit = send(_l("Send the answer"))
