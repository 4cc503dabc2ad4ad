"""Who works here, in which operation, in which role."""
