"""Kits: activities that schools have done well before, ready to be changed. Each step fills the form of an activity."""

from dataclasses import dataclass
from typing import Any

from portal.core.i18n import _l
from portal.running.activities.models import ActivityKind

TEXTS = ("title", "description", "plan", "materials", "access_needs", "language_needs", "partner_role")


@dataclass(frozen=True)
class Step:
    """One activity of a kit. `after`: how many weeks after the first; `minutes` long."""

    title: Any
    kind: ActivityKind
    description: Any
    plan: Any
    materials: Any
    after: int = 0
    minutes: int = 45
    access_needs: Any = ""
    language_needs: Any = ""
    partner_role: Any = ""


@dataclass(frozen=True)
class Kit:
    code: str
    name: Any
    about: Any
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Chosen:
    """A step of a kit, as the form begins with it."""

    kit: str
    step: Step

    def standing(self) -> dict[str, Any]:
        texts = {name: str(getattr(self.step, name)) for name in TEXTS}
        return {**texts, "kind": self.step.kind.value}


KITS = (
    Kit(
        "letters",
        _l("Letter exchange"),
        _l("Each class writes to the other. It works without internet and without a common hour."),
        (
            Step(
                _l("We write the first letters"),
                ActivityKind.EXCHANGE,
                _l("Each pupil writes one page about a day in their life. First names only, no addresses."),
                _l("Read a letter from another place together. Collect questions. Write, draw, put all into one envelope or one file."),
                _l("Paper, one large envelope or a scanner, the list of questions"),
                access_needs=_l("Who does not write can draw, speak for a recording, or tell it to somebody who writes"),
                language_needs=_l("Each class writes in the language it learns in; a teacher adds a translation"),
                partner_role=_l("Reads our letters, answers each question and asks new ones"),
            ),
            Step(
                _l("We read and answer"),
                ActivityKind.EXCHANGE,
                _l("The letters of the partner class are read and answered."),
                _l("Read in pairs. Underline what is the same and what is different. Answer every question, ask a new one."),
                _l("The partner's letters"),
                after=4,
            ),
            Step(
                _l("We show what we learned"),
                ActivityKind.LIVE,
                _l("Both classes tell each other what surprised them."),
                _l("Each class shows three things. Then a song from each side."),
                _l("A room with a screen, or recordings that are sent before"),
                after=8,
                minutes=30,
            ),
        ),
    ),
    Kit(
        "assembly",
        _l("Joint assembly"),
        _l("Two schools hold one assembly, at the same hour or one after the other."),
        (
            Step(
                _l("Joint assembly"),
                ActivityKind.LIVE,
                _l("A song, a story and a question from each school."),
                _l("Welcome (5 minutes). A song from each side (10). A story told by pupils (10). A question to take home (5)."),
                _l("Sound and screen, tested the day before; the words of both songs"),
                minutes=30,
                access_needs=_l("Captions or somebody who writes along, the words of the songs in large print, a hall without steps"),
                language_needs=_l("Each side speaks its own language; a teacher puts it into the other"),
                partner_role=_l("Brings a song, a story told by pupils and a question to take home"),
            ),
        ),
    ),
    Kit(
        "scientist",
        _l("Super Scientist Day"),
        _l("Both schools do the same experiment on the same day and compare what they found."),
        (
            Step(
                _l("Super Scientist Day: we agree on the experiment"),
                ActivityKind.MEETING,
                _l("Teachers choose an experiment that needs only what both schools have."),
                _l("Choose one question. Write down what is measured, and how. Try it once on each side."),
                _l("Things that both schools have: water, string, a scale, a thermometer"),
                minutes=30,
            ),
            Step(
                _l("Super Scientist Day"),
                ActivityKind.LIVE,
                _l("The same experiment in both schools, then the results side by side."),
                _l("Guess first, then measure three times. Put the numbers into one table. Tell each other why they differ."),
                _l("The table for the results, things for the experiment"),
                after=3,
                minutes=60,
                access_needs=_l("A place at the table for everyone, also sitting; results that are seen, heard and touched"),
                language_needs=_l("One language that both teachers speak; the numbers need no translation"),
                partner_role=_l("Does the same experiment on the same day and brings its numbers"),
            ),
        ),
    ),
    Kit(
        "author",
        _l("Young Author’s Day"),
        _l("Pupils write a book together: one school begins the story, the other ends it."),
        (
            Step(
                _l("Young Author’s Day: we begin the story"),
                ActivityKind.EXCHANGE,
                _l("One school writes the first half and stops where it is most exciting."),
                _l("Choose a place that both know. Write in groups, one page each. Stop at the cliff."),
                _l("Paper, pictures of both places"),
            ),
            Step(
                _l("Young Author’s Day: we end the story"),
                ActivityKind.EXCHANGE,
                _l("The other school writes the end and draws the pictures."),
                _l("Read the beginning aloud. Vote for an end. Write and draw it."),
                _l("The first half of the story"),
                after=3,
            ),
            Step(
                _l("Young Author’s Day: we read it to each other"),
                ActivityKind.LIVE,
                _l("The book is read aloud by pupils of both schools."),
                _l("One page from each side in turn. Then questions to the authors."),
                _l("The book, printed or on a screen"),
                after=5,
                minutes=40,
            ),
        ),
    ),
)  # fmt: skip


def find(code: str, step: str) -> Chosen | None:
    """The step of a kit (counted from 1), if there is such a one."""
    kit = next((one for one in KITS if one.code == code), None)
    if kit is None:
        return None
    number = int(step) if step.isascii() and step.isdigit() and len(step) < 3 else 1
    return Chosen(str(kit.name), kit.steps[min(max(number, 1), len(kit.steps)) - 1])
