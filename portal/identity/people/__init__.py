"""People as those who look after the service see them: who holds which role, who vouched, who is on hold. Nobody sees a password or acts as another."""
