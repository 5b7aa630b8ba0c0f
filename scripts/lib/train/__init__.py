"""scripts/train and scripts/train_garments: the two trainings' command lines."""
