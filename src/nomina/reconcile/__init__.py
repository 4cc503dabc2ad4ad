"""Who is who: findings and a prior to a joint posterior over all bodies and all missing people."""
