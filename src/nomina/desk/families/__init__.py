"""Families: who asks, how they are told, what they answer, and the way home."""
