"""Mapped classes that two services touch; each names its writer in its docstring."""
