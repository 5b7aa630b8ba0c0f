"""From Discord's events to the conversation's."""
