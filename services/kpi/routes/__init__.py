"""Addresses of the kpi service."""
