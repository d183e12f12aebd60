"""Use cases of the contact center, async. They know only the ports declared here, never an adapter."""
