"""Nomina room: cli."""
