"""From the conversation's replies to Discord's messages."""
