"""Where a catalogue comes from: a file, a folder, a packed file, an address. What comes out lies on the disk."""
