"""What the sample shop sells: a table of lines, each in several colours and patterns, spelt out into products.

Types, genders and colours are the words of the Fashion Product Images dataset. Brands are invented.
"""

# ruff: noqa: E501 - a product line a row reads better than one wrapped over five

from __future__ import annotations

import zlib
from dataclasses import dataclass

from recommender.drawing.design import Design

BRANDS = ("Fjordby", "Brackenfold", "Veloria", "Quillmark", "Tarnhow", "Lumiveta", "Ostermoor", "Pellandry")


@dataclass(frozen=True, slots=True)
class Article:
    """One product of the shop: what its row in the catalogue says, and how it is drawn."""

    id: str
    title: str
    price: float
    gender: str
    type: str
    colour: str
    in_stock: bool
    brand: str
    design: Design


@dataclass(frozen=True, slots=True)
class _Line:
    """Products that differ in colour and pattern only. `variants`: "Colour/pattern/second/third", "" leaves a part out;
    several are parted by semicolons. A pattern with a * is a print on the chest."""

    type: str
    gender: str
    kind: str
    cut: str
    noun: str
    price: float
    variants: str
    fabric: str = ""


_LINES = (
    _Line("Tshirts", "Men", "tshirt", "crew", "Crew Neck T-Shirt", 14.9, "Navy Blue; White; Black; Maroon; Olive"),
    _Line("Tshirts", "Men", "tshirt", "crew", "Graphic T-Shirt", 19.9, "Black/*sunset/Red; White/*wave/Teal/Navy Blue; Green/*peaks/White; Yellow/*palm/Teal/Orange"),
    _Line("Tshirts", "Men", "tshirt", "long", "Long Sleeve T-Shirt", 22.9, "White/breton/Navy Blue; Charcoal"),
    _Line("Tshirts", "Men", "tshirt", "raglan", "Raglan T-Shirt", 17.9, "White//Red; Grey//Navy Blue"),
    _Line("Tshirts", "Men", "polo", "", "Polo T-Shirt", 27.9, "Red; Navy Blue//White; Green; Blue/bands/White/Navy Blue"),
    _Line("Tshirts", "Women", "tshirt", "v", "V-Neck T-Shirt", 13.9, "Pink; White; Turquoise Blue; Red/breton/White"),
    _Line("Tshirts", "Boys", "tshirt", "crew", "Graphic T-Shirt", 11.9, "Green/*bolt/Black/Yellow; Orange/*number/White; Blue/stripes/White"),
    _Line("Tshirts", "Girls", "tshirt", "crew", "T-Shirt", 11.9, "Pink/stars/White; Yellow/dots/White"),
    _Line("Shirts", "Men", "shirt", "long", "Oxford Shirt", 39.9, "White; Light Blue; Black"),
    _Line("Shirts", "Men", "shirt", "long", "Casual Shirt", 36.9, "Red/plaid/Navy Blue; Blue/gingham/White; White/lines/Blue; Green/plaid/Charcoal/Yellow; Purple/wide lines/White/Lavender"),
    _Line("Shirts", "Men", "shirt", "long", "Denim Shirt", 44.9, "Blue; Black", "denim"),
    _Line("Shirts", "Men", "shirt", "short", "Short Sleeve Shirt", 31.9, "Teal/tropical/Sea Green/Orange; Beige/windowpane/Brown; Navy Blue/pin dots/White"),
    _Line("Shirts", "Women", "shirt", "long", "Shirt", 34.9, "Peach; Blue/pinstripe/White; Black/dots/White"),
    _Line("Shirts", "Women", "shirt", "short", "Short Sleeve Blouse", 29.9, "White/floral/Rose/Purple; Magenta; Green/small floral/Cream/Pink"),
    _Line("Tops", "Women", "tshirt", "tank", "Tank Top", 12.9, "Yellow; Black; Sea Green/big floral/White/Pink"),
    _Line("Dresses", "Women", "dress", "skater", "Skater Dress", 49.9, "Red/dots/White; Black; Yellow/floral/White/Red"),
    _Line("Dresses", "Women", "dress", "maxi", "Maxi Dress", 59.9, "Navy Blue/big floral/Rose/Peach; Turquoise Blue; White/tropical/Green/Sea Green"),
    _Line("Dresses", "Women", "dress", "wrap", "Wrap Dress", 54.9, "Green/small floral/Cream/Pink; Maroon; Black/big dots/White"),
    _Line("Dresses", "Women", "dress", "sheath", "Sheath Dress", 64.9, "Black///Tan; Grey/houndstooth/Black"),
    _Line("Dresses", "Women", "dress", "shirt", "Shirt Dress", 52.9, "Blue/wide lines/White; Olive"),
    _Line("Dresses", "Women", "dress", "slip", "Satin Slip Dress", 47.9, "Burgundy; Beige"),
    _Line("Dresses", "Women", "dress", "knit", "Knitted Dress", 55.9, "Grey; Mustard"),
    _Line("Dresses", "Girls", "dress", "skater", "Party Dress", 29.9, "Pink/stars/White; Lavender/small floral/White/Pink"),
    _Line("Skirts", "Women", "skirt", "pleated", "Pleated Midi Skirt", 39.9, "Red; Green; Beige"),
    _Line("Skirts", "Women", "skirt", "flared", "Flared Skirt", 32.9, "Yellow/floral/White/Red; Navy Blue/dots/White"),
    _Line("Skirts", "Women", "skirt", "pencil", "Pencil Skirt", 34.9, "Black; White/houndstooth/Black"),
    _Line("Skirts", "Women", "skirt", "mini", "Mini Skirt", 27.9, "Maroon/plaid/Navy Blue; Olive"),
    _Line("Skirts", "Women", "skirt", "denim", "Denim Skirt", 33.9, "Blue; White"),
    _Line("Skirts", "Women", "skirt", "tiered", "Tiered Skirt", 36.9, "White; Rust"),
    _Line("Trousers", "Men", "trousers", "straight", "Formal Trousers", 49.9, "Black; Charcoal/pinstripe/Grey; Brown"),
    _Line("Trousers", "Men", "trousers", "slim", "Slim Fit Chinos", 42.9, "Khaki; Olive; Maroon"),
    _Line("Trousers", "Women", "trousers", "wide", "Wide Leg Trousers", 45.9, "Cream; Black; Rust"),
    _Line("Track Pants", "Men", "trousers", "slim", "Track Pants", 32.9, "Black//White; Grey//Navy Blue", "jersey"),
    _Line("Leggings", "Women", "trousers", "leggings", "Leggings", 18.9, "Black; Purple"),
    _Line("Jeans", "Men", "jeans", "straight", "Straight Jeans", 54.9, "Blue; Black; Grey"),
    _Line("Jeans", "Men", "jeans", "slim", "Slim Fit Jeans", 57.9, "Navy Blue; Light Blue"),
    _Line("Jeans", "Women", "jeans", "skinny", "Skinny Jeans", 49.9, "Blue; Black; White"),
    _Line("Jeans", "Women", "jeans", "flared", "Flared Jeans", 52.9, "Navy Blue; Blue"),
    _Line("Shorts", "Men", "shorts", "shorts", "Sports Shorts", 19.9, "Red//White; Black; Navy Blue//Lime Green"),
    _Line("Shorts", "Men", "shorts", "bermuda", "Chino Shorts", 29.9, "Beige; Navy Blue; Red/plaid/Navy Blue"),
    _Line("Shorts", "Men", "shorts", "cargo", "Cargo Shorts", 34.9, "Khaki; Green/camo/Khaki/Olive"),
    _Line("Shorts", "Women", "shorts", "hot", "Denim Shorts", 27.9, "Blue; White"),
    _Line("Jackets", "Men", "jacket", "denim", "Denim Jacket", 69.9, "Blue; Black"),
    _Line("Jackets", "Women", "jacket", "biker", "Biker Jacket", 89.9, "Black; Brown"),
    _Line("Jackets", "Men", "jacket", "bomber", "Bomber Jacket", 79.9, "Olive; Navy Blue//White/Red; Maroon//Grey/Black"),
    _Line("Jackets", "Women", "jacket", "puffer", "Quilted Jacket", 84.9, "Red; Black"),
    _Line("Jackets", "Men", "jacket", "wind", "Windcheater", 59.9, "Blue//White; Orange//Navy Blue"),
    _Line("Blazers", "Men", "blazer", "two", "Blazer", 119.9, "Navy Blue; Charcoal/pinstripe/Grey"),
    _Line("Blazers", "Women", "blazer", "one", "Blazer", 99.9, "Black; Pink"),
    _Line("Sweaters", "Men", "jumper", "crew", "Crew Neck Jumper", 44.9, "Maroon; Navy Blue/nordic/White/Red; Charcoal/stripes/Grey"),
    _Line("Sweaters", "Men", "jumper", "v", "V-Neck Jumper", 42.9, "Grey; Navy Blue/argyle/Grey/Red"),
    _Line("Sweaters", "Women", "jumper", "turtle", "Roll Neck Cable Jumper", 52.9, "Cream; Rust", "cable"),
    _Line("Sweaters", "Women", "jumper", "cardigan", "Cardigan", 46.9, "Mustard; Black; Teal"),
    _Line("Sweatshirts", "Men", "sweatshirt", "hood", "Hoodie", 39.9, "Grey Melange; Black; Navy Blue//Orange"),
    _Line("Sweatshirts", "Women", "sweatshirt", "zip", "Zip Hoodie", 42.9, "Magenta; Lavender; Sea Green"),
    _Line("Sweatshirts", "Men", "sweatshirt", "crew", "Sweatshirt", 34.9, "Green/*peaks/White; Navy Blue/*chest stripe/White/Red; Beige"),
    _Line("Casual Shoes", "Men", "sneaker", "canvas", "Canvas Sneakers", 39.9, "Navy Blue; White; Red"),
    _Line("Casual Shoes", "Unisex", "sneaker", "high", "High Top Sneakers", 47.9, "Red; Black; White"),
    _Line("Casual Shoes", "Women", "sneaker", "court", "Leather Sneakers", 59.9, "White//Green; White//Pink"),
    _Line("Casual Shoes", "Men", "sneaker", "skate", "Suede Skate Shoes", 54.9, "Grey//White; Brown//Beige"),
    _Line("Casual Shoes", "Men", "sneaker", "slip", "Slip-On Shoes", 34.9, "Olive; Black/houndstooth/White"),
    _Line("Sports Shoes", "Men", "sneaker", "runner", "Running Shoes", 69.9, "Grey//White/Orange; Black//White/Lime Green; Blue//White/Yellow; Red//White/Black"),
    _Line("Sports Shoes", "Women", "sneaker", "runner", "Training Shoes", 64.9, "Pink//White/Grey; White//Grey/Turquoise Blue"),
    _Line("Formal Shoes", "Men", "formal", "derby", "Derby Shoes", 79.9, "Black; Brown"),
    _Line("Formal Shoes", "Men", "formal", "brogue", "Brogues", 84.9, "Tan; Coffee Brown"),
    _Line("Formal Shoes", "Men", "formal", "loafer", "Penny Loafers", 74.9, "Black; Maroon"),
    _Line("Casual Shoes", "Men", "formal", "chelsea", "Chelsea Boots", 89.9, "Brown; Black", "leather"),
    _Line("Heels", "Women", "heels", "pump", "Stiletto Pumps", 54.9, "Red; Black; Beige"),
    _Line("Heels", "Women", "heels", "block", "Block Heel Sandals", 49.9, "Tan; Black"),
    _Line("Heels", "Women", "heels", "wedge", "Espadrille Wedges", 46.9, "Navy Blue; White"),
    _Line("Flats", "Women", "flats", "bow", "Ballet Flats", 34.9, "Pink; Black"),
    _Line("Sandals", "Men", "sandal", "slide", "Leather Slides", 32.9, "Brown; Black"),
    _Line("Sandals", "Men", "sandal", "trek", "Trekking Sandals", 44.9, "Olive; Black//Orange"),
    _Line("Sandals", "Women", "sandal", "gladiator", "Strappy Sandals", 38.9, "Gold; Brown"),
    _Line("Flip Flops", "Unisex", "flip flop", "", "Flip Flops", 12.9, "Blue//White; Yellow/tropical/Green/Red; Black//Red; Pink//White"),
    _Line("Handbags", "Women", "handbag", "tote", "Tote Bag", 59.9, "Tan; Black; White/breton/Navy Blue/Tan"),
    _Line("Handbags", "Women", "handbag", "satchel", "Satchel", 69.9, "Red; Brown"),
    _Line("Handbags", "Women", "handbag", "bucket", "Bucket Bag", 54.9, "Navy Blue//Tan; Mustard"),
    _Line("Handbags", "Women", "handbag", "crossbody", "Crossbody Bag", 44.9, "Black; Pink"),
    _Line("Handbags", "Women", "handbag", "hobo", "Hobo Bag", 64.9, "Purple; Grey"),
    _Line("Backpacks", "Unisex", "backpack", "day", "Backpack", 49.9, "Navy Blue//Tan; Pink"),
    _Line("Backpacks", "Unisex", "backpack", "roll", "Roll Top Backpack", 64.9, "Olive; Mustard"),
    _Line("Backpacks", "Boys", "backpack", "school", "School Backpack", 36.9, "Red//Black; Green/camo/Khaki/Olive"),
    _Line("Wallets", "Men", "wallet", "bifold", "Leather Wallet", 29.9, "Brown; Black"),
    _Line("Wallets", "Women", "wallet", "long", "Purse", 32.9, "Red; Teal"),
    _Line("Caps", "Unisex", "cap", "baseball", "Baseball Cap", 17.9, "Navy Blue/*badge/Red; White; Red"),
    _Line("Caps", "Unisex", "cap", "bobble", "Bobble Hat", 19.9, "Red//White; Grey//Mustard"),
    _Line("Caps", "Unisex", "cap", "beanie", "Beanie", 15.9, "Charcoal; Green"),
    _Line("Caps", "Unisex", "cap", "bucket", "Bucket Hat", 18.9, "Khaki; Blue/small floral/White/Yellow"),
    _Line("Watches", "Men", "watch", "dress", "Analogue Watch", 99.9, "White//Brown/Gold; Black//Black/Silver"),
    _Line("Watches", "Men", "watch", "chrono", "Chronograph", 149.9, "Black//Silver/Silver; White//Steel/Steel"),
    _Line("Watches", "Men", "watch", "diver", "Diver's Watch", 129.9, "Blue//Black/Steel; Green//Olive/Silver"),
    _Line("Watches", "Women", "watch", "square", "Square Watch", 89.9, "Silver//Black/Silver; Gold//Gold/Gold"),
    _Line("Ties", "Men", "tie", "classic", "Silk Tie", 24.9, "Navy Blue/diagonal/Red; Maroon/pin dots/White; Purple; Silver/diagonal/Charcoal"),
    _Line("Ties", "Men", "tie", "knit", "Knitted Tie", 22.9, "Mustard; Navy Blue"),
    _Line("Scarves", "Women", "scarf", "wool", "Checked Scarf", 27.9, "Red/plaid/Maroon/Cream; Beige/plaid/Brown/Black"),
    _Line("Scarves", "Women", "scarf", "light", "Printed Scarf", 23.9, "Turquoise Blue/paisley/White/Navy Blue; Pink/floral/Red/White"),
    _Line("Scarves", "Unisex", "scarf", "knit", "Knitted Scarf", 25.9, "Mustard; Grey"),
    _Line("Belts", "Men", "belt", "pin", "Leather Belt", 26.9, "Brown; Black"),
    _Line("Belts", "Men", "belt", "woven", "Canvas Belt", 19.9, "Navy Blue; Khaki"),
    _Line("Sunglasses", "Unisex", "sunglasses", "wayfarer", "Sunglasses", 49.9, "Black; Brown//Brown"),
    _Line("Sunglasses", "Men", "sunglasses", "aviator", "Aviator Sunglasses", 59.9, "Gold//Green; Silver//Blue"),
    _Line("Sunglasses", "Women", "sunglasses", "cat", "Cat-Eye Sunglasses", 54.9, "Red//Brown; Black//Purple"),
    _Line("Socks", "Men", "socks", "crew", "Crew Socks", 7.9, "Grey//Red; Navy Blue/argyle/Grey/Red; Green/stripes/White"),
    _Line("Socks", "Women", "socks", "ankle", "Ankle Socks", 5.9, "White//Blue; Pink//White"),
)  # fmt: skip

