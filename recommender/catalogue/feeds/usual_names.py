"""What shops call the columns of their files."""

from __future__ import annotations

from collections.abc import Mapping

from recommender.catalogue.feeds.record import word_table

# Field -> the names that its column may have, the surest first: where a feed has two of them ("type" and "category"),
# the first that is not empty counts. Compared without case, accents and punctuation. Other languages come last.
_NAMES = """
    id: id product_id sku item_id article_id product_code item_code article_number item_number product_number
    id: product_reference style_id p_id pid asin parent_asin id_product code handle uniq_id index artikelnummer
    id: artikelnr art_nr referencia reference codigo ugs артикул
    title: title name product_name product_title item_name display_name product_display_name prod_name item_title
    title: post_title product titel bezeichnung artikelname produktname nombre titulo nom titre nome название
    title: наименование naam nazwa
    link: link url product_url product_link page_url deep_link href permalink canonical_url web_url item_url uri
    link: product_page_url web_link source_url buy_link affiliate_link affiliate_url final_url offers.url enlace lien
    link: ссылка
    image: image image_url image_link image_path image_src image_file main_image main_image_url primary_image
    image: primary_image_url featured_image featured_image_url default_image cover_image product_image
    image: product_image_url images image_urls image_links images_url product_images picture picture_url pictures
    image: photo photo_url photos img img_url img_src img_link imgs url_image im_url image_url_high_res hero_image
    image: cover cover_image_url front_image variants.image variants.images variants.image_url product_img
    image: product_image_link picture_link photo_link media thumbnail thumbnail_url filename file large_image
    image: image_large bild bilder bild_url bildlink imagen imagenes image_principale imagem imagens foto fotos
    image: изображение изображения картинка фото afbeelding obrazek
    additional_images: additional_image_link additional_image_links additional_images additional_image other_images
    additional_images: gallery gallery_images image_gallery media_gallery alternate_images alternate_image_urls
    additional_images: more_images all_images images
    price: price.current price.now price.sale price.selling price.selling_price price.discounted price.final price
    price: current_price unit_price price_info.price amount selling_price final_price price_current regular_price
    price: variants.price variations.price price.regular price.original price.mrp price.full list_price actual_price
    price: original_price retail_price price_amount price_min min_price lowest_price price_from offers.price
    price: offers.low_price mrp rrp cost preis verkaufspreis precio prix preco prezzo цена prijs cena
    sale_price: sale_price discounted_price discount_price special_price offer_price promo_price price_sale
    sale_price: reduced_price angebotspreis sonderpreis precio_rebajado precio_oferta prix_promo preco_promocional
    sale_price: акционная_цена
    sale_dates: sale_price_effective_date
    sale_starts: sale_price_start_date sale_start_date special_price_from_date date_sale_price_starts
    sale_ends: sale_price_end_date sale_end_date special_price_to_date date_sale_price_ends
    currency: currency currency_code price_currency price_info.currency_code price.currency price.currency_code
    currency: currency_id offers.price_currency waehrung moneda devise валюта
    gender: gender sex target_gender suitable_for audience ideal_for category_by_gender target_audience geschlecht
    gender: genero sexo genre sexe пол
    type: type article_type product_type item_type garment_type category cat product_category sub_category subcategory
    type: individual_category category_name fb_product_category google_product_category categories product_categories
    type: product_types category_path product_category_tree product_type_name google_product_type breadcrumbs section
    type: sub_title subtitle kategorie kategorien categoria categorias categorie категория
    colour: colour color base_colour base_color primary_colour primary_color main_colour main_color dominant_color
    colour: colour_name color_name colours colors color_info.colors colour_family color_family farbe couleur cor цвет
    colour: kleur
    in_stock: in_stock availability available is_available is_in_stock instock stock_status stock_availability
    in_stock: availability_status offers.availability variants.available variants.in_stock variants.availability
    in_stock: verfuegbarkeit verfügbarkeit disponibilidad disponibilite disponibilidade наличие
    quantity: quantity stock qty inventory stock_quantity inventory_quantity quantity_available available_quantity
    quantity: stock_level left_in_stock variants.stock variants.quantity variants.inventory_quantity bestand
    quantity: lagerbestand existencias cantidad quantite estoque количество остаток
    sold_out: sold_out is_sold_out out_of_stock is_out_of_stock ausverkauft agotado esgotado
    brand: brand brand_name manufacturer vendor designer label brands make marke hersteller marca marque бренд merk
    group_id: item_group_id group_id product_group_id parent_sku parent_id parent_product_id
    published: published is_published active is_active enabled visible is_visible status product_status visibility
    published: post_status
"""
COLUMNS: Mapping[str, str] = word_table(_NAMES)
