"""Asterisk behind the Telephony port, by its Manager Interface (AMI).

`wire` bytes and messages · `session` one connection · `calls` what is known of live calls · `translate` events to
signals, `consults` those of a consult, `seats` those of the queue and its hours · `picture` lists to signals ·
`actions` orders to AMI actions · `hand` gives them · `asterisk` the port itself.
The dialplan that these files count on is `config/asterisk/`.
"""
