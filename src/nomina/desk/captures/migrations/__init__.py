"""The tables of captures, as they came to be."""
