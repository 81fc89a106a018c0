"""Who is ready to stand in: said by each teacher for their school, read by the network."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.forming.clusters.outline import Outline, get_outline
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School
from portal.policy import Action, acting
from portal.policy.freezes import is_frozen
from portal.running.handoffs import forms, pool, services
from portal.running.handoffs.routes.blueprint import bp
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

READY = "/schools/<uuid:school_id>/ready-to-stand-in"


@bp.route(READY, methods=["GET", "POST"])
@guarded(Action.STAND_IN_OFFER, of=schools.get_school)
def ready(school: School) -> ResponseReturnValue:
    """Who of the school is ready; and the person's own word."""
    mine = pool.offer_of(login.me().id, school.id)
    standing = {"oriented_on": mine.oriented_on, "words": mine.words} if mine is not None else {}
    form = forms.ReadyForm(data=standing if request.method == "GET" else None)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.offer_to_stand_in,
            school,
            to=url_for("handoffs.ready", school_id=school.id),
            said=_("Thank you. Whoever asks for a stand-in sees that your school has somebody who is ready."),
            oriented_on=form.oriented_on.data,
            words=form.words.data or "",
        )
        if answer is not None:
            return answer
    people = pool.list_ready_of_school(school.id)
    ends_on = pool.last_day(mine.oriented_on) if mine is not None else None
    late = ends_on is not None and ends_on < clock.today(school.zone)
    button = OneButtonForm(formdata=None)
    return form_page(
        "handoffs/ready.html", form, school=school, people=people, mine=mine, ends_on=ends_on, late=late, button=button
    )


@bp.post(READY + "/end")
@guarded(Action.STAND_IN_OFFER, of=schools.get_school)
def not_ready(school: School) -> ResponseReturnValue:
    """They are no longer ready."""
    to = url_for("handoffs.ready", school_id=school.id)
    return press(services.withdraw_offer, school, to=to, said=_("Saved. You can say so again at any time."))


@bp.get("/clusters/<uuid:cluster_id>/handoffs/ready")
@guarded(Action.STAND_IN_READY_LIST, of=get_outline)
def ready_in_cluster(cluster: Outline) -> ResponseReturnValue:
    """Who is ready in the schools of the network."""
    me = acting(login.me())
    held = [] if is_frozen(me) else me.memberships.values()
    mine = sorted(held, key=lambda one: (one.school_name, str(one.school_id)))
    return render_template(
        "handoffs/ready_in_cluster.html", cluster=cluster, people=pool.list_ready(cluster.id), mine=mine
    )
