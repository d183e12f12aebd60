"""A full-text index over what `find` looks into, kept in step with the contacts by the database itself."""

from __future__ import annotations

STATEMENTS = (
    # prefix: the last word of a query is still being typed; content: the text itself stands in contacts only
    """CREATE VIRTUAL TABLE contacts_text USING fts5(
        search_text, content = 'contacts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2',
        prefix = '2 3')""",
    """CREATE TRIGGER contacts_text_added AFTER INSERT ON contacts BEGIN
        INSERT INTO contacts_text (rowid, search_text) VALUES (new.id, new.search_text);
    END""",
    """CREATE TRIGGER contacts_text_changed AFTER UPDATE OF search_text ON contacts
    WHEN old.search_text <> new.search_text BEGIN
        INSERT INTO contacts_text (contacts_text, rowid, search_text) VALUES ('delete', old.id, old.search_text);
        INSERT INTO contacts_text (rowid, search_text) VALUES (new.id, new.search_text);
    END""",
    """CREATE TRIGGER contacts_text_removed AFTER DELETE ON contacts BEGIN
        INSERT INTO contacts_text (contacts_text, rowid, search_text) VALUES ('delete', old.id, old.search_text);
    END""",
    "INSERT INTO contacts_text (contacts_text) VALUES ('rebuild')",
)
