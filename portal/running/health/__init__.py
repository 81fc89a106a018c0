"""How a partnership is doing: when each side was last heard, holidays first, and a friendly word or a pause when it has fallen silent."""
