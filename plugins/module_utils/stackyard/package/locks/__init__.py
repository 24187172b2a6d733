"""What functions ask for, and the exact versions with hashes that answer it."""
