"""Forms of partnerships."""

import uuid
from collections.abc import Sequence
from typing import Any

from portal.core.i18n import _, _l
from portal.running.partnerships.models import Pair, PartnershipShape
from portal.running.partnerships.queries import Network
from portal.web.forms import (
    EditingForm,
    PortalForm,
    as_uuid,
    day,
    line,
    paragraph,
    pick_from_list,
    pick_one,
    send,
)

SHAPES = (
    (PartnershipShape.BILATERAL.value, _l("Linked schools: each school here has a partner school of its own")),
    (PartnershipShape.JOINT.value, _l("One project: all schools work on it together")),
    (PartnershipShape.MIRRORED.value, _l("Two clusters: our cluster and a partner cluster with its own coordinator")),
)


def _name() -> Any:
    return line(
        _l("Name of the partnership"),
        required=_l("Enter a name for the partnership."),
        hint=_l("For example: Marlbury and Kisumu."),
        longest=160,
    )


def _shape() -> Any:
    return pick_one(
        _l("How do you want to work?"),
        SHAPES,
        required=_l("Choose how you want to work."),
        default=PartnershipShape.BILATERAL.value,
        hint=_l("You can change this later. Nothing is lost."),
    )


class OpenForm(PortalForm):
    read_by_others = ("name",)
    makes_new = True

    name = _name()
    shape = _shape()
    submit = send(_l("Open the partnership"))


class ChangeForm(EditingForm):
    read_by_others = ("name",)

    name = _name()
    submit = send(_l("Save"))


class ShapeForm(EditingForm):
    shape = _shape()
    submit = send(_l("Change how we work"))


class SpareForm(PortalForm):
    """Name a spare partner for a link."""

    school = pick_from_list(_l("Which partner school is the spare?"), required=None, coerce=as_uuid)
    submit = send(_l("Save"))

    def offer(self, network: Network, pair: Pair) -> None:
        """The other partner schools."""
        others = [(s.id, s.name) for s in network.schools if s.is_partner and s.id != pair.partner_school_id]
        self.school.choices = [("", _("None")), *others]


class PairForm(PortalForm):
    """Link a school here with a school there."""

    home_school = pick_from_list(_l("School here"), required=_l("Choose a school."), coerce=as_uuid)
    partner_school = pick_from_list(_l("Partner school"), required=_l("Choose a partner school."), coerce=as_uuid)
    submit = send(_l("Propose the link"))

    def offer(self, network: Network) -> None:
        here = [(s.id, s.name) for s in network.schools if not s.is_partner and not s.is_invited]
        there = [(s.id, s.name) for s in network.schools if s.is_partner]
        self.home_school.choices = [("", _("Choose a school")), *here]
        self.partner_school.choices = [("", _("Choose a school")), *there]


class PartnerClusterForm(PortalForm):
    partner_cluster = pick_one(_l("Which cluster?"), required=_l("Choose a cluster."), coerce=as_uuid)
    submit = send(_l("Ask this cluster"))

    def offer(self, clusters: Sequence[tuple[uuid.UUID, str, str]]) -> None:
        """The clusters that were found."""
        self.partner_cluster.choices = [
            (cluster_id, f"{name} ({lead})" if lead else name) for cluster_id, name, lead in clusters
        ]


class PauseForm(PortalForm):
    read_by_others = ("reason",)

    reason = paragraph(_l("Why is it on hold?"), required=_l("Say why, in a few words."), longest=2000, rows=3)
    restart_on = day(_l("When do you want to go on? (optional)"))
    submit = send(_l("Put it on hold"))


class EndForm(PortalForm):
    read_by_others = ("reason",)

    reason = paragraph(_l("Why does it end?"), required=_l("Say why, in a few words."), longest=2000, rows=3)
    submit = send(_l("End the partnership"))
