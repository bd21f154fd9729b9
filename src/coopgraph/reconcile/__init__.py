"""Matching the names of others against ours: who may be meant, how near, and whether it is sure."""
