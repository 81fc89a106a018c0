"""The evidence of a cluster: nine lines, and the map of headings and schools."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.core.text import clean_line
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.forming.evidence import forms, layouts, queries, services
from portal.forming.evidence.layouts import Layout
from portal.forming.evidence.models import EvidenceHeading, EvidenceItem, EvidenceStatus, Visibility
from portal.forming.support import queries as support
from portal.forming.support.routes import WORDS
from portal.identity.profiles import vocabulary
from portal.identity.profiles.naming import tag_words
from portal.policy import Action
from portal.web import access, login, panels
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, most_bytes, say
from portal.web.bilingual import said_plain
from portal.web.files import download
from portal.web.forms import uploaded
from portal.web.press import OneButtonForm

bp = Blueprint("evidence", __name__)
_ALL = "/clusters/<uuid:cluster_id>/evidence"
_ONE = _ALL + "/<uuid:item_id>"


@bp.get(_ALL)
@guarded(Action.EVIDENCE_VIEW, of=get_cluster)
def show(cluster: Cluster) -> ResponseReturnValue:
    """Every heading with what the cluster has, will do, or says does not apply; letters of support; the map."""
    layouts_here = layouts.of_cluster(cluster.id)
    layout = _chosen(layouts_here)
    items = [item for item in queries.list_items(cluster.id) if access.can(Action.EVIDENCE_VIEW, item)]
    statements = queries.list_statements(cluster.id)
    used = {item.heading_id for item in items} | {statement.heading_id for statement in statements}
    there = queries.list_headings(retired=True, codes=layouts.codes_of(layouts_here), ids=used)
    headings = [h for h in there if h.id in used or (h.retired_at is None and _is_shown(h, layout))]
    groups, others = layouts.groups_of(layout, headings)
    schools = {m.school_id: m.school for m in cluster.live_memberships()}
    sheets, means = support.sheets_of(schools), support.means_of(schools)
    today = clock.today(cluster.zone)
    spots = {(i.heading_id, i.school_id, _state(i, today)) for i in items}
    spots |= _asked_of_schools(headings, "whole_school_support", sheets) | _asked_of_schools(
        headings, "simple_ict", means
    )
    return render_template(
        "evidence/show.html",
        cluster=cluster,
        layout=layout,
        tabs=_tabs(cluster, layouts_here, layout),
        groups=groups,
        others=others,
        items=_grouped(items),
        statements=_grouped(statements),
        spots=spots,
        schools=schools,
        sheets=sheets,
        means=means,
        words={**WORDS, "devices": vocabulary.DEVICES, "connections": vocabulary.CONNECTIONS},
        tag_words=tag_words,
        today=today,
    )


def _chosen(there: Sequence[Layout]) -> Layout | None:
    """How the page is laid out: as the address asks (`as`), else as the programme of the latest application does."""
    asked = request.args.get("as", "")
    first = there[0] if there and asked != "general" else None
    return next((layout for layout in there if layout.key == asked), first)


def _tabs(cluster: Cluster, there: Sequence[Layout], chosen: Layout | None) -> list[tuple[str, str, bool]]:
    """The ways in which the evidence can be laid out; none where there is one way only."""
    if not there:
        return []
    base = url_for("evidence.show", cluster_id=cluster.id)
    tabs = [(said_plain(layout, "name"), f"{base}?as={layout.key}", layout is chosen) for layout in there]
    return [*tabs, (_("General headings"), f"{base}?as=general", chosen is None)]


def _is_shown(heading: EvidenceHeading, layout: Layout | None) -> bool:
    """A programme's own heading stands on its own page alone, until there is something under it."""
    return heading.of_programme_id is None or (layout is not None and layout.line_of(heading.code) is not None)


def _state(item: EvidenceItem, today: date) -> str:
    """How an item stands on the map: an intention whose day is over is told apart."""
    late = item.status == EvidenceStatus.INTENTION and item.due_on is not None and item.due_on < today
    return "late" if late else item.status.value


def _asked_of_schools(headings: Any, code: str, answers: Any) -> set[tuple[uuid.UUID, uuid.UUID, str]]:
    """Where the sheet of a school, or its record, answers a heading: it counts as something that the school has."""
    heading = next((h for h in headings if h.code == code), None)
    return {(heading.id, school_id, "evidence") for school_id in answers} if heading is not None else set()


