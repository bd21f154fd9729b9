"""What differs between two states of the graph, in the words of the field."""
