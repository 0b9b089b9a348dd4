"""Procurements in the making: what is asked, what comes of it, and how it is drawn."""
