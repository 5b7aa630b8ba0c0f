"""An index as a whole: its files, those of earlier releases, and the words of its catalogue."""
