"""The nine conditions in words: the question, and what helps where the answer is not yet."""

from typing import Any

from portal.core.i18n import _l
from portal.forming.selfchecks.models import Condition, Reply

REPLIES: dict[Reply, Any] = {Reply.YES: _l("Yes"), Reply.PARTLY: _l("Partly"), Reply.NOT_YET: _l("Not yet")}
COLOUR = {Reply.YES: "green", Reply.PARTLY: "yellow", Reply.NOT_YET: "blue"}
QUESTIONS: dict[Condition, Any] = {
    Condition.FRAMEWORK: _l("Does the cluster stand on something official?"),
    Condition.CONTROL: _l("May your schools decide for themselves what they do together?"),
    Condition.DISTANCE: _l("Can you reach one another, on the road or by phone and mail?"),
    Condition.DENSITY: _l("Are there enough schools near one another, and not too many?"),
    Condition.CULTURE: _l("Are your schools used to helping one another?"),
    Condition.SKILLS: _l("Are there enough people who know how to lead, teach and organise?"),
    Condition.PURPOSE: _l("Do all schools agree what the cluster is for?"),
    Condition.MERIT: _l("Do people get their part in the cluster because they are good at it?"),
    Condition.RESOURCES: _l("Is there time, money or material from your own schools, your area or the state?"),
}
SHORT: dict[Condition, Any] = {
    Condition.FRAMEWORK: _l("Official standing"),
    Condition.CONTROL: _l("Freedom to decide"),
    Condition.DISTANCE: _l("Within reach"),
    Condition.DENSITY: _l("The right number of schools"),
    Condition.CULTURE: _l("Used to helping"),
    Condition.SKILLS: _l("People who know how"),
    Condition.PURPOSE: _l("Agreed purpose"),
    Condition.MERIT: _l("The right people"),
    Condition.RESOURCES: _l("Time and means"),
}
HELP: dict[Condition, Any] = {
    Condition.FRAMEWORK: _l(
        "A letter from the authority, the heads or the governors is enough. A letter of support counts."
    ),
    Condition.CONTROL: _l(
        "Ask each head what they may agree without asking anyone. Write it into the working agreement."
    ),
    Condition.DISTANCE: _l("Where the road is long, the board, the phone and post do. Meet in the middle once a year."),
    Condition.DENSITY: _l("Three to eight schools work well. A larger cluster can meet in smaller groups."),
    Condition.CULTURE: _l("Start small: one stand-in, one shared afternoon. Trust comes from things that worked."),
    Condition.SKILLS: _l("Let a school with experience take others along, or let duties go round by term."),
    Condition.PURPOSE: _l("Read together what binds you. If it is no longer true, write it anew."),
    Condition.MERIT: _l("Nominate whoever likes to do it and has the time. Let offices end, and thank people."),
    Condition.RESOURCES: _l("An hour a month for one teacher in each school is a beginning. Share costs and things."),
}
NOTES: dict[Condition, Any] = {
    Condition.FRAMEWORK: _l("A few words about your official standing (optional)"),
    Condition.CONTROL: _l("A few words about your freedom to decide (optional)"),
    Condition.DISTANCE: _l("A few words about how you reach one another (optional)"),
    Condition.DENSITY: _l("A few words about the number of schools (optional)"),
    Condition.CULTURE: _l("A few words about helping one another (optional)"),
    Condition.SKILLS: _l("A few words about the people who know how (optional)"),
    Condition.PURPOSE: _l("A few words about your purpose (optional)"),
    Condition.MERIT: _l("A few words about who does what (optional)"),
    Condition.RESOURCES: _l("A few words about time and means (optional)"),
}
