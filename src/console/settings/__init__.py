"""Settings of a site: frozen types, YAML loading, errors that name file, line and key."""
