"""The read-only service: pages for people, SPARQL and documents for programs."""
