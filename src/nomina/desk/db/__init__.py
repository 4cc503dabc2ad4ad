"""Databases that Django does not bring along."""
