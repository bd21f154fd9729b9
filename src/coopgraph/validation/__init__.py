"""Everything that can be wrong with the tables, each fault once and at its cell."""
