"""The head's mailed link: read the award and its terms, ask for a code, and with it say yes."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.applying.awards import forms, mails, queries, services
from portal.applying.awards.models import AwardAcceptance
from portal.applying.awards.routes.awards import bp
from portal.core.actors import SYSTEM
from portal.core.i18n import _
from portal.extensions import limiter
from portal.identity.accounts import codes
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.accounts.queries import live_link
from portal.identity.schools.queries import signing_head
from portal.policy import Action
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.errors import dead_link
from portal.web.limits import CODES_OF_A_LINK, TRIES_OF_A_LINK, may_try
from portal.web.press import OneButtonForm, press

_LINK = "/link/award/<token>"


@bp.post("/awards/<uuid:award_id>/accept/<uuid:school_id>/link")
@guarded(Action.AWARD_WRITE_TO_HEAD, of=queries.get_acceptance)
def write_to_head(acceptance: AwardAcceptance) -> ResponseReturnValue:
    """Send the head a new link."""
    said = _("We have written to the head of %(school)s.", school=acceptance.school.name)
    to = url_for(".show", award_id=acceptance.award_id)
    return press(services.write_to_head, acceptance, to=to, said=said, is_letter=True, write=mails.write_to_head)


def _found(token: str) -> tuple[OneTimeLink, AwardAcceptance] | None:
    """The link and what it asks, while the link works, the yes is waited for, and the link's owner signs for the school."""
    link = live_link(token, LinkPurpose.ACCEPT_AWARD)
    acceptance = queries.acceptance_of_link(link.subject_id) if link is not None else None
    if link is None or acceptance is None:
        return None
    head = signing_head(acceptance.school_id)
    return (link, acceptance) if head is not None and head.id == link.person_id else None


@bp.route(_LINK, methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def accept_by_link(token: str) -> ResponseReturnValue:
    """The head reads exactly what is accepted, and says yes with the code that came to their address."""
    found = _found(token)
    if found is None:
        return dead_link(is_for_a_head=True, asks_the_coordinator=True)
    form = forms.AcceptByLinkForm()
    if form.validate_on_submit() and may_try(form, TRIES_OF_A_LINK, found[0].id):
        to, words = url_for("schools.thanks"), {"code": form.code.data or "", "digest": str(form.digest.data or "")}
        said = carry_out(form, services.accept_by_link, found[0], by=SYSTEM, to=to, **words)
        if said is not None:
            return said
    return _page(token, form, yes=form)


@bp.post(_LINK + "/code")
@public
@limiter.limit("60 per hour")
def send_code(token: str) -> ResponseReturnValue:
    """A code to the address of the link."""
    found = _found(token)
    if found is None:
        return dead_link(is_for_a_head=True, asks_the_coordinator=True)
    form = OneButtonForm()
    if form.validate_on_submit() and may_try(form, CODES_OF_A_LINK, found[0].id):
        to = url_for(".accept_by_link", token=token, _anchor="answer")
        said = carry_out(form, services.send_acceptance_code, found[0], by=SYSTEM, to=to, write=mails.write_code)
        if said is not None:
            return said
    return _page(token, form)


def _page(token: str, sent: Any, *, yes: Any = None) -> ResponseReturnValue:
    fresh = _found(token)  # a refusal may have come because something changed meanwhile
    if fresh is None:
        return dead_link(is_for_a_head=True, asks_the_coordinator=True)
    link, acceptance = fresh
    award = acceptance.award
    decision = queries.released_decision(award.application)
    return form_page(
        "awards/accept_by_link.html",
        sent,
        token=token,
        award=award,
        application=award.application,
        school=acceptance.school,
        decision=decision,
        conditions=queries.list_conditions(decision.id) if decision is not None else [],
        has_code=codes.is_waiting(person_id=link.person_id, subject_id=acceptance.id) if link.person_id else False,
        address=link.address,
        yes=yes or forms.AcceptByLinkForm(formdata=None),
        button=OneButtonForm(formdata=None),
    )
