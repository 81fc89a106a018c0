"""What the tests of this wing share: the clock, held for a while."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import START


@pytest.fixture
def hold(clock: Any) -> Callable[..., AbstractContextManager[None]]:
    """`with hold(days=3):` what is done inside happens so much later than START; then the clock stands at START again."""

    @contextmanager
    def later(**ahead: float) -> Iterator[None]:
        clock.hold(START + timedelta(**ahead))
        yield
        clock.hold(START)

    return later
