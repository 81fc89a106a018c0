"""Finding threads, messages and replies that are needed. Every page of the board costs the same few statements, however much is on it."""

from portal.running.board.queries.archive import get_setting, is_archive
from portal.running.board.queries.drafts import draft_of_new, get_draft, list_drafts
from portal.running.board.queries.files import BoardFile, get_post_file, has_other_pictures, list_files
from portal.running.board.queries.finding import Finding, Sought, find_posts
from portal.running.board.queries.lines import FileLine, Found, Owed, PostLine, Seen, Show, Standing, ThreadLine
from portal.running.board.queries.names import list_mentions, list_names
from portal.running.board.queries.owed import get_reply_duty, list_replies_needed_in, standing_of
from portal.running.board.queries.posts import get_post, list_posts, list_versions
from portal.running.board.queries.threads import (
    get_board,
    get_conversation,
    get_thread,
    list_latest,
    list_pinned,
    list_threads,
)
from portal.running.partnerships.queries.network import Network, NetworkSchool

__all__ = [
    "BoardFile",
    "FileLine",
    "Finding",
    "Found",
    "Network",
    "NetworkSchool",
    "Owed",
    "PostLine",
    "Seen",
    "Show",
    "Sought",
    "Standing",
    "ThreadLine",
    "draft_of_new",
    "find_posts",
    "get_board",
    "get_conversation",
    "get_draft",
    "get_post",
    "get_post_file",
    "get_reply_duty",
    "get_setting",
    "get_thread",
    "has_other_pictures",
    "is_archive",
    "list_drafts",
    "list_files",
    "list_latest",
    "list_mentions",
    "list_names",
    "list_pinned",
    "list_posts",
    "list_replies_needed_in",
    "list_threads",
    "list_versions",
    "standing_of",
]
