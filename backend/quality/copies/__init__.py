"""What others wrote: the rows a sheet is compared with."""
