"""Package: composed functions in, content-addressed artifacts in the bucket and templates that name them out.

See ``docs/architecture.md`` for the rooms and the rules, and ``pipeline.Packager`` for the entry. Nothing is imported
here, so that ``cli`` understands its arguments, and locks are written, without everything that packaging needs.
"""
