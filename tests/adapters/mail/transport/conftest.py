"""The mail servers for the tests of this folder."""

from rigs.mail_rig import mail_rig, mail_servers  # noqa: F401
