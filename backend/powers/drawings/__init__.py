"""Flowcharts drawn elsewhere: a scan or a PDF kept beside the generated picture (requirements S61)."""
