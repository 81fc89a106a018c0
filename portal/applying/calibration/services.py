"""Verbs of calibration."""

import uuid
from collections.abc import Collection, Mapping
from datetime import timedelta

from portal.applying.calibration import events, queries
from portal.applying.calibration.models import (
    AgreedScore,
    CalibrationReading,
    CalibrationSample,
    CalibrationScore,
    SampleStatus,
)
from portal.applying.calibration.workflow import SAMPLES, SHOWN
from portal.applying.programmes.models import Criterion, Round, RoundStatus
from portal.applying.programmes.services import freeze_criteria
from portal.applying.rules import queries as rules
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change

DAYS = timedelta(days=14)
TO_AGREE = timedelta(days=7)
Scores = Mapping[uuid.UUID, tuple[int | None, str]]


def _names(sample: CalibrationSample) -> dict[str, uuid.UUID]:
    return {"subject_id": sample.round_id, "round_id": sample.round_id, "sample_id": sample.id}


def take_earlier(planned: Round, *, by: Actor, version_id: uuid.UUID, kept_from: Collection[uuid.UUID] = ()) -> CalibrationSample:  # fmt: skip
    """Make a sample of a sealed application of an earlier round. Names are taken out of it; files stay behind."""
    found = queries.get_earlier(planned, version_id)
    if found is None or found.cluster_id in kept_from:
        raise RuleBroken(None, _("Choose an application of an earlier round whose results were sent."))
    title = _("Sample %(number)s", number=_next_number(planned))
    return _make(planned, by=by, title=title, source_version_id=version_id, cluster_id=found.cluster_id)


def write_sample(planned: Round, *, by: Actor, title: str, words: str) -> CalibrationSample:
    """Make a sample of one's own words."""
    return _make(planned, by=by, title=title, words=words)


def _next_number(planned: Round) -> int:
    return len(queries.list_samples(planned.id)) + 1


def _make(planned: Round, *, by: Actor, **values: object) -> CalibrationSample:
    session().refresh(planned, ["status"], with_for_update=True)
    alive = [one for one in queries.list_samples(planned.id) if one.status != SampleStatus.ENDED]
    if len(alive) >= queries.MOST_SAMPLES:
        raise RuleBroken(None, _("A round has at most %(most)s samples.", most=queries.MOST_SAMPLES))
    made = CalibrationSample(round_id=planned.id, made_by_id=by.id, **values)
    session().add(made)
    session().flush()
    record(events.SampleMade(by_id=by.id, **_names(made)))
    return made


def edit_sample(
    sample: CalibrationSample, *, by: Actor, read_version: int, title: str, words: str = "", hidden: str = ""
) -> CalibrationSample:
    """Change a sample before the reviewers have it: its title, and its words or what is taken out besides."""
    if sample.version != read_version:
        held = {"title": sample.title, "words": sample.words, "hidden": sample.hidden}
        raise Stale(_("Someone changed this sample while you had it open."), held, str(sample.version))
    if sample.status != SampleStatus.DRAFT:
        raise NotAllowedNow(_("The reviewers have this sample, so it stays as it is."))
    is_written = sample.source_version_id is None
    if is_written and not words:
        raise RuleBroken("words", _("Write the sample application."))
    text = {"words": words} if is_written else {"hidden": hidden}
    change(sample, {"version": read_version, "status": SampleStatus.DRAFT}, {"title": title, **text, "version": read_version + 1})  # fmt: skip
    record(events.SampleEdited(by_id=by.id, **_names(sample)))
    return sample


def open_sample(sample: CalibrationSample, *, by: Actor) -> int:
    """Give the sample to every reviewer without a tie to it. From now on the criteria stay as they are. Answers how many were asked."""
    if sample.round.status != RoundStatus.PUBLISHED:
        raise NotAllowedNow(_("Publish the round first: reviewers score by its criteria."))
    SAMPLES.advance(sample, "open", due_at=clock.now() + DAYS)
    freeze_criteria(sample.round)
    record(events.SampleOpened(by_id=by.id, **_names(sample)))
    return _ask(sample, by=by)


def ask_the_rest(sample: CalibrationSample, *, by: Actor) -> int:
    """Ask those who became reviewers since. Nobody is asked twice. Answers how many were asked."""
    if sample.status not in SHOWN:
        raise NotAllowedNow(_("The reviewers do not have this sample."))
    return _ask(sample, by=by)


def _ask(sample: CalibrationSample, *, by: Actor) -> int:
    due_at = max(sample.due_at or clock.now(), clock.now() + TO_AGREE)
    people = queries.list_to_ask(sample)
    for person_id in people:
        title = f"{sample.title}: {sample.round.name}"
        duty.owe(DutyKind.CALIBRATE, subject_id=sample.id, title=title, person_id=person_id, due_at=due_at)
        record(events.CalibrationAsked(by_id=by.id, person_id=person_id, **_names(sample)))
    return len(people)


