"""Which host the map's tiles come from, for the policy of what a page may load. Pure."""

from urllib.parse import urlsplit


def tile_hosts(template: str) -> list[str]:
    """The one source to allow for a tile address: "https://{s}.tiles.example/{z}/{x}/{y}.png" -> ["https://*.tiles.example"]; none for our own."""
    address = urlsplit(template.replace("{s}", "*"))
    return [f"{address.scheme or 'https'}://{address.netloc}"] if address.netloc else []
