"""Shop systems, one file each; where a table of column names is enough, they share one."""
