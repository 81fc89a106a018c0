"""Nothing of the programme's desk can be told from outside it: not by words, and not by any difference either.

Who applies, their partner abroad, a stranger and a visitor read everything they can reach, and whatever addresses they may guess: pages, titles, names of
files, pictures and their tables, feeds, searches, exports, what is owed, notices, calendars as other programs read them, everything under /api/v1 (signed
in, and with a key), and the words of every refusal. They read it again after a review was sent, after a decision was recorded and held, and after it was
replaced by its opposite. Every answer is the same to the byte, its headers too (cookies by name, ETag, Last-Modified), and costs the same statements: so no
count, no order, no date and no time that an answer takes says whether there is a decision, or which (rules 13 and 22 of the design)."""

import re
import statistics
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from portal.applying.awards.models import Outcome
from portal.applying.reviews.models import Review
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.oversight.interface.routes import keys
from portal.oversight.interface.routes.answering import turns
from portal.oversight.interface.services import make_key
from portal.oversight.notifications.models import Notification
from portal.oversight.pictures.routes import PLACES
from portal.running.activities.routes.feeds import Given, token_of
from portal.running.activities.services import make_calendar_link
from tests.applying import desk
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.crawler import kind_of
from tests.support.opened import words_of
from tests.support.reader import Reader

pytestmark = pytest.mark.either

OUTSIDE = ("coordinator", "abroad", "outsider", None)
MOST = {"coordinator": 60, "abroad": 25, "outsider": 20, None: 10}
GUESSES = {"coordinator", "outsider"}
STAFF = {"officer", "manager", "manager2", "moderator", "reviewer", "reviewer2", "reviewer3", "auditor", "admin", "safeguarding", "authority"}  # fmt: skip
SECRETS = (*desk.MARKS.values(), "Rae Read", "Ravi Read")
# what is made anew for every answer: tokens of forms, keys of forms, the nonce of the page, the moment at which a paper was made
MADE_ANEW = re.compile(
    r'name="(?:csrf_token|once_key|served_at)" value="[^"]*"|nonce="[^"]*"|nonce-[\w+/=-]+|/ID *\[[^\]]*\]'
)
OF_IT = (
    *("/outcome", "/decision", "/panel", "/panel/note", "/reviewers", "/screening", "/as-reviewer", "/timeline"),
    *("/receipt", "/versions/1/copy.pdf", "/versions/1/copy.txt"),
)
OF_ALL = (
    *("/dashboard", "/panel", "/panel?by=talk", "/panel/line", "/forms", "/results", "/results/delivery"),
    *("/allocation", "/exceptions", "/pictures", "/workbook"),
)
API = tuple(
    f"/api/v1{end}"
    for end in ("", "/me", "/clusters", "/activities", "/to-do", "/schools", "/public-clusters", "/decisions")
)
PASSING = {"Date", "Content-Length"}
Answers = dict[str, tuple[int, str, str, int]]


def guessed(cast: Cast, made: Any, round_id: Any, reviews: Iterable[Any]) -> list[str]:
    """Addresses that nobody outside is shown, but that are easily made up."""
    application, planned = f"/applications/{made}", f"/rounds/{round_id}"
    return [
        *(application + end for end in OF_IT),
        *(planned + end for end in OF_ALL),
        *(f"{planned}/pictures/{code}{end}" for code in PLACES for end in ("", ".csv")),
        *(f"/reviews/{one}{end}" for one in reviews for end in ("", "/discussion")),
        *(f"/clusters/{cast.river}/board/search?q={words}" for words in ("MARKREASONS", "Rae", "decision")),
        f"/clusters/{cast.river}/summary.pdf",
        "/overview/stages.csv",
        *API,
        f"/api/v1/clusters/{cast.river}",
        f"/api/v1/applications/{made}",
        "/what-needs-me",
        "/notices",
    ]


