"""Verbs of the board."""

from portal.running.board.models import Attached, Begun, Consent, Message, Wanted
from portal.running.board.services.archiving import archive_board, check_open, note_export, reopen_board
from portal.running.board.services.attention import (
    note_announcement,
    pass_help_on,
    pin_thread,
    unpin_thread,
    withdraw_help,
)
from portal.running.board.services.drafts import delete_draft, drop_draft, drop_old_drafts, keep_draft
from portal.running.board.services.files import (
    attach,
    check_consent,
    release_held,
    say_consent,
    withdraw_picture,
)
from portal.running.board.services.keeping import freeze_post, hide_post, open_removed_post, show_post, unfreeze_post
from portal.running.board.services.mentions import mention_chosen
from portal.running.board.services.posts import edit_post, post_reply, remove_post
from portal.running.board.services.replies import ask_for_reply, check_wanted, needs_reply_from, release_reply
from portal.running.board.services.seen import mark_seen
from portal.running.board.services.threads import start_thread
from portal.running.board.services.translating import set_translator

__all__ = [
    "Attached",
    "Begun",
    "Consent",
    "Message",
    "Wanted",
    "archive_board",
    "ask_for_reply",
    "attach",
    "check_consent",
    "check_open",
    "check_wanted",
    "delete_draft",
    "drop_draft",
    "drop_old_drafts",
    "edit_post",
    "freeze_post",
    "hide_post",
    "keep_draft",
    "mark_seen",
    "mention_chosen",
    "needs_reply_from",
    "note_announcement",
    "note_export",
    "open_removed_post",
    "pass_help_on",
    "pin_thread",
    "post_reply",
    "release_held",
    "release_reply",
    "remove_post",
    "reopen_board",
    "say_consent",
    "set_translator",
    "show_post",
    "start_thread",
    "unfreeze_post",
    "unpin_thread",
    "withdraw_help",
    "withdraw_picture",
]
