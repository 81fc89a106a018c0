"""Verbs about programmes and rounds: make, plan, edit, publish, freeze; the form and the rubric."""

from portal.applying.programmes.services.copying import copy_round, on_copied
from portal.applying.programmes.services.criteria import add_criterion, edit_criterion, remove_criterion, weights_of
from portal.applying.programmes.services.entry import (
    add_milestone,
    edit_milestone,
    remove_milestone,
    set_entry_rules,
)
from portal.applying.programmes.services.form import (
    add_question,
    add_section,
    clarify_question,
    condition_key,
    edit_question,
    edit_section,
    fill_with_defaults,
    move_question_up,
    move_section_up,
    remove_question,
    remove_section,
)
from portal.applying.programmes.services.form_versions import copy_form, drop_form, prepare_form, use_form
from portal.applying.programmes.services.freezing import freeze_criteria, freeze_form, keep_headings
from portal.applying.programmes.services.rounds import (
    edit_round,
    extend_round,
    make_programme,
    on_later_deadline,
    plan_round,
    publish_round,
    set_words,
)
from portal.applying.programmes.services.welsh import give_welsh, is_kept

__all__ = [
    "add_criterion",
    "add_milestone",
    "add_question",
    "add_section",
    "clarify_question",
    "condition_key",
    "copy_form",
    "copy_round",
    "drop_form",
    "edit_criterion",
    "edit_milestone",
    "edit_question",
    "edit_round",
    "edit_section",
    "extend_round",
    "fill_with_defaults",
    "freeze_criteria",
    "freeze_form",
    "give_welsh",
    "is_kept",
    "keep_headings",
    "make_programme",
    "move_question_up",
    "move_section_up",
    "on_copied",
    "on_later_deadline",
    "plan_round",
    "prepare_form",
    "publish_round",
    "remove_criterion",
    "remove_milestone",
    "remove_question",
    "remove_section",
    "set_entry_rules",
    "set_words",
    "use_form",
    "weights_of",
]
