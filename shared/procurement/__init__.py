"""The vocabulary of public procurement: frozen values and pure functions, standard library only.

Words follow eForms, the eProcurement Ontology and OCDS; the glossary stands in the README.
"""
