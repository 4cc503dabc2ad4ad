"""Papers of custody: what is printed, signed by hand and carried along."""
