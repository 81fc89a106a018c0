"""The list of clusters, starting one, its home, its words."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.forming.clusters import forms, queries, services
from portal.forming.clusters.models import Cluster, ClusterForm, MembershipStatus, OfficeKind, agreement
from portal.forming.clusters.outline import Outline, get_outline
from portal.forming.clusters.routes.blueprint import bp, home_of
from portal.identity.schools import queries as schools
from portal.identity.schools.models import SchoolStatus
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.limits import may_invite
from portal.web.press import OneButtonForm


@bp.get("/clusters")
@guarded(Action.CLUSTER_LIST_MINE)
def index() -> ResponseReturnValue:
    """The clusters of my schools; staff and authority officers see theirs."""
    me = login.me()
    clusters = queries.page_visible_to(me, request.args.get("after"))
    is_cut = clusters.next is not None or not clusters.first
    mine = queries.list_clusters_of(me) if is_cut and me.memberships else clusters
    waiting = [
        m for c in mine for m in c.memberships if m.school_id in me.school_ids and m.status == MembershipStatus.INVITED
    ]
    standings = [] if len(clusters) or me.memberships else schools.schools_of(me)
    on_hold = [one for one in standings if one.school.status == SchoolStatus.SUSPENDED]
    words = dict(forms.FORMS)
    return render_template(
        "clusters/index.html", clusters=clusters, waiting=waiting, on_hold=on_hold, words=words, me=me
    )


@bp.route("/clusters/new", methods=["GET", "POST"])
@guarded(Action.CLUSTER_START)
def start() -> ResponseReturnValue:
    """A name and a theme are enough."""
    me = login.me()
    form = forms.StartClusterForm()
    form.school_id.choices = [(m.school_id, m.school_name) for m in me.memberships.values()]
    if len(me.memberships) == 1 and not form.school_id.data:
        form.school_id.data = next(iter(me.memberships))
    if form.validate_on_submit() and (not form.named or may_invite(form)):
        answer = carry_out(
            form,
            services.start_with_schools,
            to=_after_start,
            said=_begun,
            schools=form.named,
            school_id=form.school_id.data,
            name=form.name.data,
            theme=form.theme.data,
            theme_reasons=form.theme_reasons.data or "",
            rationale=form.rationale.data or "",
            cluster_form=ClusterForm(form.cluster_form.data),
        )
        if answer is not None:
            return answer
    return form_page("clusters/new.html", form)


def _after_start(started: services.Started) -> str:
    """The new cluster's home; where a line meant no one school, the search for it."""
    if not started.unclear:
        return home_of(started.cluster)
    return url_for("clusters.invite", cluster_id=started.cluster.id, words=started.unclear[0])


def _begun(started: services.Started) -> str:
    said = [_("Your cluster has begun.")]
    if started.invited:
        said.append(_("Invited: %(schools)s.", schools="; ".join(started.invited)))
    if started.unclear:
        said.append(_("Not clear yet which school is meant: %(lines)s. Search here.", lines="; ".join(started.unclear)))
    if len(said) == 1:
        said.append(_("Now invite other schools."))
    return " ".join(said)


@bp.get("/clusters/<uuid:cluster_id>")
@guarded(Action.CLUSTER_VIEW, of=get_outline)
def show(cluster: Outline) -> ResponseReturnValue:
    """Who is who, which schools, and the panels of the other rooms."""
    nominated = cluster.nominations()
    said = queries.backings_of([office.id for office in nominated])
    return render_template(
        "clusters/show.html",
        cluster=cluster,
        titles=services.TITLES,
        kinds=list(OfficeKind),
        nominations=[(o, agreement(cluster, o, said[o.id], clock.now())) for o in nominated],
        vacancies=cluster.open_vacancies(),
        form_words=dict(forms.FORMS)[cluster.form],
        button=OneButtonForm(),
    )


@bp.route("/clusters/<uuid:cluster_id>/edit", methods=["GET", "POST"])
@guarded(Action.CLUSTER_EDIT, of=queries.get_cluster)
def edit(cluster: Cluster) -> ResponseReturnValue:
    form = forms.EditClusterForm(obj=cluster, cluster_form=cluster.form.value)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.edit_cluster,
            cluster,
            to=home_of(cluster),
            said=_("The cluster is saved."),
            version=form.read_version,
            name=form.name.data,
            theme=form.theme.data,
            theme_reasons=form.theme_reasons.data or "",
            rationale=form.rationale.data or "",
            cluster_form=ClusterForm(form.cluster_form.data),
        )
        if answer is not None:
            return answer
    return form_page("clusters/edit.html", form, cluster=cluster, back=url_for("clusters.show", cluster_id=cluster.id))
