"""Programs for people who work on the portal; the portal itself never imports them."""
