"""The interface for programs, `/api/v1`: the same rules, sights and acts as the pages."""
