"""One record at a time, as a buyer's screen sends it: the findings stand in the answer."""
