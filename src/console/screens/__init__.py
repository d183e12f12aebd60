"""Everything that knows Textual and Rich."""
