"""Importing a register: read and checked whole first, then written in one transaction, so that nothing is ever half imported."""

from portal.identity.registers.services.imports import Options, import_file
from portal.identity.registers.services.links import import_links
from portal.identity.registers.services.refused import Refused
from portal.identity.registers.services.summary import Summary
from portal.identity.registers.services.writing import on_import, words_of

__all__ = ["Options", "Refused", "Summary", "import_file", "import_links", "on_import", "words_of"]
