"""What the states of meetings and decisions are called."""

from typing import Any

from portal.core.i18n import _l
from portal.running.meetings.models import Answer, Choice, DecisionStatus, How, MeetingStatus

STATUS: dict[MeetingStatus, Any] = {
    MeetingStatus.CALLED: _l("Planned"),
    MeetingStatus.HELD: _l("Minutes to agree"),
    MeetingStatus.AGREED: _l("Minutes agreed"),
    MeetingStatus.CANCELLED: _l("Called off"),
}
COLOUR = {
    MeetingStatus.CALLED: "blue",
    MeetingStatus.HELD: "yellow",
    MeetingStatus.AGREED: "green",
    MeetingStatus.CANCELLED: "grey",
}
ANSWER: dict[Answer, Any] = {Answer.COMING: _l("Comes"), Answer.APOLOGIES: _l("Cannot come")}
OUTCOME: dict[DecisionStatus, Any] = {
    DecisionStatus.OPEN: _l("Schools are asked"),
    DecisionStatus.CARRIED: _l("Agreed"),
    DecisionStatus.NOT_CARRIED: _l("Not agreed"),
    DecisionStatus.TIED: _l("A tie: as many for it as against it"),
    DecisionStatus.NO_QUORUM: _l("Too few schools took part"),
    DecisionStatus.WITHDRAWN: _l("Taken back"),
}
OUTCOME_COLOUR = {
    DecisionStatus.OPEN: "yellow",
    DecisionStatus.CARRIED: "green",
    DecisionStatus.NOT_CARRIED: "red",
    DecisionStatus.TIED: "purple",
    DecisionStatus.NO_QUORUM: "grey",
    DecisionStatus.WITHDRAWN: "grey",
}
HOW: dict[How, Any] = {
    How.CONSENT: _l("By consent: it is agreed unless a school objects"),
    How.VOTE: _l("By vote: each school has one"),
}
CHOICES: dict[How, dict[Choice, Any]] = {
    How.CONSENT: {
        Choice.FOR: _l("We agree"),
        Choice.ABSTAIN: _l("We stand aside: we do not object"),
        Choice.AGAINST: _l("We object"),
    },
    How.VOTE: {
        Choice.FOR: _l("For it"),
        Choice.AGAINST: _l("Against it"),
        Choice.ABSTAIN: _l("We abstain: this is not a no"),
    },
}
