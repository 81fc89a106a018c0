"""Whom the mail would go to, and the button that sends it."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portal.applying.mailings import forms, queries, services
from portal.applying.mailings.models import ALONE_UP_TO, SigningMail
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.core.i18n import _
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.login import me

bp = Blueprint("mailings", __name__)


@bp.route("/rounds/<uuid:round_id>/not-signed", methods=["GET", "POST"])
@guarded(Action.SIGNING_MAIL_SEND, of=get_round)
def not_signed(planned: Round) -> ResponseReturnValue:
    """Names and how many, without sending anything; the button sends to exactly this list."""
    form = forms.SigningMailForm()
    found = queries.list_unsigned(planned, me())
    people = queries.people_of(found)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.send_to_unsigned,
            planned,
            to=url_for("mailings.not_signed", round_id=planned.id),
            said=_what_became,
            digest=str(form.digest.data or ""),
        )
        if answer is not None:
            return answer
    form.digest.data = queries.digest_of(found)
    return form_page(
        "mailings/not_signed.html",
        form,
        planned=planned,
        found=found,
        people=people,
        waiting=queries.waiting(planned),
        last_sent_at=queries.last_sent_at(planned),
        needs_two=len(people) > ALONE_UP_TO,
        rests_until=services.rests_until(planned),
    )


def _what_became(made: SigningMail) -> str:
    if made.sent_at is not None:
        return _("The mail is sent.")
    return _("Nothing is sent yet: a second person of the programme reads this list and confirms it.")
