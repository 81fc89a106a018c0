"""The part of the scale world that is on boards: a million messages of different words, which of them schools have seen, and every word to be found by.

A message is made of its number: two sentences that all share, and ten words of about five thousand, the common ones far more often than the rare ones. Every
twentieth is in another language, every fiftieth a longer one.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from portal.commands.scale import WORDS, key
from portal.commands.scale_world import World
from portal.core.search import SearchEntry, place_of
from portal.running.board.models import Post, ThreadSeen

SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "da",
    "de",
    "di",
    "do",
    "fa",
    "fe",
    "fi",
    "ka",
    "ke",
    "ki",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "ni",
    "ra",
    "re",
    "ri",
    "sa",
    "se",
    "si",
    "ta",
    "te",
    "ti",
]
LANGUAGES = ("sw", "cy", "ne", "fr")
MULTIPLIER, MODULUS = 48_271, 2**31 - 1


def vocabulary() -> list[str]:
    """About five thousand words, the common ones first."""
    made = [f"{a}{b}{c}" for a in SYLLABLES[:12] for b in SYLLABLES for c in SYLLABLES[:12]]
    return [*WORDS, *made]


def words_of_post(number: int, words: list[str]) -> list[str]:
    """Ten words of a message: the same at every load."""
    chosen, state = [], number + 1
    for _ in range(10):
        state = state * MULTIPLIER % MODULUS
        share = state / MODULUS
        chosen.append(
            words[int(len(words) * share * share * share)]
        )  # the first tenth of the words make nearly half of the text
    return chosen


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Messages, their words for the search, and what schools have seen."""
    yield "messages", Post, _posts(world)
    yield "words of messages", SearchEntry, _entries(world)
    yield "conversations seen", ThreadSeen, _seen(world)


def _numbered(world: World) -> Iterator[tuple[int, int, int]]:
    """(thread, place in it, number of the message)."""
    number = 0
    for thread in range(world.threads):
        for n in range(world.posts_in(thread)):
            yield thread, n, number
            number += 1


def _posts(world: World) -> Iterable[dict[str, Any]]:
    words = vocabulary()
    for thread, n, number in _numbered(world):
        schools = world.schools_of(world.cluster_of_thread(thread))
        school = schools[(thread + n) % len(schools)]
        said = words_of_post(number, words)
        first, rest = said[0], " ".join(said[1:])
        ask = "They ask: what do you see from your window in the morning?" if number % 50 else f"{rest}. " * 20
        source = f"Our class talked about the **{first}** today.\n\n{ask} {rest}"
        html = f"<p>Our class talked about the <strong>{first}</strong> today.</p>\n<p>{ask} {rest}</p>\n"
        yield world.record("post", number, world.place_of_post(thread, n)) | {
            "thread_id": key("thread", thread), "author_id": key("person", 2 * school), "school_id": key("school", school), "source": source,
            "html": html, "language": LANGUAGES[number // 20 % 4] if number % 20 == 0 else "en", "version": 1, "attached": None,
        }  # fmt: skip


def _entries(world: World) -> Iterable[dict[str, Any]]:
    words = vocabulary()
    shared = [
        "our",
        "class",
        "talked",
        "about",
        "the",
        "today",
        "they",
        "ask",
        "what",
        "do",
        "you",
        "see",
        "from",
        "your",
        "window",
        "in",
        "the",
        "morning",
    ]
    scopes: dict[int, tuple[str, str, str]] = {}
    for thread, _n, number in _numbered(world):
        cluster = world.cluster_of_thread(thread)
        if cluster not in scopes:
            scope = key("cluster", cluster).hex
            place = place_of(scope)
            scopes[cluster] = (scope, place, " ".join(place + word for word in shared))
        scope, place, common = scopes[cluster]
        text = f"{common} {' '.join(place + word for word in words_of_post(number, words))}"
        yield {
            "kind": "post",
            "subject_id": key("post", number),
            "scope": scope,
            "words": text,
            "updated_at": world.at,
        }


def _seen(world: World) -> Iterable[dict[str, Any]]:
    """Two schools have seen each conversation: its beginner's whole, the next one's all but the last two messages."""
    for thread in range(world.threads):
        schools = world.schools_of(world.cluster_of_thread(thread))
        for place, behind in ((thread, 0), (thread + 1, 2)):
            yield {
                "thread_id": key("thread", thread), "school_id": key("school", schools[place % len(schools)]), "seen_at": world.at,
                "post_count": max(0, world.posts_in(thread) - behind), "noted_at": None, "noted_by_id": None,
            }  # fmt: skip
