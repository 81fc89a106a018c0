"""The story that must always work, by the test client and in a real browser without JavaScript."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.journeys.screen import ScreenReader
from tests.journeys.story import Story
from tests.support.cast import Cast
from tests.support.reader import Reader


def tell(story: Story, folder: Path) -> None:
    """Steps 1 to 8."""
    story.a_teacher_registers_the_school(folder)
    story.a_school_abroad_registers_without_a_number()
    story.the_cluster_forms()
    story.the_partner_joins()
    story.they_write_to_each_other()
    story.evidence_is_gathered()
    story.the_head_opens_an_account()
    story.a_manager_opens_a_round()
    story.the_cluster_applies()
    story.the_programme_decides()
    story.every_school_accepts()
    story.an_activity_is_planned()
    story.the_calendar_is_subscribed()
    story.the_teacher_is_ill()
    story.a_reply_is_passed_on()
    story.pass_time(days=5)
    story.it_is_delivered_and_passed_back()
    story.a_school_leaves_and_is_replaced()


@pytest.mark.timeout(300)
def test_the_main_job_in_the_test_client(app: Flask, cast: Cast, tmp_path: Path) -> None:
    tell(Story(app, cast, lambda person: Reader(app, person)), tmp_path)


@pytest.mark.browser
@pytest.mark.timeout(600)
def test_the_main_job_in_a_browser_without_javascript(app: Flask, cast: Cast, site: Any, tmp_path: Path) -> None:
    def at_a_phone(person: Any) -> ScreenReader:
        return ScreenReader(site.page(person, width=390, javascript=False), site.url)

    tell(Story(app, cast, at_a_phone), tmp_path)
