"""From the conversation's replies to Telegram's messages, within its limits."""
