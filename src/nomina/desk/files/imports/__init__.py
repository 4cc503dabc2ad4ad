"""Whole folders and tables of cases into files, one by one, and again at will."""
