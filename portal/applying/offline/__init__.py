"""The form away from the network: printed, as a Word document to fill in, and brought back."""