def reach(reader: Reader, starts: list[str], most: int) -> list[str]:
    """The addresses of a walk along the links from there, one page of each kind."""
    waiting, seen, kinds, opened = deque(starts), set(starts), set[str](), list[str]()
    while waiting and len(kinds) < most:
        path = waiting.popleft()
        if (kind := kind_of(reader.app, path)) in kinds:
            continue
        kinds.add(kind)
        opened.append(path)
        reader.get(path, expect=None)
        for link in reader.page.find_all("a", href=True):
            there = urlsplit(urljoin(reader.path, str(link["href"])))
            target = there.path + ("?" + there.query if there.query else "")
            ours = there.netloc in ("", "localhost") and there.scheme in ("", "http")
            if ours and target not in seen and not target.startswith(("/assets/", "/sign-out", "/demonstration/")):
                seen.add(target)
                waiting.append(target)
    return opened


def told_by(headers: Any) -> str:
    """Every header of an answer; of cookies the name and how they are kept, never the value."""
    told = []
    for name, value in sorted(headers.items()):
        if name not in PASSING:
            told.append(f"{name}: {re.sub(r'=[^;]*', '', value, count=1) if name == 'Set-Cookie' else value}")
    return MADE_ANEW.sub("", "; ".join(told))


def for_programs(cast: Cast, key: str) -> tuple[list[str], str]:
    """The addresses at which other programs read the calendars of this person, and the key with which they read the interface."""
    given = (Given(), Given(cluster_id=cast.river)) if key == "coordinator" else (Given(),)
    by = cast.signed_in(key)
    feeds = [perform(make_calendar_link, None, by=by, given=one) for one in given]
    return [f"/calendar/feed/{token_of(feed)}.ics" for feed in feeds], keys.written(
        perform(make_key, by=by, name="A program")
    )


def programs(app: Flask, cast: Cast, there: tuple[list[str], str]) -> Answers:
    """What programs are answered, without a session."""
    turns.clear()
    feeds, key = there
    found: Answers = {}
    own = (*API, f"/api/v1/clusters/{cast.river}")
    for path, headers in [*((one, {}) for one in feeds), *((one, {"Authorization": f"Bearer {key}"}) for one in own)]:
        answer = app.test_client().get(path, headers=headers)
        found[f"{path} by a program"] = (answer.status_code, told_by(answer.headers), answer.text, 0)
    return found


def answers(reader: Reader, paths: list[str]) -> Answers:
    """What is answered at each address: status, headers, every word (files are opened), and how many statements it took."""
    found: Answers = {}
    for path in paths:
        reader.get(path, expect=None, follow=False)
        found[path] = (
            reader.status,
            told_by(reader.headers),
            MADE_ANEW.sub("", words_of(reader.raw)),
            len(reader.statements),
        )
    return found


def differences(before: Answers, after: Answers) -> list[str]:
    told = []
    for path, (status, named, words, statements) in before.items():
        now = after[path]
        if (status, named) != now[:2]:
            told.append(f"{path}: {status} {named} became {now[:2]}")
        elif words != now[2]:
            place = next((i for i, (a, b) in enumerate(zip(words, now[2], strict=False)) if a != b), 0)
            told.append(f"{path}: …{words[place - 60 : place + 60]!r} became …{now[2][place - 60 : place + 60]!r}")
        elif statements != now[3]:
            told.append(f"{path}: {statements} statements became {now[3]}")
    return told


