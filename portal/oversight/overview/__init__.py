"""The overview of the programme: clusters by stage, theme and region, partnerships, silence, stand-ins that are not covered, who is supported."""
