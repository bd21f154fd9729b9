"""Spreadsheets: templates for our tables, and what comes back from them read without loss."""
