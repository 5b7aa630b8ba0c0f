"""The ways in which records are written down: tables of text, XML, JSON, Parquet. One file each."""
