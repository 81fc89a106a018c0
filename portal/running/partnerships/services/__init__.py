"""Verbs of partnerships and pairs."""

from portal.running.partnerships.services.acting import acting_school
from portal.running.partnerships.services.pairs import (
    agree_pair,
    decline_pair,
    end_pair,
    inherit_pairs,
    name_spare,
    propose_pair,
)
from portal.running.partnerships.services.partnerships import (
    accept_partner_cluster,
    ask_partner_cluster,
    begin_partnership,
    change_partnership,
    decline_partner_cluster,
    end_partnership,
    establish_partnership,
    maintain_partnership,
    on_end,
    open_partnership,
    pause_partnership,
    resume_partnership,
    set_restart,
    set_silent_after,
)
from portal.running.partnerships.services.twins import become_twins

__all__ = [
    "accept_partner_cluster",
    "acting_school",
    "agree_pair",
    "ask_partner_cluster",
    "become_twins",
    "begin_partnership",
    "change_partnership",
    "decline_pair",
    "decline_partner_cluster",
    "end_pair",
    "end_partnership",
    "establish_partnership",
    "inherit_pairs",
    "maintain_partnership",
    "name_spare",
    "on_end",
    "open_partnership",
    "pause_partnership",
    "propose_pair",
    "resume_partnership",
    "set_restart",
    "set_silent_after",
]
