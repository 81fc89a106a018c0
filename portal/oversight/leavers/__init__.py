"""If this teacher left today: what would stop, what would pass to others by itself, and where each is mended beforehand. It only reads."""
