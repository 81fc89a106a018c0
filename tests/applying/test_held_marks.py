"""Nothing of the programme's desk can be told from outside it: not by words, and not by any difference either.

Who applies, their partner abroad, a stranger and a visitor read everything they can reach, and whatever addresses they may guess: pages, titles, names of
files, pictures and their tables, feeds, searches, exports, what is owed, notices, calendars as other programs read them, everything under /api/v1 (signed
in, and with a key), and the words of every refusal. They read it again after a reviewer said that they have a conflict of interest, after a review was sent,
after a decision was recorded and held, after it was replaced by its opposite, and after its sending was asked for. So does a reviewer whose own review is
still to be sent, as long as it is (rule 14). Every answer is the same to the byte, its headers too (cookies by name, ETag, Last-Modified), and costs the
same statements: so no count, no order, no date and no time that an answer takes says whether there is a decision, or which (rules 13 and 22 of the
design)."""

import re
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from email import message_from_bytes
from email.policy import default as default_policy
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from portal.applying.awards.models import Outcome
from portal.applying.programmes.queries import get_round
from portal.applying.releases import queries as releases
from portal.applying.releases.services import ask_release
from portal.applying.reviews.models import Review
from portal.applying.reviews.queries import get_review
from portal.applying.reviews.services import declare_conflict, submit_review
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.oversight.interface.routes import keys
from portal.oversight.interface.routes.answering import turns
from portal.oversight.interface.services import make_key
from portal.oversight.notifications.models import Notification
from portal.oversight.pictures.routes import PLACES
from portal.oversight.runner.sender import _message
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
MOST = {"coordinator": 60, "abroad": 25, "outsider": 20, None: 10, "reviewer2": 15}
GUESSES = {"coordinator", "outsider", "reviewer2"}
STAFF = {"officer", "manager", "manager2", "moderator", "reviewer", "reviewer2", "reviewer3", "auditor", "admin", "safeguarding", "authority"}  # fmt: skip
TIE = "MARKTIE my cousin teaches there"
SECRETS = (*desk.MARKS.values(), TIE, "Rae Read", "Ravi Read", "Rosa Read")
READS_TOO = "reviewer2"
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


def shown_to(key: Any, found: Answers) -> set[str]:
    """Where somebody reads what they may not; reviewers may read their own name."""
    own = {"Ravi Read"} if key == READS_TOO else set()
    marks = [mark for mark in SECRETS if mark not in own]
    return {f"{path}: {mark}" for path, (_s, named, words, _n) in found.items() for mark in marks if mark in words + named}  # fmt: skip


