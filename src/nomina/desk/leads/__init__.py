"""Leads in the background: what files and photos say, weighed as jobs and kept as runs."""
