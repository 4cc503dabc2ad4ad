"""Nomina room: faces."""
