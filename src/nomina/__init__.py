"""Nomina gives the dead of war and disaster back their names."""

__version__ = "0.1.0"
