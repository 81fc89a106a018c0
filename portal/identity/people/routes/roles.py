"""Roles: proposed by one, confirmed by another, withdrawn."""

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.identity.accounts.models import Person, RoleGrant
from portal.identity.people import forms, queries, services
from portal.identity.people.models import RoleProposal
from portal.identity.people.routes.blueprint import address_of, bp, page_of, press_about
from portal.identity.people.words import role_words
from portal.policy import Action, Role
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm
from portal.web.proof import recently_proved


@bp.route("/people/<uuid:person_id>/roles/propose", methods=["GET", "POST"])
@guarded(Action.ROLE_PROPOSE, of=queries.get_person)
@recently_proved
def propose(person: Person) -> ResponseReturnValue:
    """Propose a role for a person."""
    form = forms.ProposeRoleForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.propose_role,
            person,
            to=page_of(person.id),
            said=_("The role is proposed. A second person must confirm it."),
            role=Role(form.role.data),
            authority_code=form.authority_code.data or "",
            vouched_by=form.vouched_by.data,
            evidence=form.evidence.data,
        )
        if answer is not None:
            return answer
    return form_page("people/propose.html", form, account=person)


@bp.route("/roles/<uuid:proposal_id>", methods=["GET", "POST"])
@guarded(Action.ROLE_CONFIRM, of=queries.get_proposal)
@recently_proved
def decide(proposal: RoleProposal) -> ResponseReturnValue:
    """The second person reads what was proposed, and says yes or no. This form says no; the button beside it says yes."""
    form = forms.RefuseRoleForm()
    if form.validate_on_submit():
        said = _("The role is not given. Who proposed it has been told.")
        there = page_of(proposal.person_id)
        answer = carry_out(form, services.refuse_role, proposal, to=there, said=said, reason=form.reason.data)
        if answer is not None:
            return answer
    return form_page(
        "people/decide.html",
        form,
        proposal=proposal,
        address=address_of(proposal.person),
        schools=queries.school_names(proposal.person_id),
        role_words=role_words,
        button=OneButtonForm(),
    )


@bp.post("/roles/<uuid:proposal_id>/confirm")
@guarded(Action.ROLE_CONFIRM, of=queries.get_proposal)
@recently_proved
def confirm(proposal: RoleProposal) -> ResponseReturnValue:
    """The second person says yes."""
    said = _("The role is given. The person has been told.")
    return press_about(services.confirm_role, proposal, person=proposal.person, said=said)


@bp.post("/roles/<uuid:proposal_id>/withdraw")
@guarded(Action.ROLE_WITHDRAW_PROPOSAL, of=queries.get_proposal)
def withdraw_proposal(proposal: RoleProposal) -> ResponseReturnValue:
    """Who proposed it asks no longer."""
    said = _("The role is not proposed any more.")
    return press_about(services.withdraw_proposal, proposal, person=proposal.person, said=said)


@bp.route("/roles/held/<uuid:grant_id>/withdraw", methods=["GET", "POST"])
@guarded(Action.ROLE_WITHDRAW, of=queries.get_grant)
@recently_proved
def withdraw(granted: RoleGrant) -> ResponseReturnValue:
    """Ask once more, then withdraw the role."""
    form, there = OneButtonForm(), page_of(granted.person_id)
    if form.validate_on_submit():
        said = _("The role is withdrawn.")
        answer = carry_out(form, services.withdraw_role, granted, to=there, said=said)
        if answer is not None:
            return answer
    back = url_for("people.show", person_id=granted.person_id)
    return form_page("people/withdraw.html", form, granted=granted, role_words=role_words, back=back)
