"""How a picture is asked for."""

from backend.kit.paging import Body
from backend.powers.diagram import Theme


class PictureQuery(Body):
    """How the picture looks."""

    theme: Theme = Theme.light
