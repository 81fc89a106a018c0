"""The chain over the record: entries are sealed in blocks, in the order of their ids; each block holds the digest of the one before it. A check reckons it
all again, and tells the administrators when something does not agree."""
