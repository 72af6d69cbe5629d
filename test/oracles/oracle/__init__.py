"""An independent reading of docs/statistics.md, in Python with scipy and statsmodels; no code is shared."""
