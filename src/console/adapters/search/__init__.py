"""Answer search: analysis and ranking, usable without the store or the screen."""
