"""The pages of rounds: reading, planning, the form and the rubric, who may apply, milestones, previews."""

from portal.applying.programmes.routes import entry, rounds, welsh, words
from portal.applying.programmes.routes.rounds import bp

__all__ = ["bp", "entry", "rounds", "welsh", "words"]
