"""Google's product categories by number, as far as they are worn or carried: 212 is "Shirts & Tops".

From Google's list of 2021-09-21, which is the current one; of categories below these the nearest above is meant.
"""

from __future__ import annotations

from functools import cache

_CATEGORIES = """
5322 Activewear; 3951 American Football Pants; 5697 Bicycle Activewear; 3128 Bicycle Bibs; 3455 Bicycle Jerseys;
3188 Bicycle Shorts; 6087 Bicycle Skinsuits; 3729 Bicycle Tights; 5378 Boxing Shorts; 499979 Dance Dresses;
5460 Hunting Clothing; 5462 Ghillie Suits; 5461 Hunting & Fishing Vests; 5552 Hunting & Tactical Pants;
5379 Martial Arts Shorts; 5517 Motorcycle Protective Clothing; 6006 Motorcycle Jackets; 7003 Motorcycle Pants;
5463 Motorcycle Suits; 5555 Paintball Clothing; 182 Baby & Toddler Clothing; 5408 Baby & Toddler Bottoms;
5549 Baby & Toddler Diaper Covers; 5424 Baby & Toddler Dresses; 5425 Baby & Toddler Outerwear;
5622 Baby & Toddler Outfits; 5412 Baby & Toddler Sleepwear; 5423 Baby & Toddler Socks & Tights;
5409 Baby & Toddler Swimwear; 5410 Baby & Toddler Tops; 5411 Baby One-Pieces; 5621 Toddler Underwear; 2271 Dresses;
5182 One-Pieces; 5250 Jumpsuits & Rompers; 5490 Leotards & Unitards; 7132 Overalls; 203 Outerwear; 5506 Chaps;
5598 Coats & Jackets; 5514 Rain Pants; 3066 Rain Suits; 5909 Snow Pants & Suits; 1831 Outerwear Vests;
7313 Outfit Sets; 204 Pants; 212 Shirts & Tops; 207 Shorts; 1581 Skirts; 6229 Knee-Length Skirts; 6228 Long Skirts;
2331 Mini Skirts; 5344 Skorts; 208 Sleepwear & Loungewear; 5713 Loungewear; 5513 Nightgowns; 2580 Pajamas; 2302 Robes;
1594 Suits; 5183 Pant Suits; 1516 Skirt Suits; 1580 Tuxedos; 211 Swimwear; 5388 Traditional & Ceremonial Clothing;
6031 Dirndl Dresses; 5674 Hakama Trousers; 6227 Japanese Black Formal Wear; 5673 Kimono Outerwear; 5678 Haori Jackets;
5677 Kimono Coats; 5343 Kimonos; 5684 Bridal Kimonos; 5683 Casual Kimonos; 5682 Furisode Kimonos; 5681 Iromuji Kimonos;
5680 Komon Kimonos; 5679 Tomesode & Houmongi Kimonos; 5483 Religious Ceremonial Clothing;
8149 Baptism & Communion Dresses; 8248 Saris & Lehengas; 7281 Traditional Leather Pants; 5676 Yukata Kimonos;
213 Underwear & Socks; 7207 Bra Accessories; 214 Bras; 215 Hosiery; 5327 Jock Straps; 1772 Lingerie;
2563 Lingerie Accessories; 2160 Garter Belts; 1675 Garters; 1807 Long Johns; 2963 Petticoats & Pettipants;
1578 Shapewear; 209 Socks; 2745 Undershirts; 2562 Underwear; 5834 Underwear Slips; 2306 Uniforms;
5484 Contractor Pants & Coveralls; 5878 Flight Suits; 7237 Chef's Hats; 2396 Chef's Jackets; 7236 Chef's Pants;
206 School Uniforms; 3598 Sports Uniforms; 2292 White Coats; 5441 Wedding & Bridal Party Dresses;
5330 Bridal Party Dresses; 5329 Wedding Dresses; 167 Clothing Accessories; 5942 Arm Warmers;
5422 Baby & Toddler Clothing Accessories; 5623 Baby & Toddler Belts; 5624 Baby & Toddler Gloves & Mittens;
5625 Baby & Toddler Hats; 1786 Balaclavas; 168 Bandanas & Headties; 543586 Bandanas; 3913 Belt Buckle Accessories;
169 Belts; 5443 Bridal Accessories; 5446 Bridal Veil Accessories; 6985 Button Studs; 193 Cufflinks;
5114 Decorative Fan Accessories; 6238 Earmuffs; 170 Gloves & Mittens; 171 Hair Accessories; 502988 Hair Clips;
1662 Headbands; 1483 Hair Accessories; 5914 Tiara Accessories; 5207 Handkerchiefs; 173 Hats; 2020 Headwear;
7054 Fascinators; 1922 Headwear; 5939 Turbans; 5941 Leg Warmers; 502987 Maternity Belts; 7230 Neck Gaiter Scarves;
176 Neckties; 4179 Pins; 499972 Sash Belts; 177 Scarves & Shawls; 543673 Scarves; 543674 Shawls; 178 Sunglasses;
179 Suspenders; 180 Tie Clip Accessories; 5390 Traditional Clothing Accessories; 5687 Obi Belts; 5685 Tabi Socks;
1893 Wristbands; 184 Costumes & Accessories; 5907 Costume Capes; 8200 Costume Gloves; 5426 Costume Hats;
5387 Costume Shoes; 5193 Costumes; 5194 Masks; 6552 Handbag & Wallet Accessories; 175 Keychains;
6551 Handbags, Wallets & Cases; 6170 Card Holders; 6169 Card Holders; 3032 Handbags; 2668 Wallets; 188 Jewelry;
189 Anklets; 190 Body Jewelry; 191 Bracelets; 197 Brooches & Pins; 192 Charms & Pendants; 194 Earrings;
6463 Jewelry Sets; 196 Necklaces; 200 Rings; 5122 Watch Accessories; 5123 Watch Accessories; 201 Watches;
1933 Shoe Accessories; 7078 Gaiter Accessories; 1856 Shoelaces; 187 Shoes; 5181 Luggage & Bags; 100 Backpacks;
101 Briefcases; 108 Cosmetic & Toiletry Bags; 549 Diaper Bags; 103 Duffel Bags; 104 Fanny Packs; 105 Garment Bags;
106 Messenger Bags; 5608 Shopping Totes; 107 Suitcases
"""


def google_category(number: str) -> str:
    """The name of a category of that number, "" if it is none of these."""
    return _by_number().get(number.strip(), "")


@cache
def _by_number() -> dict[str, str]:
    parted = (entry.strip().partition(" ") for entry in _CATEGORIES.split(";"))
    return {number: name.replace("\n", " ") for number, _, name in parted}
