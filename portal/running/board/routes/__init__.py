"""Pages of the board, its conversations, and the replies that are needed."""

from portal.running.board.routes import archive, asking, boards, conversations, drafts, files, history, messages
from portal.running.board.routes.archive import settings_bp
from portal.running.board.routes.blueprint import bp
from portal.running.board.routes.drafts import drafts_bp
from portal.running.board.routes.panels import board_panel, partners_panel

__all__ = [
    "archive",
    "asking",
    "board_panel",
    "boards",
    "bp",
    "conversations",
    "drafts",
    "drafts_bp",
    "files",
    "history",
    "messages",
    "partners_panel",
    "settings_bp",
]
