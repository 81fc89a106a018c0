"""What is kept about people, why and for how long: the inventory, everything about oneself to take away, closing an account, what goes by itself."""
