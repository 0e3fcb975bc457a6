"""How a test comes to a note, by the whole flow, and says where it stands."""

from io import StringIO

from playwright.sync_api import Page
from rich.console import Console

from infrastructure.cli.stages import Stages
from infrastructure.up.house import House
from infrastructure.up.seeding import client_page, seed_demo


def note_link(house: House) -> str:
    """Bring one more note through the whole flow, and give the link in its mail."""
    seed_demo(house, Stages(Console(file=StringIO())), engine="the script")
    return client_page(house)


def heading(page: Page) -> str:
    """The page's one main heading."""
    return page.get_by_role("heading", level=1).inner_text()
