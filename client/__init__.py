"""What a sending system installs: a typed HTTP client and the sender's part of the `ppds` command.

Knows nothing of the services' code, only their public interface, so that it can be installed alone.
"""
