"""What bodies send beside notices, one data contract a module: the model from which all else follows.

Reading, findings, the schema, the template and the columns of a table are made from the model; what it means for
figures stands with its subject.
"""
