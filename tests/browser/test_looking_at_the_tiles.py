"""The drawn tiles in a real browser: a picture under our policy, in the reader's colour scheme."""

from typing import Any

import pytest

from tests.browser.conftest import OpenPhone

# City Hall's tile at zoom 13: its middle is a street or a block, all of it inside the city.
TILE = "/tiles/13/2385/3102"
READ = """async (address) => {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.naturalWidth;
  canvas.height = picture.naturalHeight;
  const pen = canvas.getContext('2d');
  document.body.append(picture);
  pen.drawImage(picture, 0, 0);
  const {data} = pen.getImageData(0, 0, canvas.width, canvas.height);
  let light = 0;
  for (let at = 0; at < data.length; at += 4) light += data[at] + data[at + 1] + data[at + 2];
  return {width: canvas.width, height: canvas.height, light: light / (data.length / 4) / 3};
}"""


def seen(phone: OpenPhone, scheme: str) -> Any:
    """How large and how light the tile is, 0 to 255."""
    reader = phone(color_scheme=scheme)
    reader.go("about")
    return reader.page.evaluate(READ, TILE)


@pytest.mark.parametrize(("scheme", "least", "most"), [("light", 200, 255), ("dark", 0, 70)])
def test_a_tile_has_the_colours_of_the_reader(phone: OpenPhone, scheme: str, least: int, most: int) -> None:
    tile = seen(phone, scheme)
    assert (tile["width"], tile["height"]) == (256, 256)
    assert least < tile["light"] < most
