"""Nomina room: synthetic."""
