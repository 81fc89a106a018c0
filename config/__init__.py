"""Settings of the portal: read once at the start from the environment, checked loudly, then frozen."""

from config.loading import load
from config.settings import Development, Production, Settings, SettingsError, Testing

__all__ = ["Development", "Production", "Settings", "SettingsError", "Testing", "load"]
