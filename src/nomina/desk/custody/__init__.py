"""Custody: where every body, part, sample, packet and paper is, and who answers for it."""
