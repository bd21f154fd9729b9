"""A knowledge graph of paradiplomacy, from printed tables to an answer."""
