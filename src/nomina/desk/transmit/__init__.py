"""The bureau: what the law asks to be sent, and what comes from other bureaux."""
