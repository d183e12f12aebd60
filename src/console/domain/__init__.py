"""Pure rules of the contact center: no IO, no clock, no async, no logging."""
