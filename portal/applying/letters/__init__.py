"""Letters of a programme: a template for each outcome, with places that are filled from the record."""
