"""Mail: decoding, mailboxes, composing, sending."""
