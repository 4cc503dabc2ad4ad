"""Nomina room: leads."""
