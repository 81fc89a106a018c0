"""What is done with clusters. One module for each noun; rooms above hook in where a newcomer inherits or a duty is passed on."""

from portal.forming.clusters.services.appointing import appoint, leave_closed_school
from portal.forming.clusters.services.invitations import (
    decline_invitation,
    expire_invitation,
    invite_into_vacancy,
    invite_school,
    join_by_link,
    join_cluster,
    take_in,
    withdraw_invitation,
)
from portal.forming.clusters.services.leavers import follow_leaver
from portal.forming.clusters.services.leaving import (
    before_leaving,
    close_vacancy,
    complete_leaving,
    give_notice,
    on_change,
    on_notice,
    on_pass_on,
    on_replacement,
    pass_on,
    passable,
    stay,
)
from portal.forming.clusters.services.offices import (
    TITLES,
    accept_office,
    back_nomination,
    decline_office,
    nominate,
    review_nominations,
    withdraw_nomination,
)
from portal.forming.clusters.services.start import Started, edit_cluster, start_cluster, start_with_schools

__all__ = [
    "TITLES",
    "Started",
    "accept_office",
    "appoint",
    "back_nomination",
    "before_leaving",
    "close_vacancy",
    "complete_leaving",
    "decline_invitation",
    "decline_office",
    "edit_cluster",
    "expire_invitation",
    "follow_leaver",
    "give_notice",
    "invite_into_vacancy",
    "invite_school",
    "join_by_link",
    "join_cluster",
    "leave_closed_school",
    "nominate",
    "on_change",
    "on_notice",
    "on_pass_on",
    "on_replacement",
    "pass_on",
    "passable",
    "review_nominations",
    "start_cluster",
    "start_with_schools",
    "stay",
    "take_in",
    "withdraw_invitation",
    "withdraw_nomination",
]
