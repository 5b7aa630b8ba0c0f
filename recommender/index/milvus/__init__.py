"""An index version kept in Milvus, for shops that are too large for one machine's memory; pymilvus is an extra."""
