"""Curated tables: from bytes to typed rows that know their cells, and every fault on the way."""
