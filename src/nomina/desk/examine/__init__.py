"""Examination: what people find of a lead when they look at it without being led."""
