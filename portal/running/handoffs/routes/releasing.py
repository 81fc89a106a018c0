"""Time out of class: the school's own rule, and the answer of the head or of whom the school named, signed in or by a mailed link."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.actors import SYSTEM
from portal.core.i18n import _
from portal.extensions import limiter
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.accounts.queries import live_link
from portal.identity.schools import queries as schools
from portal.identity.schools.models import Function, School
from portal.policy import Action
from portal.running.handoffs import forms, queries, services
from portal.running.handoffs.models import Handoff
from portal.running.handoffs.routes.blueprint import bp, card_of, press_card
from portal.web.access import can, guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.errors import dead_link
from portal.web.press import OneButtonForm

CARD = "/clusters/<uuid:cluster_id>/handoffs/<uuid:handoff_id>"


@bp.route("/schools/<uuid:school_id>/time-out-of-class", methods=["GET", "POST"])
@guarded(Action.RELEASE_RULE_SAY, of=schools.get_school)
def release_rule(school: School) -> ResponseReturnValue:
    """Does the head agree the time before a teacher stands in? Off unless the school turns it on."""
    rule = queries.release_rule_of(school.id)
    standing = {"is_on": rule is not None and rule.is_on, "delegate": rule.delegate_id if rule is not None else None}
    form = forms.ReleaseRuleForm(data=standing if request.method == "GET" else None)
    form.offer(services.may_agree(school))
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.say_release_rule,
            school,
            to=url_for("schools.show", school_id=school.id),
            said=_("Saved."),
            is_on=bool(form.is_on.data),
            delegate_id=form.delegate.data,
        )
        if answer is not None:
            return answer
    heads = [held.person.name for held in school.holders(Function.SIGNATORY)] or [school.head_name]
    return form_page("handoffs/release_rule.html", form, school=school, heads=[name for name in heads if name])


@bp.get(CARD + "/time-out-of-class")
@guarded(Action.HANDOFF_VIEW, of=queries.get_handoff)
def release(handoff: Handoff) -> ResponseReturnValue:
    """What the teacher wants the time for, and two buttons. After the answer the notice that led here leads to the card."""
    if not handoff.waits_for_release or not can(Action.HANDOFF_RELEASE, handoff):
        return redirect(card_of(handoff), 303)
    return render_template(
        "handoffs/release.html", **_about(handoff), yes=_path(handoff, "yes"), no=_path(handoff, "no")
    )


@bp.post(CARD + "/time-out-of-class/yes")
@guarded(Action.HANDOFF_RELEASE, of=queries.get_handoff)
def agree_release(handoff: Handoff) -> ResponseReturnValue:
    """The teacher has the time."""
    return press_card(services.agree_release, handoff, said=_("Thank you. Everyone who counts on it is told."))


@bp.post(CARD + "/time-out-of-class/no")
@guarded(Action.HANDOFF_RELEASE, of=queries.get_handoff)
def refuse_release(handoff: Handoff) -> ResponseReturnValue:
    """The teacher cannot have the time."""
    return press_card(services.refuse_release, handoff, said=_("Thank you for the answer. Others are being asked."))


def _path(handoff: Handoff, answer: str) -> str:
    return f"{card_of(handoff)}/time-out-of-class/{answer}"


def _about(handoff: Handoff) -> dict[str, Any]:
    others = [sister.activity for sister in queries.list_pending_sisters(handoff)]
    return {"handoff": handoff, "activity": handoff.activity, "others": others, "button": OneButtonForm(formdata=None)}


def _found(token: str) -> tuple[OneTimeLink, Handoff] | None:
    """The link and its handoff, while the link works and the answer is waited for."""
    link = live_link(token, LinkPurpose.AGREE_TIME_OUT)
    handoff = queries.handoff_of_link(link) if link is not None else None
    return (link, handoff) if link is not None and handoff is not None else None


@bp.get("/link/time-out-of-class/<token>")
@public
def release_by_link(token: str) -> ResponseReturnValue:
    """The same page for whoever comes from the mail; no account is needed."""
    found = _found(token)
    if found is None:
        return dead_link(is_for_a_head=True)
    here = url_for("handoffs.release_by_link", token=token)
    return render_template("handoffs/release.html", **_about(found[1]), yes=here + "/yes", no=here + "/no")


@bp.post("/link/time-out-of-class/<token>/<any(yes, no):answer>")
@public
@limiter.limit("60 per hour")
def answer_release_by_link(token: str, answer: str) -> ResponseReturnValue:
    """Yes or no, with one button."""
    found = _found(token)
    if found is None:
        return dead_link(is_for_a_head=True)
    form, deed = OneButtonForm(), services.agree_by_link if answer == "yes" else services.refuse_by_link
    if form.validate_on_submit():
        done = carry_out(form, deed, found[0], by=SYSTEM, to=url_for("handoffs.thanks"))
        if done is not None:
            return done
    here = url_for("handoffs.release_by_link", token=token)
    about = {**_about(found[1]), "yes": here + "/yes", "no": here + "/no"}
    return form_page("handoffs/release.html", form, **about)


@bp.get("/link/time-out-of-class/thanks")
@public
def thanks() -> ResponseReturnValue:
    """It is answered."""
    return render_template("handoffs/thanks.html")


def school_panel(school: School) -> tuple[str, dict[str, Any]]:
    """On the school's page: whether time out of class is agreed first. One statement."""
    return "handoffs/_school_panel.html", {"school": school, "rule": queries.release_rule_of(school.id)}
