"""What sources of functions say, read by the Python that they are written for."""
