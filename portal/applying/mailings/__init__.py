"""One mail to everybody whose signature is awaited in a round: shown first (names and how many), then sent; above twenty people by two of the programme."""
