"""The programme of the demonstration writes its own headings of the evidence, after its earlier rounds were read under the general ones."""

import uuid

from portal.applying.headings import queries, services
from portal.commands.demo.world import World

RENAMED = (
    (
        "community_links",
        "Who we work with around our schools",
        "Neighbours, clubs, libraries and families who take part already.",
    ),
    (
        "mutual_relationships",
        "What both sides gain",
        "What your pupils learn from theirs, and theirs from yours. A plan with a date is an answer.",
    ),
    (
        "simple_ict",
        "How we keep in touch",
        "Letters, a shared telephone, a video call once a month: whatever works on both sides.",
    ),
)
MERGED = ("flexibility", "simple_ict")


def load(world: World, programme_id: uuid.UUID) -> None:
    """Three headings in other words, two in one, one left out, and one that clusters answer for this programme alone."""
    world.do(services.start_headings, queries.get_programme(programme_id), by="manager")
    there = {line["code"] for line in queries.get_programme(programme_id).headings}
    if set(MERGED) <= there:
        world.do(services.remove_line, queries.get_line(programme_id, "flexibility"), by="manager")
    for code, title, guidance in RENAMED:
        if code in there:
            _reword(world, programme_id, code, title, guidance)
    if "mentoring" in there:
        world.do(services.remove_line, queries.get_line(programme_id, "mentoring"), by="manager")
    programme = queries.get_programme(programme_id)
    world.do(
        services.add_line,
        programme,
        by="manager",
        read_version=programme.version,
        title="Care for the planet",
        guidance="How your link helps pupils to look after the place where they live. Travel by train, a shared garden, less paper.",
        covers=[],
        own=True,
        per_school=False,
        accepts_intention=True,
    )


def _reword(world: World, programme_id: uuid.UUID, code: str, title: str, guidance: str) -> None:
    held = queries.get_line(programme_id, code)
    world.do(
        services.change_line,
        held,
        by="manager",
        read_version=held.programme.version,
        title=title,
        guidance=guidance,
        covers=MERGED if code == "simple_ict" else [code],
        own=False,
        per_school=held.line.per_school,
        accepts_intention=held.line.accepts_intention,
    )