def test_nothing_held_can_be_told_from_outside_by_words_or_by_any_difference(
    inside: Inside, cast: Cast, clock: Any, reader_for: Callable[..., Reader]
) -> None:
    made = inside.in_review(cast, clock)
    round_id = inside.read(made).round_id
    readers = {key: reader_for(cast.people[key] if key else None) for key in OUTSIDE}
    reviews = [review.id for review in inside.all(Review)]
    paths = {}
    for key, reader in readers.items():
        starts = [f"/applications/{made}", f"/rounds/{round_id}", f"/clusters/{cast.river}", "/"]
        paths[key] = reach(reader, starts, MOST[key])
        if key in GUESSES:
            paths[key] += guessed(cast, made, round_id, reviews)

    links = {key: inside.do(lambda key=key: for_programs(cast, key)) for key in ("coordinator", "abroad")}

    def now() -> dict[Any, Answers]:
        turns.clear()
        found: dict[Any, Answers] = {key: answers(reader, paths[key]) for key, reader in readers.items()}
        return found | {f"{key}’s programs": programs(inside.app, cast, there) for key, there in links.items()}

    def compare(before: dict[Any, Answers], step: str) -> dict[Any, Answers]:
        after = now()
        told = [f"{step}: {key}: {line}" for key in before for line in differences(before[key], after[key])]
        assert not told, "\n".join(told)
        for key, found in after.items():
            shown = {f"{path}: {mark}" for path, (_s, named, words, _n) in found.items() for mark in SECRETS if mark in words + named}  # fmt: skip
            assert not shown, (key, shown)
        return after

    while_read = now()
    assert sum(status == 200 for status, *_rest in while_read["coordinator"].values()) > 40
    read_by_programs = while_read["coordinator’s programs"]
    assert sorted(path for path, (status, *_rest) in read_by_programs.items() if status != 200) == [
        "/api/v1/decisions by a program"
    ]
    assert sum("ETag" in named for _status, named, *_rest in read_by_programs.values()) == len(read_by_programs) - 1
    inside.send(cast, made, "reviewer", 5)
    compare(while_read, "a review was sent")
    inside.send(cast, made, "reviewer2", 1, recommendation="do_not_fund")
    inside.note(cast, made)
    inside.award_rules(made)
    undecided = now()
    inside.decide(cast, made, Outcome.DECLINED)
    refused = compare(undecided, "a refusal is held")
    approval = inside.decide(cast, made, Outcome.APPROVED)
    compare(refused, "an approval is held in its place")
    inside.check(cast, approval)
    compare(refused, "its letter was read")

    # neither mail nor notice has gone out, to anyone who is not of the programme, with a word of it
    ours = {one.email: one.id for key, one in cast.people.items() if key not in STAFF}
    for mail in inside.all(OutboxMail):
        if mail.address in ours:
            assert not [mark for mark in SECRETS if mark in f"{mail.subject} {mail.text} {mail.headers}"], mail.kind
    for notice in inside.all(Notification):
        if notice.person_id in ours.values():
            assert not [mark for mark in SECRETS if mark in f"{notice.title} {notice.path}"], notice.kind


@pytest.mark.soak
def test_no_answer_takes_longer_for_a_decision_that_is_held(
    inside: Inside, cast: Cast, clock: Any, reader_for: Callable[..., Reader]
) -> None:
    """By the clock of the machine, the medians of what the cluster, and somebody outside, wait for: before there is a decision, and while one is held."""
    made = inside.at_the_panel(cast, clock, 4, 3)
    inside.note(cast, made)
    inside.award_rules(made)
    round_id = inside.read(made).round_id
    paths = [f"/applications/{made}{end}" for end in ("", "/outcome", "/decision", "/panel")]
    paths += [f"/rounds/{round_id}/results", "/what-needs-me", f"/clusters/{cast.river}"]
    readers = [reader_for(cast.coordinator), reader_for(cast.outsider)]

    def waited() -> dict[tuple[int, str], float]:
        taken: dict[tuple[int, str], list[float]] = defaultdict(list)
        for _turn in range(40):
            for place, reader in enumerate(readers):
                for path in paths:
                    begun = time.perf_counter()
                    reader.get(path, expect=None, follow=False)
                    taken[place, path].append(time.perf_counter() - begun)
        return {key: statistics.median(ones) for key, ones in taken.items()}

    waited()  # the first looks fill what is kept
    before = waited()
    inside.decide(cast, made, Outcome.DECLINED)
    after = waited()
    apart = {key: (before[key], after[key]) for key in before if abs(before[key] - after[key]) > max(0.005, 0.25 * before[key])}  # fmt: skip
    assert not apart
