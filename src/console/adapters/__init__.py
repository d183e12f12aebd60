"""Adapters: each room knows one part of the world and satisfies a port."""
