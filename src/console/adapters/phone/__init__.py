"""Telephones: PBX adapters behind the Telephony port."""
