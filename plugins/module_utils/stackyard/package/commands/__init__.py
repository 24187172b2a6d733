"""What bin/package does: lock, package, prune."""
