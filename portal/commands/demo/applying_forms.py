"""Questions of other kinds than words, in the round of the demonstration that is open: facts, a table, a budget, and what each school gives."""

import uuid

from portal.applying.applications import queries, services
from portal.applying.applications.content import DraftSection
from portal.applying.programmes import queries as programme_queries
from portal.applying.programmes import services as programmes
from portal.applying.programmes.models import Kind, RoundSection
from portal.commands.demo.world import World
from portal.core.database import session

FACTS = (
    ("Do pupils travel?", Kind.CHOICE, ("Yes", "Not in this year"), "Not in this year"),
    ("Who looks after them on the way?", Kind.TEXT, (), ""),
    ("Which ages take part?", Kind.SEVERAL, ("5 to 7", "7 to 11", "11 to 14", "14 to 18"), "7 to 11\n11 to 14"),
    ("How many pupils will take part, about?", Kind.NUMBER, (), "240"),
    ("When do you begin?", Kind.DATE, (), "2027-09-06"),
    (
        "Who does what?",
        Kind.TABLE,
        ("Term", "Lead school", "What it does"),
        "Autumn | Hill | Letters and maps\nSpring | Mill Lane | A shared measuring week\nSummer | Academy | An exhibition in each school",
    ),
    ("A timetable, if you have one", Kind.FILE, (), ""),
)
BUDGET = "Postage and paper | 12 parcels at 25 | 300.00\nMeasuring sets | 3 at 300 | 900.00\nCover for teachers | 8 days at 200 | 1600.00"
GIVES = "A hall for the exhibition, and a colleague who can step in on two afternoons."


def add_questions(world: World, round_id: uuid.UUID) -> None:
    """Put the sections behind those that every round starts with."""
    facts = add_section(world, round_id, "Facts and plan")
    for text, kind, options, _answer in FACTS:
        session().commit()
        session().expire_all()
        chosen = programme_queries.get_section(round_id, facts)
        depends = kind == Kind.TEXT
        first = chosen.questions[0] if depends else None
        world.do(
            programmes.add_question,
            chosen,
            by="manager",
            text=text,
            kind=kind,
            options=options,
            is_required=kind != Kind.FILE,
            shown_if=programmes.condition_key(first, "Yes") if first is not None else "",
        )
    own = add_section(world, round_id, "What our school gives", per_school=True)
    world.do(
        programmes.add_question,
        programme_queries.get_section(round_id, own),
        by="manager",
        text="What can your school give to the cluster?",
        max_words=60,
    )
    money = add_section(world, round_id, "Budget", is_budget=True)
    world.do(
        programmes.add_question,
        programme_queries.get_section(round_id, money),
        by="manager",
        text="Your costs, line by line",
        kind=Kind.BUDGET,
    )


def add_section(
    world: World, round_id: uuid.UUID, title: str, *, per_school: bool = False, is_budget: bool = False
) -> uuid.UUID:
    """A section of its own in the form. Answers its id."""
    made: RoundSection = world.do(
        programmes.add_section,
        programme_queries.get_round_whole(round_id),
        by="manager",
        title=title,
        guidance="",
        partner_only=False,
        is_budget=is_budget,
        per_school=per_school,
    )
    section_id = made.id
    session().commit()
    session().expire_all()
    return section_id


def answer(world: World, application_id: uuid.UUID, *, by: str, school_id: uuid.UUID) -> None:
    """Answer them."""
    draft = queries.load_draft(queries.get_application(application_id))
    texts = {text: words for text, _kind, _options, words in FACTS}
    for held in draft.sections if draft is not None else ():
        answers = {q.id: (text, 1) for q in held.questions if (text := _text(held, q.text, texts))}
        if answers:
            session().expire_all()
            world.do(
                services.save_section,
                queries.get_application(application_id),
                by=by,
                section_id=held.section.id,
                answers=answers,
                school_id=school_id,
                for_school_id=held.for_school_id,
            )


def _text(held: DraftSection, question: str, texts: dict[str, str]) -> str:
    if held.answers_for_itself:
        return GIVES
    if held.section.is_budget and len(held.questions) == 1 and held.questions[0].kind == Kind.BUDGET:
        return BUDGET
    return texts.get(question, "")
