"""Forms: what a person fills in, one module a format."""
