"""The form and the rules of a version of a reference list, and its forms on the line. Pure."""
