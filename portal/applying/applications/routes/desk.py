"""The pile of a round, for the programme's staff and the panel."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.applying.applications import finding, pages, queries
from portal.applying.applications.models import Stage
from portal.applying.applications.routes.blueprint import bp
from portal.applying.programmes import queries as programmes
from portal.applying.programmes.models import Round
from portal.core import clock
from portal.policy import Action
from portal.web.access import guarded
from portal.web.login import me


@bp.get("/rounds/<uuid:round_id>/dashboard")
@guarded(Action.ROUND_DASHBOARD, of=programmes.get_round)
def dashboard(planned: Round) -> ResponseReturnValue:
    """The pile by stage, and what came in; with words to look for, only what was found. What a person has a conflict with is absent."""
    asked = request.args.get("stage", "")
    stage = Stage(asked) if asked in {s.value for s in Stage} else None
    wanted = finding.cut(request.args.get("q", ""))
    counts, taken_back = ({}, 0) if wanted else queries.count_by_stage(planned, me())
    page = queries.page_in_round(planned, me(), words=wanted, stage=stage, after=request.args.get("after"))
    return render_template(
        "applications/dashboard.html",
        planned=planned,
        stage=stage,
        wanted=wanted,
        most_letters=finding.MOST_LETTERS,
        counts=counts,
        taken_back=taken_back,
        unsent=queries.count_unsent(planned, me()) if Stage.DRAFT in counts else {},
        unsent_words=pages.UNSENT_WORDS,
        late=[] if wanted else queries.list_late(planned, me(), clock.now()),
        page=page,
        stands=pages.stands_for_staff(page.items),
        words=pages.STAGE_WORDS_FOR_STAFF,
    )
