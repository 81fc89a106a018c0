"""The award: each school's signatory says yes."""

import uuid

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.awards import forms, queries, services
from portal.applying.awards.models import Award
from portal.core.i18n import _
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("awards", __name__)


@bp.get("/awards/<uuid:award_id>")
@guarded(Action.AWARD_VIEW, of=queries.get_award)
def show(award: Award) -> ResponseReturnValue:
    """Who has said yes, and who is still to."""
    return render_template("awards/show.html", award=award, application=award.application, is_mine=bool(_mine(award)))


def _mine(award: Award) -> list[tuple[str, str]]:
    """The schools for which this person signs and which have not said yes yet."""
    me = login.me()
    return [
        (str(one.school_id), one.school.name)
        for one in award.acceptances
        if one.accepted_at is None and me.holds("signatory", one.school_id)
    ]


@bp.route("/awards/<uuid:award_id>/accept", methods=["GET", "POST"])
@guarded(Action.AWARD_ACCEPT, of=queries.get_award)
def accept(award: Award) -> ResponseReturnValue:
    """Say yes for one's school."""
    form = forms.AcceptForm()
    mine = _mine(award)
    form.school.choices = mine
    if len(mine) == 1 and not form.is_submitted():
        form.school.data = mine[0][0]
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.accept_award,
            award,
            to=url_for(".show", award_id=award.id),
            said=_("Your school has accepted the award."),
            school_id=uuid.UUID(form.school.data),
        )
        if answer is not None:
            return answer
    return form_page("awards/accept.html", form, award=award, application=award.application, mine=mine)
