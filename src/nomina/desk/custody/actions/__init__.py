"""The acts of the app: one module a subject."""
