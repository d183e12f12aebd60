"""Operator console of the contact center of the debt-enforcement service of canton Ticino."""
