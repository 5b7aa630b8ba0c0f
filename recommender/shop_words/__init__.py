"""What shops call garments, colours and types, in English of another kind and in other languages."""
