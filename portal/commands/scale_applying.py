"""The part of the scale world in which a round was read: applications, three reviews of each, what they gave, and what stands in the ranking.

Whole: 10,000 applications, 30,000 reviews by 500 reviewers in one round. Each reviewer has sixty, at every fraction. A fifth is still with reviewers, two
fifths are with the panel, a fifth was decided and waits to be sent, a fifth was sent. The second half of the applications belongs to clusters that do
nothing else in this world.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import timedelta
from statistics import fmean, median, stdev
from typing import Any

from portal.applying.applications import content, finding
from portal.applying.applications.models import Answer, Application, ApplicationVersion
from portal.applying.awards.models import Decision
from portal.applying.programmes.kinds import total
from portal.applying.programmes.models import Criterion, Kind, Programme, Question, Round, RoundSection
from portal.applying.reviews import ranking
from portal.applying.reviews.models import ApplicationStanding, Review, ReviewScore
from portal.commands import scale_form
from portal.commands.scale_world import World
from portal.core.duty import Duty
from portal.core.search import SearchEntry, indexed_within
from portal.core.storage import StoredFile
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person, RoleGrant
from portal.oversight.audit.models import AuditEntry

APPLICATIONS_EACH, REVIEWS_EACH, REVIEWER_HAS = 2, 3, 60
"""Applications for each cluster, reviews of each application, reviews of each reviewer."""
WORDS_OF_APPLICATIONS = "words of applications"
WEIGHTS = (20, 20, 20, 20, 20)
WORDS = "The plan names months and people. For two of three absences it says who steps in; the third is left open. " * 2


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """The round with its form, then applications, then what reviewers made of them."""
    yield "programmes", Programme, [world.record("programme", 0) | {"name": "Linked Schools", "summary": ""}]
    yield "rounds", Round, [_round(world)]
    yield "sections of the form", RoundSection, scale_form.sections(world, 0)
    yield "questions", Question, scale_form.questions(world, 0)
    yield "criteria", Criterion, _criteria(world)
    yield "clusters that only apply", Cluster, _clusters(world)
    yield "reviewers", Person, _reviewers(world)
    yield "roles of reviewers", RoleGrant, _roles(world)
    yield "applications", Application, _applications(world)
    yield "sealed versions", ApplicationVersion, _versions(world)
    yield WORDS_OF_APPLICATIONS, SearchEntry, _search_words(world)
    yield "files of applications", StoredFile, (scale_form.stored_file(world, n) for n in range(count(world)))
    yield "answers", Answer, (row for n in range(count(world)) for row in scale_form.answers(world, 0, n))
    yield "reviews", Review, _reviews(world)
    yield "scores", ReviewScore, _scores(world)
    yield "standings", ApplicationStanding, _standings(world)
    yield "reviews that are owed", Duty, _duties(world)
    yield "decisions", Decision, _decisions(world)
    yield "entries about applications", AuditEntry, _entries(world)


def count(world: World) -> int:
    """How many applications the large round has."""
    return world.clusters * APPLICATIONS_EACH


def _reviewer_count(world: World) -> int:
    return max(REVIEWS_EACH, count(world) * REVIEWS_EACH // REVIEWER_HAS)


def _stage(n: int) -> str:
    return ("in_review", "moderation", "moderation", "decided", "released")[n % 5]


def _round(world: World) -> dict[str, Any]:
    return world.record("round", 0) | {
        "programme_id": world.key("programme", 0), "name": "The large round", "status": "published", "opens_at": world.at - timedelta(days=60),
        "closes_at": world.at - timedelta(days=30), "required_headings": [], "reviewers_each": REVIEWS_EACH, "form_frozen_at": world.at,
        "criteria_frozen_at": world.at,
    }  # fmt: skip


def _criteria(world: World) -> Iterable[dict[str, Any]]:
    for n, weight in enumerate(WEIGHTS):
        anchors = {f"anchor_{score}": f"What a {score} looks like on this line. " * 3 for score in (0, 1, 3, 5)}
        yield world.record("criterion", n) | anchors | {
            "round_id": world.key("round", 0), "title": f"Criterion {n + 1}", "weight": weight, "position": n,
        }  # fmt: skip


def cluster_of(world: World, n: int) -> Any:
    return world.key("cluster", n) if n < world.clusters else world.key("applicant", n)


def _clusters(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.clusters, count(world)):
        yield world.record("applicant", n) | {
            "name": f"Applicants {n}", "status": "active", "theme": "Rivers", "theme_reasons": "", "rationale": "What binds us.", "form": "theme",
            "started_by_school_id": world.key("school", n % world.schools), "started_by_id": None, "zone": "Europe/London", "version": 1,
        }  # fmt: skip


def _reviewers(world: World) -> Iterable[dict[str, Any]]:
    for n in range(_reviewer_count(world)):
        yield world.record("reviewer", n) | {
            "name": f"Reviewer {n}", "folded_name": f"reviewer {n}", "email": f"reviewer{n}@scale.example", "status": "active", "zone": "Europe/London",
            "language": "en", "confirmed_at": world.at, "conduct_version": "2026-1", "is_demonstration": False,
        }  # fmt: skip


def _roles(world: World) -> Iterable[dict[str, Any]]:
    for n in range(_reviewer_count(world)):
        yield world.record("reviewing", n) | {"person_id": world.key("reviewer", n), "role": "reviewer"}


def _applications(world: World) -> Iterable[dict[str, Any]]:
    for n in range(count(world)):
        sent = world.at - timedelta(days=30, minutes=n % 20_000)
        yield world.record("application", n, sent - timedelta(days=7)) | {
            "round_id": world.key("round", 0), "cluster_id": cluster_of(world, n), "stage": _stage(n), "theme": "Rivers",
            "stage_since": world.at - timedelta(days=n % 29), "receipt_number": f"S-{n:06}", "submitted_at": sent, "version": 1,
        }  # fmt: skip


def _versions(world: World) -> Iterable[dict[str, Any]]:
    for n in range(count(world)):
        sent = world.at - timedelta(days=30, minutes=n % 20_000)
        facts = _content(world, n)
        yield world.record("application_version", n, sent) | {
            "application_id": world.key("application", n), "number": 1, "status": "sealed", "signing_since": sent - timedelta(days=2), "sealed_at": sent,
            "sealed_content": facts, "sealed_digest": content.digest(facts),
        }  # fmt: skip


def _search_words(world: World) -> Iterable[dict[str, Any]]:
    """As `applications.finding` keeps them. The clusters of the second half have no members in this world; their words name the schools of another."""
    scope = world.key("round", 0).hex
    for n in range(count(world)):
        schools = [{"name": world.name_of(school)} for school in world.schools_of(n % world.clusters)]
        facts = {"receipt_number": f"S-{n:06}", "cluster": {"name": f"Applicants {n}"}, "schools": schools}
        words = indexed_within(scope, finding.text_of(facts))
        yield {
            "kind": finding.KIND,
            "subject_id": world.key("application", n),
            "scope": scope,
            "words": words,
            "updated_at": world.at,
        }


def _content(world: World, n: int) -> dict[str, Any]:
    """As `applications.content.sealed_facts` makes it, for a reviewer to read."""
    asked = [_question(world, n, question) for question in range(len(scale_form.KINDS))]
    each = scale_form.QUESTIONS_EACH
    return {
        "schema": 1, "application": str(world.key("application", n)), "version": 1, "receipt_number": f"S-{n:06}", "submitted_at": world.at.isoformat(),
        "submitted_by": "Someone", "theme": "Rivers", "schools": [], "signatures": [], "evidence": [], "statements": [],
        "round": {"id": str(world.key("round", 0)), "name": "The large round", "programme": "Linked Schools", "closes_at": world.at.isoformat(),
                  "zone": "Europe/London", "form_number": 1},
        "cluster": {"id": str(cluster_of(world, n)), "name": f"Applicants {n}", "form": "theme", "theme": "Rivers", "theme_reasons": "", "rationale": ""},
        "sections": [
            {"id": str(world.key("section", s)), "title": f"Section {s + 1}", "guidance": "", "is_budget": s == scale_form.SECTIONS - 1,
             "partner_only": False, "school": None, "questions": asked[s * each : (s + 1) * each]}
            for s in range(scale_form.SECTIONS)
        ],
    }  # fmt: skip


def _question(world: World, n: int, question: int) -> dict[str, Any]:
    kind = scale_form.KINDS[question]
    answer = scale_form.text_of(n, kind)
    facts: dict[str, Any] = {
        "id": str(world.key("question", question)), "text": scale_form.words_of(question), "answer": answer, "guidance": "", "max_words": 300,
        "is_required": True,
    }  # fmt: skip
    if kind != Kind.TEXT:
        facts["kind"] = kind.value
    if kind in scale_form.OPTIONS:
        facts["options"] = list(scale_form.OPTIONS[kind])
    if kind == Kind.BUDGET:
        facts["total"] = f"{total(answer):f}"
    if kind in (Kind.MONEY, Kind.BUDGET):
        facts["currency"] = scale_form.CURRENCY
    if kind == Kind.FILE:
        row = scale_form.file_row(world, n)
        facts["file"] = {"id": str(row["id"]), "name": row["name"], "size": row["size"], "sha256": row["sha256"]}
    return facts


def reviewer_of(world: World, n: int) -> int:
    """The three readers of an application are three different people, and everyone has the same number."""
    application, place = divmod(n, REVIEWS_EACH)
    people = _reviewer_count(world)
    return (application + place * max(1, people // REVIEWS_EACH)) % people


def _status(n: int) -> str:
    """Of what is still with reviewers one review is sent, one is being written, one was not opened."""
    application, place = divmod(n, REVIEWS_EACH)
    return ("submitted", "open", "assigned")[place] if _stage(application) == "in_review" else "locked"


def _given(n: int) -> list[int]:
    """What review `n` gave on each criterion: the same at every load."""
    application = n // REVIEWS_EACH
    quality = random.Random(application).gauss(3.1, 0.8)  # noqa: S311
    chance = random.Random(1_000_003 + n)  # noqa: S311
    return [max(0, min(5, round(quality + chance.gauss(0, 0.9)))) for _weight in WEIGHTS]


def _total(scores: list[int]) -> float:
    return sum(weight * score for weight, score in zip(WEIGHTS, scores, strict=True)) * 100 / 5 / sum(WEIGHTS)


def _said(total: float) -> str:
    return "fund" if total >= 65 else "fund_with_conditions" if total >= 50 else "do_not_fund"


def _is_sent(n: int) -> bool:
    return _status(n) in ("submitted", "locked")


def _reviews(world: World) -> Iterable[dict[str, Any]]:
    stated = world.at - timedelta(days=20)
    for n in range(count(world) * REVIEWS_EACH):
        is_sent, status = _is_sent(n), _status(n)
        total = _total(_given(n)) if is_sent else None
        is_open = status != "assigned"
        yield world.record("review", n) | {
            "application_id": world.key("application", n // REVIEWS_EACH), "application_version_id": world.key("application_version", n // REVIEWS_EACH),
            "reviewer_id": world.key("reviewer", reviewer_of(world, n)), "status": status, "conflict_statement_at": stated if is_open else None,
            "conflict_statement_version": 1 if is_open else None, "recommendation": _said(total) if total is not None else "",
            "feedback": WORDS if is_sent else "", "private_note": "Talk about the cover." if is_sent else "", "total": total,
            "submitted_at": world.at - timedelta(days=n % 15) if is_sent else None, "version": 2,
        }  # fmt: skip


def _scores(world: World) -> Iterable[dict[str, Any]]:
    for n in range(count(world) * REVIEWS_EACH):
        if _is_sent(n):
            for place, score in enumerate(_given(n)):
                yield world.record("score", n * len(WEIGHTS) + place) | {
                    "review_id": world.key("review", n), "criterion_id": world.key("criterion", place), "score": score, "justification": WORDS,
                }  # fmt: skip


def _standings(world: World) -> Iterable[dict[str, Any]]:
    for n in range(count(world)):
        given = [_given(r) for r in range(n * REVIEWS_EACH, (n + 1) * REVIEWS_EACH) if _is_sent(r)]
        totals = [_total(scores) for scores in given]
        by_criterion = list(zip(*given, strict=True))
        said = {_said(total) for total in totals}
        whole = int(fmean(totals) + 0.5) if len(totals) == REVIEWS_EACH else -1
        ties = (round(1000 * fmean(by_criterion[1])), round(1000 * fmean(by_criterion[-1])))
        lot = f"{n * 7919:064x}"
        yield world.record("standing", n) | {
            "application_id": world.key("application", n), "computed_at": world.at, "counted": len(totals), "mean": fmean(totals), "median": median(totals),
            "spread": max(totals) - min(totals), "deviation": stdev(totals) if len(totals) > 1 else None,
            "lowest": min(fmean(scores) for scores in by_criterion), "gap": max(max(scores) - min(scores) for scores in by_criterion),
            "is_split": {"fund", "do_not_fund"} <= said, "whole": whole,
            "tie_first": ties[0], "tie_second": ties[1], "balance": 0, "draw": lot,
            "round_id": world.key("round", 0), "order_key": ranking.order_key(_stage(n), whole, ties, 0, lot),
        }  # fmt: skip


def _duties(world: World) -> Iterable[dict[str, Any]]:
    for n in range(count(world) * REVIEWS_EACH):
        if not _is_sent(n):
            yield world.record("review_owed", n) | {
                "kind": "review", "subject_id": world.key("review", n), "person_id": world.key("reviewer", reviewer_of(world, n)),
                "title": f"Applicants {n // REVIEWS_EACH}: The large round", "due_at": world.at + timedelta(days=n % 20 - 5), "open_key": f"scale:review:{n}",
            }  # fmt: skip


def _decisions(world: World) -> Iterable[dict[str, Any]]:
    manager, second = world.key("person", world.manager()), world.key("reviewer", 0)
    for n in range(count(world)):
        if _stage(n) in ("decided", "released"):
            at, is_sent = world.at - timedelta(days=n % 5), _stage(n) == "released"
            yield world.record("decision", n) | {
                "application_id": world.key("application", n), "round_id": world.key("round", 0), "outcome": "approved" if n % 3 else "declined",
                "reasons": WORDS, "feedback": WORDS, "letter": WORDS, "decided_by_id": manager, "decided_at": at, "letter_read_by_id": second,
                "letter_read_at": at, "released_by_id": second if is_sent else None, "released_at": at if is_sent else None,
            }  # fmt: skip


def _entries(world: World) -> Iterable[dict[str, Any]]:
    kinds = ("application_submitted", "application_screened", "reviewer_assigned", "reviews_completed")
    for n in range(count(world) * len(kinds)):
        application, place = divmod(n, len(kinds))
        key = world.key("application", application)
        yield {
            "id": world.key("application_entry", n), "at": world.at - timedelta(days=30 - place), "kind": kinds[place], "application_id": key,
            "by_id": world.key("person", world.manager()), "subject_id": key, "facts": {},
        }  # fmt: skip
