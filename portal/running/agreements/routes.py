"""The pages of an agreement: its versions, writing, signing, looking at it again."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.actors import SYSTEM
from portal.core.i18n import _
from portal.extensions import limiter
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.accounts.queries import live_link
from portal.policy import Action
from portal.running.agreements import forms, letters, queries, services
from portal.running.agreements.content import content_of, review_day
from portal.running.agreements.models import ASKED, Agreement, AgreementPart, AgreementSignature, SignatureStatus
from portal.running.partnerships.models import Partnership
from portal.running.partnerships.queries import get_partnership
from portal.web import login
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.errors import dead_link
from portal.web.press import OneButtonForm, press
from portal.web.proof import recently_proved

bp = Blueprint("agreements", __name__)
_CLUSTER = "/clusters/<uuid:cluster_id>"
_ONE = _CLUSTER + "/agreements/<uuid:agreement_id>"
_SIGNATURE = _CLUSTER + "/agreement-signatures/<uuid:signature_id>"


def _path(agreement: Agreement) -> str:
    return url_for("agreements.show", cluster_id=agreement.cluster_id, agreement_id=agreement.id)


@bp.get(_CLUSTER + "/partnership/<uuid:partnership_id>/agreement")
@guarded(Action.AGREEMENT_LIST, of=get_partnership)
def index(partnership: Partnership) -> ResponseReturnValue:
    """Every version of the agreement, the newest first."""
    return render_template(
        "agreements/index.html",
        partnership=partnership,
        versions=queries.list_versions(partnership.id),
        button=OneButtonForm(formdata=None),
    )


@bp.post(_CLUSTER + "/partnership/<uuid:partnership_id>/agreement/new")
@guarded(Action.AGREEMENT_BEGIN, of=get_partnership)
def begin(partnership: Partnership) -> ResponseReturnValue:
    """Begin a new version."""
    back = url_for("agreements.index", cluster_id=partnership.cluster_id, partnership_id=partnership.id)
    return press(services.begin_version, partnership, to=back, said=_("A new version is open. Every school writes down what it brings."))  # fmt: skip


@bp.get(_ONE)
@guarded(Action.AGREEMENT_VIEW, of=queries.get_agreement)
def show(agreement: Agreement) -> ResponseReturnValue:
    """One version: its text, who has signed, and what comes next."""
    content = content_of(agreement)
    return render_template(
        "agreements/show.html",
        agreement=agreement,
        partnership=agreement.partnership,
        content=content,
        review_on=review_day(content),
        parts={str(part.school_id): part for part in agreement.parts},
        mine=login.me().school_ids,
        waiting=[s for s in agreement.live_signatures if s.status == SignatureStatus.ASKED],
        button=OneButtonForm(formdata=None),
    )


@bp.route(_ONE + "/edit", methods=["GET", "POST"])
@guarded(Action.AGREEMENT_WRITE, of=queries.get_agreement)
def edit(agreement: Agreement) -> ResponseReturnValue:
    """Aims, objectives and the day of the review."""
    form = forms.AgreementForm(obj=agreement if request.method == "GET" else None, version=agreement.version)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.change_agreement,
            agreement,
            to=_path(agreement),
            said=_("Saved."),
            aims=form.aims.data,
            objectives=form.objectives.data or "",
            review_on=form.review_on.data,
            version=form.read_version,
        )
        if answer is not None:
            return answer
    return form_page("agreements/edit.html", form, agreement=agreement)


@bp.route(_CLUSTER + "/agreement-parts/<uuid:agreement_part_id>", methods=["GET", "POST"])
@guarded(Action.AGREEMENT_BRING, of=queries.get_part)
def bring(part: AgreementPart) -> ResponseReturnValue:
    """What one's own school brings."""
    form = forms.PartForm(obj=part if request.method == "GET" else None, version=part.version)
    if form.validate_on_submit():
        to, words = _path(part.agreement), form.contribution.data
        answer = carry_out(
            form, services.change_part, part, to=to, said=_("Saved."), contribution=words, version=form.read_version
        )
        if answer is not None:
            return answer
    return form_page("agreements/bring.html", form, part=part, agreement=part.agreement)


@bp.post(_ONE + "/ask")
@guarded(Action.AGREEMENT_WRITE, of=queries.get_agreement)
def ask(agreement: Agreement) -> ResponseReturnValue:
    said = _("The heads have been asked. The text does not change any more.")
    return press(
        services.ask_signatures, agreement, to=_path(agreement), said=said, is_letter=True, write=letters.write_to_head
    )


@bp.post(_ONE + "/reopen")
@guarded(Action.AGREEMENT_WRITE, of=queries.get_agreement)
def reopen(agreement: Agreement) -> ResponseReturnValue:
    said = _("The text is open again. What was signed covered the old words.")
    return press(services.reopen, agreement, to=_path(agreement), said=said)


