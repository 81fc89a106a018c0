"""LOOKING AFTER: what people are told, and what the record says."""
