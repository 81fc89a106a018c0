"""Facts of public pages."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PublicPageShown(Event):
    """Anyone can read the cluster's public page from now on."""


@dataclass(frozen=True, kw_only=True)
class PublicPageHidden(Event):
    """The cluster's public page is no longer shown."""


@dataclass(frozen=True, kw_only=True)
class PublicPageChanged(Event):
    """The words of the public page were changed."""


@dataclass(frozen=True, kw_only=True)
class SchoolNamed(Event):
    """The school's name may stand on the public page."""


@dataclass(frozen=True, kw_only=True)
class SchoolUnnamed(Event):
    """The school's name may no longer stand on the public page."""