@bp.route(_ONE + "/review", methods=["GET", "POST"])
@guarded(Action.AGREEMENT_WRITE, of=queries.get_agreement)
def review(agreement: Agreement) -> ResponseReturnValue:
    """Say that it stands, and when it is looked at again."""
    form = forms.ReviewForm()
    if form.validate_on_submit():
        day, said = form.next_review_on.data, _("Saved. We remind you two weeks before that day.")
        answer = carry_out(
            form, services.review_agreement, agreement, to=_path(agreement), said=said, next_review_on=day
        )
        if answer is not None:
            return answer
    return form_page("agreements/review.html", form, agreement=agreement)


@bp.post(_SIGNATURE + "/write-again")
@guarded(Action.AGREEMENT_REMIND, of=queries.get_signature)
def write_again(signature: AgreementSignature) -> ResponseReturnValue:
    """Send the head a new link."""
    to, said = _path(signature.agreement), _("We have written to the head again.")
    return press(services.write_again, signature, to=to, said=said, is_letter=True, write=letters.write_to_head)


@bp.route(_SIGNATURE, methods=["GET", "POST"])
@guarded(Action.AGREEMENT_SIGN, of=queries.get_signature)
@recently_proved
def sign(signature: AgreementSignature) -> ResponseReturnValue:
    """Exactly what is signed, and one button; the password is asked for again."""
    agreement, form = signature.agreement, forms.SignForm()
    if form.validate_on_submit():
        said = _("You have signed for %(school)s. Thank you.", school=signature.school.name)
        digest = str(form.digest.data or "")
        answer = carry_out(form, services.sign, signature, to=_path(agreement), said=said, digest=digest)
        if answer is not None:
            return answer
    if agreement.status not in ASKED or signature.status == SignatureStatus.SIGNED:
        return redirect(_path(agreement), 303)
    return form_page("agreements/sign.html", form, signature=signature, **_text(agreement))


def _text(agreement: Agreement) -> dict[str, Any]:
    content = content_of(agreement)
    return {"agreement": agreement, "content": content, "review_on": review_day(content)}


@bp.route(_SIGNATURE + "/decline", methods=["GET", "POST"])
@guarded(Action.AGREEMENT_SIGN, of=queries.get_signature)
def decline(signature: AgreementSignature) -> ResponseReturnValue:
    """Say no, with what would have to change."""
    form = forms.DeclineForm()
    if form.validate_on_submit():
        to, said = _path(signature.agreement), _("The coordinator has been told.")
        answer = carry_out(form, services.decline, signature, to=to, said=said, reason=form.reason.data)
        if answer is not None:
            return answer
    return form_page("agreements/decline.html", form, signature=signature, agreement=signature.agreement)


def _found(token: str) -> tuple[OneTimeLink, AgreementSignature] | None:
    """The link and its signature, while the link works and the signature is waited for."""
    link = live_link(token, LinkPurpose.SIGN_AGREEMENT)
    signature = queries.signature_of_link(link.subject_id) if link is not None else None
    if link is None or signature is None or signature.agreement.status not in ASKED:
        return None
    return (link, signature) if signature.status == SignatureStatus.ASKED else None


@bp.route("/link/agreement/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def answer(token: str) -> ResponseReturnValue:
    """The head reads the text and signs, without an account."""
    found = _found(token)
    if found is None:
        return dead_link(is_for_a_head=True)
    link, signature = found
    form = forms.SignByLinkForm()
    if form.validate_on_submit():
        to, digest = url_for("schools.thanks"), str(form.digest.data or "")
        said = carry_out(form, services.sign_by_link, link, by=SYSTEM, to=to, name=form.name.data, digest=digest)
        if said is not None:
            return said
    return _answer_page(token, signature, form, forms.DeclineForm(formdata=None), form)


@bp.post("/link/agreement/<token>/no")
@public
@limiter.limit("60 per hour")
def answer_no(token: str) -> ResponseReturnValue:
    """The head does not sign."""
    found = _found(token)
    if found is None:
        return dead_link(is_for_a_head=True)
    link, signature = found
    form = forms.DeclineForm()
    if form.validate_on_submit():
        to = url_for("schools.thanks")
        said = carry_out(form, services.decline_by_link, link, by=SYSTEM, to=to, reason=form.reason.data)
        if said is not None:
            return said
    return _answer_page(token, signature, forms.SignByLinkForm(formdata=None), form, form)


def _answer_page(token: str, signature: AgreementSignature, yes: Any, no: Any, sent: Any) -> ResponseReturnValue:
    text = _text(signature.agreement)
    return form_page("agreements/answer.html", sent, token=token, signature=signature, yes=yes, no=no, **text)
