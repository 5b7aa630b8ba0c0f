"""From Telegram's updates to the conversation's events."""
