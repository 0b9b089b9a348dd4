"""The catalogue of the data space: what it describes, and how that becomes RDF. Pure."""
