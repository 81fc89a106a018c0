"""Files and the virus scanner: what waits to be looked into, what was held back, and what happens when the scanner does not answer."""
