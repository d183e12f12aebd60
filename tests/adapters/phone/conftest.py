"""The real Asterisk for the tests of the telephone."""

from rigs.asterisk_rig import asterisk, office  # noqa: F401
