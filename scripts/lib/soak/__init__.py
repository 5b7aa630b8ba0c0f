"""scripts/soak: that nothing is lost, nothing comes twice and no memory is kept."""
