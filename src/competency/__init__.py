"""Competency frameworks: load any, score answers, find the gaps, explain every number, export."""

__version__ = "0.1.0"
