"""Verbs of tasks and classes."""

from portal.running.plans.services.classes import ask_for_classes, name_class
from portal.running.plans.services.following import drop_with_partnership, follow_pass_on, inherit_tasks
from portal.running.plans.services.tasks import (
    add_task,
    block_task,
    change_task,
    drop_task,
    finish_task,
    give_task_back,
    reopen_task,
    take_task,
    unblock_task,
)

__all__ = [
    "add_task",
    "ask_for_classes",
    "block_task",
    "change_task",
    "drop_task",
    "drop_with_partnership",
    "finish_task",
    "follow_pass_on",
    "give_task_back",
    "inherit_tasks",
    "name_class",
    "reopen_task",
    "take_task",
    "unblock_task",
]
