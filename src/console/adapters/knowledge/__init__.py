"""The knowledge base and the places, read from files."""