_WORDS = {
    "plain": "", "breton": "Breton Striped", "stripes": "Striped", "bands": "Block Striped", "lines": "Striped", "wide lines": "Striped", "pinstripe": "Pinstriped",
    "diagonal": "Striped", "gingham": "Gingham", "plaid": "Checked", "windowpane": "Windowpane Check", "glen check": "Glen Check", "houndstooth": "Houndstooth",
    "argyle": "Argyle", "nordic": "Nordic", "dots": "Polka Dot", "pin dots": "Pin Dot", "big dots": "Polka Dot", "floral": "Floral", "small floral": "Ditsy Floral",
    "big floral": "Floral", "tropical": "Tropical Print", "camo": "Camouflage", "paisley": "Paisley", "stars": "Star Print", "sunset": "Sunset Print", "wave": "Wave Print",
    "peaks": "Mountain Print", "palm": "Palm Print", "circles": "Circles Print", "bolt": "Lightning Print", "number": "Number Print", "badge": "Badge", "chest stripe": "Chest Stripe",
}  # fmt: skip

_OWNERS = {"Men": "Men's ", "Women": "Women's ", "Boys": "Boys' ", "Girls": "Girls' ", "Unisex": ""}


def assortment() -> tuple[Article, ...]:
    """All products, in the order of the catalogue; the same on every call."""
    articles: list[Article] = []
    for number, line in enumerate(_LINES):
        for variant in line.variants.split(";"):
            shade, pattern, second, third = [*variant.strip().split("/"), "", "", ""][:4]
            motif = pattern[1:] if pattern.startswith("*") else ""
            pattern = "plain" if motif or not pattern else pattern
            position = len(articles)
            id = f"S{1001 + position}"
            brand = BRANDS[(number * 3 + position) % len(BRANDS)]
            words = _WORDS[motif or pattern]
            if words and words.split()[0] in line.noun:  # "Checked Checked Scarf"
                words = ""
            title = f"{brand} {_OWNERS[line.gender]}{shade} {words} {line.noun}".replace("  ", " ")
            reduced = position % 9 == 4
            price = round(line.price * 0.8) - 0.1 if reduced else line.price
            design = Design(
                line.kind,
                line.cut,
                line.gender,
                shade,
                pattern,
                second,
                third,
                line.fabric,
                motif,
                zlib.crc32(id.encode()),
            )
            # Every thirteenth is sold out, so that the filter for goods in stock has something to do.
            articles.append(Article(id, title, price, line.gender, line.type, shade, position % 13 != 7, brand, design))
    return tuple(articles)
