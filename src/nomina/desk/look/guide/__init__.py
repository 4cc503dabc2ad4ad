"""The style guide: every part in every state, with invented people; for developers and tests."""
