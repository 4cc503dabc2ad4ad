"""From two folders of photos to ranked, honest leads: the one composition of all rooms."""
