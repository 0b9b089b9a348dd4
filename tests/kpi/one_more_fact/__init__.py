"""One more fact, put beside those of the service in a process of its own: `python -m tests.kpi.one_more_fact <url>`."""
