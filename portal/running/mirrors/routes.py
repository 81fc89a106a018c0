"""Inviting a partner to build its own cluster, answering by link, building; two partner clusters side by side; the leads' channel."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.actors import SYSTEM
from portal.core.i18n import _, ngettext
from portal.extensions import limiter
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.accounts.queries import live_link
from portal.identity.finding import naming
from portal.policy import Action
from portal.running.mirrors import forms, letters, queries, services
from portal.running.mirrors.beside import Row
from portal.running.mirrors.models import MirrorInvitation, MirrorStatus
from portal.running.mirrors.queries import Twins
from portal.web import login
from portal.web.access import can, guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.limits import may_invite
from portal.web.press import OneButtonForm, press

bp = Blueprint("mirrors", __name__)
_OF_CLUSTER = "/clusters/<uuid:cluster_id>/mirrors"
_ONE = _OF_CLUSTER + "/<uuid:mirror_id>"
_TWINS = "/clusters/<uuid:cluster_id>/twins/<uuid:partnership_id>"


def _page(invitation: MirrorInvitation) -> str:
    return url_for("mirrors.show", cluster_id=invitation.cluster_id, mirror_id=invitation.id)


@bp.route(_OF_CLUSTER + "/new", methods=["GET", "POST"])
@guarded(Action.MIRROR_INVITE, of=get_cluster)
@limiter.limit("60 per hour", methods=["POST"])
def invite(cluster: Cluster) -> ResponseReturnValue:
    """Invite a partner that has no school here yet."""
    form = forms.InviteMirrorForm(to="member" if request.args.get("to") == "member" else "twin")
    form.offer(naming.words())
    if form.validate_on_submit() and may_invite(form):
        answer = carry_out(
            form,
            services.invite_mirror,
            cluster,
            to=_page,
            said=_("The mail with the link is on its way."),
            school_name=form.school_name.data,
            country=form.country.data,
            contact_name=form.contact_name.data or "",
            address=form.address.data,
            message=form.message.data or "",
            write=letters.write,
            joins=form.to.data == "member",
        )
        if answer is not None:
            return answer
    return form_page("mirrors/invite.html", form, cluster=cluster)


@bp.get(_ONE)
@guarded(Action.MIRROR_VIEW, of=queries.get_invitation)
def show(invitation: MirrorInvitation) -> ResponseReturnValue:
    """How the invitation stands."""
    return render_template("mirrors/show.html", one=invitation, button=OneButtonForm(), words=naming.words())


@bp.post(_ONE + "/again")
@guarded(Action.MIRROR_CHANGE, of=queries.get_invitation)
@limiter.limit("60 per hour", methods=["POST"])
def again(invitation: MirrorInvitation) -> ResponseReturnValue:
    said = _("A new link is on its way. The older one no longer works.")
    return press(
        services.invite_again, invitation, to=_page(invitation), said=said, is_letter=True, write=letters.write
    )


@bp.route(_ONE + "/withdraw", methods=["GET", "POST"])
@guarded(Action.MIRROR_CHANGE, of=queries.get_invitation)
def withdraw(invitation: MirrorInvitation) -> ResponseReturnValue:
    """Take it back, after one more question."""
    form = OneButtonForm()
    if form.validate_on_submit():
        said = _("The invitation has been taken back.")
        answer = carry_out(form, services.withdraw_invitation, invitation, to=_page(invitation), said=said)
        if answer is not None:
            return answer
    return form_page("mirrors/withdraw.html", form, one=invitation)


@bp.route("/mirror/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def answer(token: str) -> ResponseReturnValue:
    """Who invites, what would follow, and "this is for us". Reading needs no account; taking it up does."""
    found = _live(token)
    if found is None:
        return render_template("mirrors/dead_link.html"), 410
    link, invitation = found
    form = OneButtonForm()
    me = login.signed_in()
    if request.method == "POST" and me is None:
        return redirect(url_for("accounts.sign_in", next=request.path), 303)
    if form.validate_on_submit():
        to = url_for("mirrors.build", mirror_id=invitation.id)
        done = carry_out(
            form,
            services.take_up,
            link,
            to=to,
            said=_("The invitation is yours now. You find it under “What needs me”, too."),
        )
        if done is not None:
            return done
        if _live(token) is None:
            return render_template("mirrors/dead_link.html"), 410
    return form_page(
        "mirrors/answer.html",
        form,
        one=invitation,
        is_signed_in=me is not None,
        path=request.path,
        sign_in=url_for("accounts.sign_in", next=request.path),
        schools=queries.member_schools(invitation.cluster_id),
        words=naming.words(),
    )


@bp.route("/mirror/<token>/decline", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def decline(token: str) -> ResponseReturnValue:
    """No, with or without a reason; needs no account."""
    found = _live(token)
    if found is None:
        return render_template("mirrors/dead_link.html"), 410
    form = forms.DeclineMirrorForm()
    if form.validate_on_submit():
        done = carry_out(
            form,
            services.decline_invitation,
            found[0],
            by=SYSTEM,
            to=url_for("mirrors.thanks"),
            reason=form.reason.data or "",
        )
        if done is not None:
            return done
    return form_page("mirrors/decline.html", form, one=found[1], path=url_for("mirrors.answer", token=token))


@bp.get("/mirror/thank-you")
@public
def thanks() -> ResponseReturnValue:
    """After saying no."""
    return render_template("mirrors/thanks.html")


def _live(token: str) -> tuple[OneTimeLink, MirrorInvitation] | None:
    """The link and its invitation, while the link works and nobody has answered."""
    link = live_link(token, LinkPurpose.BUILD_TWIN)
    invitation = queries.invitation_of_link(link.subject_id) if link is not None else None
    return (link, invitation) if link is not None and invitation is not None else None


@bp.route("/mirrors/<uuid:mirror_id>", methods=["GET", "POST"])
@guarded(Action.MIRROR_BUILD, of=queries.get_taken)
def build(invitation: MirrorInvitation) -> ResponseReturnValue:
    """Register the school, then build the cluster: two steps for whoever took the invitation up."""
    if invitation.status == MirrorStatus.BUILT and request.method == "GET":
        return redirect(url_for("clusters.show", cluster_id=invitation.twin_id or invitation.cluster_id))
    me = login.me()
    form = _join_form() if invitation.joins else _build_form(invitation)
    form.school_id.choices = [(m.school_id, m.school_name) for m in me.memberships.values()]
    if len(me.memberships) == 1 and not form.school_id.data:
        form.school_id.data = next(iter(me.memberships))
    if form.validate_on_submit():
        words = {"school_id": form.school_id.data}
        if not invitation.joins:
            words |= {"name": form.name.data, "theme": form.theme.data}
        done = carry_out(
            form,
            services.join_as_invited if invitation.joins else services.build_twin,
            invitation,
            to=lambda made: url_for("clusters.show", cluster_id=made.cluster_id if invitation.joins else made.id),
            said=_("Your school has joined the cluster.")
            if invitation.joins
            else _(
                "Your cluster has begun, with a place for the partner of each school there. Now invite your schools."
            ),
            **words,
        )
        if done is not None:
            return done
    schools = queries.member_schools(invitation.cluster_id)
    return form_page(
        "mirrors/build.html",
        form,
        one=invitation,
        has_school=bool(me.memberships),
        schools=schools,
        words=naming.words(),
    )


def _join_form() -> Any:
    return forms.JoinForm()


def _build_form(invitation: MirrorInvitation) -> Any:
    name = _("Partners of %(cluster)s", cluster=invitation.cluster.name)[:120]
    return forms.BuildForm(name=name, theme=invitation.cluster.theme)


@bp.get(_TWINS)
@guarded(Action.TWINS_VIEW, of=queries.get_twins)
def twins(found: Twins) -> ResponseReturnValue:
    """The schools of the two clusters side by side: links, suggestions, empty places."""
    return render_template("mirrors/twins.html", **_beside(found))


def _beside(found: Twins) -> dict[str, Any]:
    rows = queries.rows_of(found)
    return {
        "twins": found,
        "cluster": found.cluster,
        "rows": rows,
        "suggested": [row for row in rows if row.is_suggested],
        "words": naming.words(),
    }


@bp.route(_TWINS + "/suggestions", methods=["GET", "POST"])
@guarded(Action.TWINS_PROPOSE, of=queries.get_twins)
def suggest(found: Twins) -> ResponseReturnValue:
    """Propose several of the suggested links together."""
    form = forms.SuggestionsForm()
    shown = _beside(found)
    form.offer([(row.value, _in_words(row)) for row in shown["suggested"]])
    if form.validate_on_submit():
        done = carry_out(
            form,
            services.propose_suggested,
            found,
            to=url_for("mirrors.twins", cluster_id=found.cluster_id, partnership_id=found.partnership.id),
            said=lambda number: ngettext("%(num)d link is proposed.", "%(num)d links are proposed.", number),
            chosen=form.chosen.data or [],
        )
        if done is not None:
            return done
    return form_page("mirrors/suggest.html", form, **shown)


def _in_words(row: Row) -> str:
    if row.home is None or row.partner is None:
        return ""
    return _("%(home)s and %(partner)s", home=row.home.name, partner=row.partner.name)


@bp.get(_TWINS + "/leads")
@guarded(Action.LEADS_VIEW, of=queries.get_twins)
def leads(found: Twins) -> ResponseReturnValue:
    """What the two leads write to each other."""
    form = forms.LeadForm()
    here = url_for("mirrors.leads", cluster_id=found.cluster_id, partnership_id=found.partnership.id)
    page = queries.page_of_messages(found.partnership.id, request.args.get("after"))
    return form_page("mirrors/leads.html", form, twins=found, cluster=found.cluster, page=page, here=here)


@bp.post(_TWINS + "/leads/write")
@guarded(Action.LEADS_WRITE, of=queries.get_twins)
@limiter.limit("60 per hour", methods=["POST"])
def write(found: Twins) -> ResponseReturnValue:
    """Write to the other lead."""
    form = forms.LeadForm()
    here = url_for("mirrors.leads", cluster_id=found.cluster_id, partnership_id=found.partnership.id)
    if form.validate_on_submit():
        done = carry_out(
            form, services.write_to_lead, found, to=here, said=_("Sent. The other lead is told."), words=form.words.data
        )
        if done is not None:
            return done
    page = queries.page_of_messages(found.partnership.id, None)
    return form_page("mirrors/leads.html", form, twins=found, cluster=found.cluster, page=page, here=here)


def matching_panel(cluster: Cluster) -> tuple[str, dict[str, Any]] | None:
    """Where clusters are looked for: a partner that is not here yet can be invited, and how such invitations stand."""
    if not can(Action.MIRROR_VIEW, cluster):
        return None
    return "mirrors/_matching_panel.html", {"cluster": cluster, "invitations": queries.list_invitations(cluster.id)}


def partnership_panel(cluster: Cluster) -> tuple[str, dict[str, Any]] | None:
    """On the partnership's page: the partner clusters, each side by side with ours. Nothing where there is none."""
    if not can(Action.TWINS_VIEW, cluster):
        return None
    found = queries.list_twins(cluster.id)
    return ("mirrors/_partnership_panel.html", {"cluster": cluster, "found": found}) if found else None
