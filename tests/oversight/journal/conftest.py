"""Reports are made as in the tests of reports."""

from tests.oversight.reports.conftest import reported  # noqa: F401 - a fixture
