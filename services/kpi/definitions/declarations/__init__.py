"""What facts are declared with: the form of a declaration, and the dimensions and columns that several carry."""
