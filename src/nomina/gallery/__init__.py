"""Nomina room: gallery."""
