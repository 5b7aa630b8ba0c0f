"""The plain stack as a bot on Telegram, as its makers put it there: one handler, answer by answer, and an album.

python-telegram-bot's Application polls; the handler fetches the photo, asks network and neighbours, and sends the five
pictures with their titles.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from telegram import InputMediaPhoto, Message, PhotoSize, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from scripts.lib.bench.child import task
from scripts.lib.bench.larger_index import repeated
from scripts.lib.bench.plain_side import plain_answers, plain_features, plain_model


def run(given: dict[str, Any]) -> None:
    """Until it is told to end."""
    model = plain_model(given["imagenet"])
    few = plain_features(model, [each["image"] for each in given["products"]])
    # A search costs what the number of rows makes it cost, whatever is in them.
    ask = plain_answers(model, repeated(few, given["rows"], 0.05 * float(few.std())))
    products = [(Path(each["image"]).read_bytes(), each["title"]) for each in given["products"]]

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        if not isinstance(message, Message) or not isinstance(largest := message.photo[-1], PhotoSize):
            return
        photo = await (await largest.get_file()).download_as_bytearray()
        hits = [products[row % len(products)] for row in ask(io.BytesIO(photo))]
        await message.reply_media_group([InputMediaPhoto(picture, caption=title) for picture, title in hits])

    builder = Application.builder().token(given["token"])
    app = builder.base_url(given["base_url"]).base_file_url(given["base_file_url"]).build()
    app.add_handler(MessageHandler(filters.PHOTO, answer))
    app.run_polling()


if __name__ == "__main__":
    run(task())
