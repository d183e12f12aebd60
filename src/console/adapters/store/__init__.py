"""The store: SQL in one file, thin engines, the wake-up."""