def panel(cluster: Cluster) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: the headings, and under which of them there is something."""
    if not access.can(Action.EVIDENCE_VIEW, cluster):
        return None
    states = queries.list_heading_states(cluster.id)
    answered = sum(1 for state in states if state.is_answered)
    said = _("%(number)d of %(all)d headings", number=answered, all=len(states))
    sign = panels.Sign(_("Evidence"), (said,), url_for("evidence.show", cluster_id=cluster.id))
    return "evidence/_panel.html", {"cluster": cluster, "states": states, "said": said, "sign": sign}


def _grouped(records: Any) -> dict[uuid.UUID, list[Any]]:
    found: dict[uuid.UUID, list[Any]] = {}
    for record in records:
        found.setdefault(record.heading_id, []).append(record)
    return found


@bp.route(_ALL + "/new", methods=["GET", "POST"])
@guarded(Action.EVIDENCE_ADD, of=get_cluster)
def add(cluster: Cluster) -> ResponseReturnValue:
    """Add evidence, an intention, or why a heading does not apply."""
    there = layouts.of_cluster(cluster.id)
    headings, mine = queries.list_headings(codes=layouts.codes_of(there)), _my_schools(cluster)
    asked = request.args.get("heading", "")
    form = forms.AddEvidenceForm(heading=next((h.id for h in headings if h.code == asked), None))
    form.offer(headings, mine, there)
    if request.method == "GET" and (claim := clean_line(request.args.get("claim", ""))):
        form.claim.data = claim[:200]
    if request.method == "GET" and request.args.get("answer") == "no-authority":
        form.status.data, form.claim.data = EvidenceStatus.NOT_APPLICABLE.value, _("Authority not available")
    if request.method == "GET" and request.args.get("answer") == "few-links":
        form.status.data = EvidenceStatus.EVIDENCE.value
        form.claim.data = _("Few of our pupils have family links abroad: our case for all the same")
    if len(mine) == 1 and not form.school_id.data:
        form.school_id.data = mine[0][0]
    if form.validate_on_submit():
        accepted, upload = uploaded(form, form.file, most_bytes=most_bytes())
        answer = accepted and carry_out(
            form,
            services.add_item,
            cluster,
            to=url_for("evidence.show", cluster_id=cluster.id),
            said=_("Added to the evidence."),
            heading_id=form.heading.data,
            school_id=form.school_id.data,
            status=EvidenceStatus(form.status.data),
            claim=form.claim.data,
            text=form.text.data or "",
            link=form.link.data or "",
            upload=upload,
            due_on=form.due_on.data,
            visible_to=Visibility(form.visible_to.data),
        )
        if answer:
            return answer
    return form_page("evidence/add.html", form, cluster=cluster)


def _my_schools(cluster: Cluster) -> list[tuple[uuid.UUID, str]]:
    me = login.me()
    return [(m.school_id, m.school.name) for m in cluster.live_memberships() if m.school_id in me.memberships]


@bp.get(_ONE)
@guarded(Action.EVIDENCE_VIEW, of=queries.get_item)
def show_item(item: EvidenceItem) -> ResponseReturnValue:
    """One claim, with what can be done with it."""
    return render_template(
        "evidence/item.html", item=item, cluster=item.cluster, words=dict(forms.STATES), button=OneButtonForm()
    )


@bp.route(_ONE + "/edit", methods=["GET", "POST"])
@guarded(Action.EVIDENCE_CHANGE, of=queries.get_item)
def edit(item: EvidenceItem) -> ResponseReturnValue:
    form = forms.ChangeEvidenceForm(obj=None if request.method == "POST" else item)
    if form.validate_on_submit():
        accepted, upload = uploaded(form, form.file, most_bytes=most_bytes())
        answer = accepted and carry_out(
            form,
            services.change_item,
            item,
            to=_page(item),
            said=_("Saved."),
            version=form.read_version,
            claim=form.claim.data,
            text=form.text.data or "",
            link=form.link.data or "",
            upload=upload,
            due_on=form.due_on.data,
            visible_to=Visibility(form.visible_to.data),
        )
        if answer:
            return answer
    return form_page("evidence/edit.html", form, item=item, back=_page(item))


@bp.route(_ONE + "/fulfil", methods=["GET", "POST"])
@guarded(Action.EVIDENCE_CHANGE, of=queries.get_item)
def fulfil(item: EvidenceItem) -> ResponseReturnValue:
    """What was intended has been done."""
    form = forms.FulfilForm()
    if form.validate_on_submit():
        accepted, upload = uploaded(form, form.file, most_bytes=most_bytes())
        answer = accepted and carry_out(
            form,
            services.fulfil_intention,
            item,
            to=_page(item),
            said=_("The intention is evidence now."),
            done_on=form.done_on.data,
            text=form.text.data or "",
            link=form.link.data or "",
            upload=upload,
        )
        if answer:
            return answer
    return form_page("evidence/fulfil.html", form, item=item, back=_page(item))


@bp.post(_ONE + "/withdraw")
@guarded(Action.EVIDENCE_CHANGE, of=queries.get_item)
def withdraw(item: EvidenceItem) -> ResponseReturnValue:
    form = OneButtonForm()
    to = url_for("evidence.show", cluster_id=item.cluster_id)
    if form.validate_on_submit():
        answer = carry_out(form, services.withdraw_item, item, to=to, said=_("It has been taken out."))
        if answer is not None:
            return answer
    for message in form.form_errors[:1]:
        say(message, "error")
    return redirect(to, 303)


@bp.get(_ONE + "/file")
@guarded(Action.EVIDENCE_READ_FILE, of=queries.get_item_with_file)
def read_file(item: EvidenceItem) -> ResponseReturnValue:
    """The file, to whoever may read the item."""
    if item.file is None:
        return redirect(_page(item), 303)
    return download(item.file)


def _page(item: EvidenceItem) -> str:
    return url_for("evidence.show_item", cluster_id=item.cluster_id, item_id=item.id)
