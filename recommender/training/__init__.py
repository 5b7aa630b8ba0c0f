"""How the embedder is trained and exported: the only place with TensorFlow/Keras. Nothing that serves imports it."""