def as_it_leaves(mail: OutboxMail) -> str:
    """The mail as its reader gets it: every header, the text, and the page that is made of it."""
    parts = message_from_bytes(_message(mail).as_bytes(), policy=default_policy)
    said = [f"{name}: {value}" for name, value in parts.items()]
    kinds = [part.get_content_type() for part in parts.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html"], kinds
    said += [part.get_content() for part in parts.walk() if not part.is_multipart()]
    return "\n".join(said)


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
    inside.do(lambda: desk.open_it(cast, made, READS_TOO))
    own = inside.review_of(cast, made, READS_TOO).id
    readers = {key: reader_for(cast.people[key] if key else None) for key in (*OUTSIDE, READS_TOO)}
    reviews = [review.id for review in inside.all(Review)]
    paths = {}
    for key, reader in readers.items():
        starts = [f"/applications/{made}", f"/rounds/{round_id}", f"/clusters/{cast.river}", "/"]
        if key == READS_TOO:
            starts = ["/reviews", f"/reviews/{own}", f"/reviews/{own}/write", *starts]
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
        told = [f"{step}: {key}: {line}" for key in after for line in differences(before[key], after[key])]
        assert not told, "\n".join(told)
        for key, found in after.items():
            assert not shown_to(key, found), (key, step)
        return after

    while_read = now()
    assert sum(status == 200 for status, *_rest in while_read["coordinator"].values()) > 40
    empty = {path for path in surfaces(cast, made) if while_read["coordinator"][path][0] != 200}
    assert not empty, "what is not there hides nothing"
    assert sum(status == 200 for status, *_rest in while_read[READS_TOO].values()) > 8
    read_by_programs = while_read["coordinator’s programs"]
    assert sorted(path for path, (status, *_rest) in read_by_programs.items() if status != 200) == [
        "/api/v1/decisions by a program"
    ]
    assert sum("ETag" in named for _status, named, *_rest in read_by_programs.values()) == len(read_by_programs) - 1
    inside.assign(cast, made, "reviewer3")
    third = inside.review_of(cast, made, "reviewer3").id
    inside.do(lambda: perform(declare_conflict, get_review(third), by=cast.signed_in("reviewer3"), reason=TIE))
    compare(while_read, "a reviewer has a conflict of interest")
    inside.send(cast, made, "reviewer", 5)
    compare(while_read, "a review was sent")
    del readers[READS_TOO]
    inside.do(lambda: send_opened(cast, made))
    inside.note(cast, made)
    inside.award_rules(made)
    undecided = now()
    inside.decide(cast, made, Outcome.DECLINED)
    refused = compare(undecided, "a refusal is held")
    approval = inside.decide(cast, made, Outcome.APPROVED)
    compare(refused, "an approval is held in its place")
    inside.check(cast, approval)
    compare(refused, "its letter was read")
    inside.do(lambda: ask_to_send(cast, made))
    compare(refused, "its sending waits for a second person")

    # neither mail nor notice has gone out, to anyone who is not of the programme, with a word of it
    ours = {one.email: one.id for key, one in cast.people.items() if key not in STAFF}
    mails = [mail for mail in inside.all(OutboxMail) if mail.address in ours]
    assert mails, "the cluster was written to while it applied"
    for mail in mails:
        words = inside.do(lambda mail=mail: as_it_leaves(mail))
        assert not [mark for mark in SECRETS if mark in words], mail.kind
    for notice in inside.all(Notification):
        if notice.person_id in ours.values():
            assert not [mark for mark in SECRETS if mark in f"{notice.title} {notice.path}"], notice.kind


def send_opened(cast: Cast, made: Any) -> None:
    """The other reviewer sends theirs: they would not fund it."""
    review = desk.review_of(cast, made, READS_TOO)
    words = desk.reading(review, 1, recommendation="do_not_fund")
    perform(submit_review, review, by=cast.signed_in(READS_TOO), version=review.version, reading=words)


def ask_to_send(cast: Cast, made: Any) -> None:
    """Who decided asks for the results to be sent; nothing leaves before somebody else has confirmed it."""
    planned, by = get_round(desk.read(made).round_id), cast.signed_in("manager")
    digest = releases.digest_of(releases.list_ready(planned, by))
    perform(ask_release, planned, by=by, decision_ids=None, digest=digest)


def surfaces(cast: Cast, made: Any) -> set[str]:
    """One of each kind of place in which it could stand, each of which the coordinator can open: if one moves away, this test must follow it."""
    application, cluster = f"/applications/{made}", f"/clusters/{cast.river}"
    return {
        application,
        f"{application}/timeline",  # the record, as a cluster reads it
        f"{application}/versions/1/copy.pdf",  # a file with its name, its title, and what it says of itself
        f"{application}/versions/1/copy.txt",
        f"{cluster}/summary.pdf",
        f"{cluster}/board/search?q=MARKREASONS",
        "/what-needs-me",
        "/notices",
        "/api/v1/to-do",
        f"/api/v1{cluster}",
    }


@pytest.mark.soak
def test_no_answer_takes_longer_for_a_decision_that_is_held(
    inside: Inside, cast: Cast, clock: Any, reader_for: Callable[..., Reader]
) -> None:
    """What the portal works for the cluster, and for somebody outside, before there is a decision, and while one is held: its own time, the least of many
    looks, so that a crowded machine changes nothing. That the database is asked the same is compared above, statement by statement."""
    made = inside.at_the_panel(cast, clock, 4, 3)
    inside.note(cast, made)
    inside.award_rules(made)
    round_id = inside.read(made).round_id
    paths = [f"/applications/{made}{end}" for end in ("", "/outcome", "/decision", "/panel")]
    paths += [f"/rounds/{round_id}/results", "/what-needs-me", f"/clusters/{cast.river}"]
    readers = [reader_for(cast.coordinator), reader_for(cast.outsider)]

    def worked() -> dict[tuple[int, str], float]:
        taken: dict[tuple[int, str], list[float]] = defaultdict(list)
        for _turn in range(40):
            for place, reader in enumerate(readers):
                for path in paths:
                    begun = time.process_time()
                    reader.get(path, expect=None, follow=False)
                    taken[place, path].append(time.process_time() - begun)
        return {key: min(ones) for key, ones in taken.items()}

    worked()  # the first looks fill what is kept
    before = worked()
    inside.decide(cast, made, Outcome.DECLINED)
    after = worked()
    apart = {key: (before[key], after[key]) for key in before if abs(before[key] - after[key]) > max(0.005, 0.25 * before[key])}  # fmt: skip
    assert not apart
