"""The catalogue by chat: products that admins send, or post in the shop's channel."""
