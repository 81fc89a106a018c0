"""Whom a mail would go to, and the button that sends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications import letters
from portal.applying.applications.models import SignOff
from portal.applying.applications.queries import get_sign_off
from portal.applying.applications.services import head_of
from portal.applying.mailings import audiences, forms, queries, services
from portal.applying.mailings.models import ALONE_UP_TO, Audience, RoundMail
from portal.applying.mailings.queries import Line
from portal.applying.programmes.models import Round, RoundSection
from portal.applying.programmes.queries import get_round
from portal.core.errors import NotFound
from portal.core.i18n import _, _l
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.login import me
from portal.web.press import OneButtonForm, press

bp = Blueprint("mailings", __name__)
CLUSTERS, REVIEWERS = _l("Cluster"), _l("Reviewer")
_TO_COORDINATORS = _l(
    "It goes to the coordinators of each cluster, says when the round closes, and leads to their application."
)
_TO_REVIEWERS = _l("It says how many reviews they have still to send, and leads to their list.")
_TO_SCHOOLS = _l(
    "It goes to who speaks for the school that sees to it and to the coordinators, and leads to the condition."
)
WORDS: Mapping[Audience, tuple[Any, Any]] = {
    Audience.UNSIGNED: (
        _l("Write to all who have not signed"),
        _l("It says which schools have not signed, when the round closes, and where to sign."),
    ),
    Audience.APPLICANTS: (
        _l("Write to all applicants"),
        _l("It goes to the coordinators of each cluster with an application, and says what you write here."),
    ),
    Audience.IN_PROGRESS: (_l("Remind those who are still writing or signing"), _TO_COORDINATORS),
    Audience.READY: (_l("Remind those who are ready, but have not submitted"), _TO_COORDINATORS),
    Audience.SECTION: (_l("Remind those who lack this section"), _TO_COORDINATORS),
    Audience.LATE_REVIEWS: (_l("Remind reviewers who are late now"), _TO_REVIEWERS),
    Audience.OPEN_REVIEWS: (_l("Remind all reviewers with reviews to send now"), _TO_REVIEWERS),
    Audience.LATE_CONDITIONS: (_l("Remind of conditions whose day has passed"), _TO_SCHOOLS),
    Audience.OPEN_CONDITIONS: (_l("Remind of all open conditions"), _TO_SCHOOLS),
}
"""What the page of an audience is called, and what its mail says. A section and those who have not signed have addresses of their own."""


@dataclass(frozen=True)
class Mailing:
    """A mail to one audience of one round, as a subject of the policy."""

    planned: Round
    audience: Audience
    lacks: RoundSection | None = None

    @property
    def status(self) -> str:
        return str(self.planned.status)

    @property
    def path(self) -> str:
        if self.audience == Audience.UNSIGNED:
            return url_for("mailings.not_signed", round_id=self.planned.id)
        if self.lacks is not None:
            return url_for("mailings.lacking", section_id=self.lacks.id)
        return url_for("mailings.write", round_id=self.planned.id, audience=self.audience.value)


def get_mailing(round_id: UUID, audience: str) -> Mailing:
    """Raises NotFound, also for an audience there is none of."""
    if audience not in WORDS or audience in (Audience.UNSIGNED, Audience.SECTION):
        raise NotFound
    return Mailing(get_round(round_id), Audience(audience))


def get_lacking(section_id: UUID) -> Mailing:
    """Those whose application lacks this section. Raises NotFound."""
    section = queries.get_section(section_id)
    return Mailing(section.round, Audience.SECTION, section)


@bp.route("/rounds/<uuid:round_id>/not-signed", methods=["GET", "POST"])
@guarded(Action.ROUND_MAIL_SEND, of=get_round)
def not_signed(planned: Round) -> ResponseReturnValue:
    """Names and how many, without sending anything; the button sends to exactly this list."""
    return _page(Mailing(planned, Audience.UNSIGNED))


@bp.route("/rounds/<uuid:round_id>/write-to/<audience>", methods=["GET", "POST"])
@guarded(Action.ROUND_MAIL_SEND, of=get_mailing)
def write(mailing: Mailing) -> ResponseReturnValue:
    """The same for another audience."""
    return _page(mailing)


@bp.get("/rounds/<uuid:round_id>/write-to")
@guarded(Action.ROUND_MAIL_SEND, of=get_round)
def sections(planned: Round) -> ResponseReturnValue:
    """Which section the drafts lack that are written to."""
    return render_template(
        "mailings/sections.html",
        planned=planned,
        sections=audiences.list_sections(planned),
        too_few=audiences.says_nothing_of_sections(planned, me()),
    )


@bp.route("/round-sections/<uuid:section_id>/write-to", methods=["GET", "POST"])
@guarded(Action.ROUND_MAIL_SEND, of=get_lacking)
def lacking(mailing: Mailing) -> ResponseReturnValue:
    """Those whose application lacks this section."""
    return _page(mailing)


def _listed(mailing: Mailing, words: str) -> Sequence[Line]:
    if mailing.audience == Audience.UNSIGNED:
        return queries.list_unsigned(mailing.planned, me())
    return audiences.list_lines(mailing.planned, mailing.audience, mailing.lacks, me(), words=words)


def _page(mailing: Mailing) -> ResponseReturnValue:
    planned, audience, section = mailing.planned, mailing.audience, mailing.lacks
    section_id = section.id if section is not None else None
    waiting = queries.waiting(planned, audience, section_id)
    is_news = audience == Audience.APPLICANTS
    form = forms.NewsForm(words=waiting.words if waiting else "") if is_news else forms.RoundMailForm()
    found = _listed(mailing, (form.words.data or "") if is_news else "")
    people = queries.people_of(found)
    if form.validate_on_submit():
        answer = _sent(mailing, form)
        if answer is not None:
            return answer
    form.digest.data = queries.digest_of(found)
    title, says = WORDS[audience]
    return form_page(
        "mailings/write.html",
        form,
        planned=planned,
        audience=audience,
        section=section,
        title=title,
        says=says,
        found=found,
        people=people,
        most=queries.MOST,
        waiting=waiting,
        last_sent_at=queries.last_sent_at(planned, audience, section_id),
        needs_two=len(people) > ALONE_UP_TO,
        resting=audiences.count_resting(planned, audience, section) if audience != Audience.UNSIGNED else 0,
        rests_until=services.rests_until(planned) if audience == Audience.UNSIGNED else None,
    )


def _sent(mailing: Mailing, form: Any) -> ResponseReturnValue | None:
    digest = str(form.digest.data or "")
    if mailing.audience == Audience.UNSIGNED:
        return carry_out(
            form, services.send_to_unsigned, mailing.planned, to=mailing.path, said=_what_became, digest=digest
        )
    return carry_out(
        form,
        services.send,
        mailing.planned,
        to=mailing.path,
        said=_what_became,
        audience=mailing.audience,
        section=mailing.lacks,
        digest=digest,
        words=form.words.data if mailing.audience == Audience.APPLICANTS else "",
    )


def _what_became(made: RoundMail) -> str:
    if made.sent_at is not None:
        return _("The mail is sent.")
    return _("Nothing is sent yet: a second person of the programme reads this list and confirms it.")


@bp.route("/applications/<uuid:application_id>/sign/<uuid:school_id>/nudge", methods=["GET", "POST"])
@guarded(Action.SIGNATURE_NUDGE, of=get_sign_off)
def nudge(sign_off: SignOff) -> ResponseReturnValue:
    """Whose signature holds an application up, and the button that writes to that head alone."""
    here = url_for("mailings.nudge", application_id=sign_off.application.id, school_id=sign_off.school_id)
    back = url_for("mailings.not_signed", round_id=sign_off.application.round_id)
    form = OneButtonForm()
    if form.is_submitted():
        said = _("We have written to the head of %(school)s.", school=sign_off.school.name)
        return press(
            services.nudge_head, sign_off, to=back, back=here, said=said, is_letter=True, write=letters.write_to_head
        )
    return form_page("mailings/nudge.html", form, sign_off=sign_off, head=head_of(sign_off), back=back)
