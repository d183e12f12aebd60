"""Questions over the working view; each gives a result or None."""
