"""Nomina room: evaluate."""
