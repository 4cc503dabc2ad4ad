"""A Django database backend over SQLCipher: SQLite, encrypted page by page with AES-256."""
