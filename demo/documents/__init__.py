"""Notices as stated, written as eForms XML and as OCDS JSON."""