def end_sample(sample: CalibrationSample, *, by: Actor) -> None:
    """Take a sample out: nobody owes it any more. What was given is kept, and shown to nobody."""
    SAMPLES.advance(sample, "end")
    for kind in (DutyKind.CALIBRATE, DutyKind.AGREE_SCORES):
        duty.settle(kind, sample.id, by=by, outcome="ended")
    record(events.SampleEnded(by_id=by.id, **_names(sample)))


def score_sample(sample: CalibrationSample, *, by: Actor, version: int, scores: Scores, sends: bool) -> CalibrationReading:  # fmt: skip
    """Keep what a reviewer gives on their own; with `sends` every criterion has a score and a reason, and it stays as it is from then on."""
    if sample.status not in SHOWN:
        raise NotAllowedNow(_("This sample was taken out. You do not need to score it."))
    if by.id is None:
        raise NotAllowedNow(_("Only a reviewer scores a sample."))
    criteria = rules.list_criteria(sample.round_id)
    if sends:
        _check_complete(criteria, scores)
    reading = queries.reading_of(sample, by.id)
    if reading is None:
        reading = CalibrationReading(sample_id=sample.id, reviewer_id=by.id, version=0)
        session().add(reading)
        session().flush()
    if reading.sent_at is not None:
        raise NotAllowedNow(_("You have sent your scores. Nothing was changed."))
    if reading.version != version:
        held = {f"words_{key.hex}": one.words for key, one in queries.scores_of(reading).items()}
        raise Stale(_("You saved this in another window meanwhile."), held, str(reading.version))
    change(reading, {"version": version}, {"version": version + 1, "sent_at": clock.now() if sends else None})
    known = queries.scores_of(reading)
    for criterion in criteria:
        row = known.get(criterion.id) or CalibrationScore(reading_id=reading.id, criterion_id=criterion.id)
        row.score, row.words = scores.get(criterion.id, (None, ""))
        session().add(row)
    session().flush()
    if sends:
        _sent(sample, by=by)
    return reading


def _sent(sample: CalibrationSample, *, by: Actor) -> None:
    duty.settle(DutyKind.CALIBRATE, sample.id, by=by, person_id=by.id, outcome="sent")
    if sample.status == SampleStatus.OPEN and not duty.open_duties(DutyKind.AGREE_SCORES, sample.id):
        due_at = max(sample.due_at or clock.now(), clock.now()) + TO_AGREE
        title = f"{sample.title}: {sample.round.name}"
        duty.owe(
            DutyKind.AGREE_SCORES,
            subject_id=sample.id,
            title=title,
            cluster_id=sample.cluster_id,
            role="moderator",
            due_at=due_at,
        )
    record(events.CalibrationSent(by_id=by.id, **_names(sample)))


def _check_complete(criteria: Collection[Criterion], scores: Scores) -> None:
    for field, said in lacks_of(criteria, scores):
        raise RuleBroken(field, said)


def lacks_of(criteria: Collection[Criterion], scores: Scores) -> list[tuple[str, str]]:
    """What is missing before it can be sent: (input, words). An optional plus may be left out."""
    lacks = []
    for criterion in criteria:
        given, why = scores.get(criterion.id, (None, ""))
        if criterion.optional_plus and given is None and not why:
            continue
        key, title = criterion.id.hex, criterion.title
        if given is None:
            lacks.append((f"score_{key}", _("Give a score for “%(title)s”.", title=title)))
        if not why:
            lacks.append((f"words_{key}", _("Say why you give this score for “%(title)s”.", title=title)))
    return lacks


def agree_scores(sample: CalibrationSample, *, by: Actor, scores: Scores) -> CalibrationSample:
    """Write down what the panel agreed on for each criterion, and why; whoever scored the sample can read it from now on, and it stays."""
    if not queries.count_sent(sample):
        raise NotAllowedNow(_("No reviewer has scored this sample yet."))
    criteria = rules.list_criteria(sample.round_id)
    _check_complete(criteria, scores)
    SAMPLES.advance(sample, "agree", agreed_by_id=by.id, agreed_at=clock.now())
    for criterion in criteria:
        given, words = scores.get(criterion.id, (None, ""))
        if given is not None:
            session().add(AgreedScore(sample_id=sample.id, criterion_id=criterion.id, score=given, words=words))
    session().flush()
    duty.settle(DutyKind.AGREE_SCORES, sample.id, by=by)
    record(events.AgreedScoresShown(by_id=by.id, **_names(sample)))
    return sample


def must_be_calibrated(round_id: uuid.UUID, people: Collection[uuid.UUID]) -> None:
    """Where the rules of the round ask for it: raises RuleBroken while one of these reviewers has not scored every sample, and while there is none."""
    if not people or not rules.rules_of(round_id).needs_calibration:
        return
    if not queries.list_samples(round_id, statuses=SHOWN):
        raise RuleBroken(
            None,
            _("In this round reviewers score samples before they read. Give them a sample first."),
        )
    number = queries.count_missing(round_id, among=people)
    if number:
        names = ", ".join(queries.names_missing(round_id, people))
        words = _("%(number)s of these reviewers have not scored every sample: %(names)s.", number=number, names=names)
        raise RuleBroken(None, words)
