"""Forms of this room: shape only."""

from portal.applying.amendments.models import ChangeAbout
from portal.core.i18n import _l
from portal.web.forms import PortalForm, paragraph, pick_one, send

ABOUT = {
    ChangeAbout.MONEY: _l("What the money is for"),
    ChangeAbout.PLAN: _l("What we do"),
    ChangeAbout.TIME: _l("When we do it"),
    ChangeAbout.PARTNER: _l("With whom we do it"),
    ChangeAbout.OTHER: _l("Something else"),
}


class AskForm(PortalForm):
    makes_new = True
    read_by_others = ("wanted", "reason")

    about = pick_one(
        _l("What is the change about?"),
        [(about.value, words) for about, words in ABOUT.items()],
        required=_l("Choose what it is about."),
    )
    wanted = paragraph(
        _l("What shall be different?"),
        required=_l("Say what shall be different."),
        hint=_l(
            "Say what was planned, and what you would like to do in its place. Money: how much, from which line to which."
        ),
        longest=3000,
    )
    reason = paragraph(_l("Why?"), required=_l("Say why."), longest=2000, rows=4)
    submit = send(_l("Ask the programme"))


class AnswerForm(PortalForm):
    answer = pick_one(
        _l("What does the programme say?"),
        [("agree", _l("We agree to the change")), ("refuse", _l("What was awarded stays as it is"))],
        required=_l("Choose an answer."),
    )
    note = paragraph(
        _l("In your words"),
        hint=_l("The schools of the cluster read it. Say why, if you do not agree."),
        longest=2000,
        rows=4,
    )
    submit = send(_l("Tell the cluster"))
