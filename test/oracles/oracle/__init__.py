"""An independent reading of docs/statistics.md, in Python with scipy and statsmodels: it shares no code with the service."""
