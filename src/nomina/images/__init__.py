"""Nomina room: images."""
