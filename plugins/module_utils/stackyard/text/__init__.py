"""How sizes and lists are written for people."""
