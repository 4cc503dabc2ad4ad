"""A desk with people who do not exist in it, made by its own acts: for a first look, and tests."""
