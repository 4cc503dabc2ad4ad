"""What can be done: one module a subject."""
