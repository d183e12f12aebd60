"""Asterisk behind the Telephony port, by its Manager Interface (AMI).

`wire` bytes and messages · `session` one connection · `calls` what is known of live calls · `translate` events to
signals · `picture` lists to signals · `actions` orders to AMI actions · `asterisk` the port itself.
The dialplan that these files count on is `config/asterisk/`.
"""
