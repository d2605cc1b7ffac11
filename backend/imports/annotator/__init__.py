"""Comments written into strangers' Word files and workbooks, in the very cells they speak of."""
