"""Rules of a round, looked at again whenever schools come or go: only when one breaks, the programme is asked."""
