"""Until when a registered mail is to be accepted at its service."""

from __future__ import annotations

STATEMENTS = ("ALTER TABLE contacts ADD COLUMN accept_by DOUBLE PRECISION NOT NULL DEFAULT 0",)  # UTC seconds; 0: none
