"""What people do with leads: claim, describe, conclude, decide."""
