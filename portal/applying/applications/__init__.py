"""Applications: written together, signed by every school, sealed with a receipt."""
