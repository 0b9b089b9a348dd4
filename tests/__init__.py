"""A regular package: a namespace package would lose from any installed distribution that ships `tests`."""
