"""Which content travels in layers, and the templates that name them."""
