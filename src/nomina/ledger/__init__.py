"""Acts in, a log that cannot be rewritten unnoticed out: checkpoints, proofs, a verifier."""
