from rigs.mail_rig import mail_rig, mail_servers  # noqa: F401
