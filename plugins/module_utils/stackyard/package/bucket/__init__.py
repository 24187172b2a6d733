"""The artifact bucket: what lies in it, where it is, and what may go."""
