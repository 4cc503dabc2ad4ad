"""The pages of the app: operations, their people, accounts, agreements, and one's own settings."""
