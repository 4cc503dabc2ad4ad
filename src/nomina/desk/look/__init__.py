"""The one look of every page."""
