"""The API of the catalogue: what its calls take, do and answer."""
