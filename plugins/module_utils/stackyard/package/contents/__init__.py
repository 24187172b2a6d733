"""What each function is made of, before anything is installed."""
