"""The pages of the app: lists and search, one file, writing in it, and what is decided about it."""
