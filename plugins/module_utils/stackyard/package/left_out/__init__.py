"""What installed packages hold and functions do without."""
