"""What the media buying examples need: an approved picture."""

import io
from typing import Any

from PIL import Image, ImageDraw

from companies.models import Company
from insertion_orders import creatives
from insertion_orders.creatives import Asked
from insertion_orders.models import Creative, CreativeStatus, CreativeType

NAME = "Demo banner"
_SIZE = (300, 250)


def fill(company: Company) -> dict[str, Any]:
    """Fill a demo company; what is there already stays as it is."""
    creative: Creative | None = Creative.objects.filter(name=NAME, status=CreativeStatus.APPROVED).first()
    if creative is None:
        asked = Asked(name=NAME, type=CreativeType.IMAGE, data=_banner(company.name))
        creative = creatives.approve(creative=creatives.create(company_id=company.pk, asked=asked))
    return {"creative_id": creative.pk}


def _banner(name: str) -> bytes:
    """A medium rectangle with the company's name on it."""
    picture = Image.new("RGB", _SIZE, "#6d28d9")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, _SIZE[0] - 1, _SIZE[1] - 1), outline="#ddd6fe", width=4)
    draw.text((_SIZE[0] / 2, _SIZE[1] / 2), name, fill="white", anchor="mm", font_size=34)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
