"""The tables of the app: one module a subject."""
