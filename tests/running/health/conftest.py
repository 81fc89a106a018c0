"""Partnerships that fall silent, without the web."""

from tests.running.partnerships.conftest import act, partnership, rows, second_partner

__all__ = ["act", "partnership", "rows", "second_partner"]
