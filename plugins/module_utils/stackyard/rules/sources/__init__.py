"""Texts in sources other than templates: each kind of file is read by a module that knows what is a comment there."""
