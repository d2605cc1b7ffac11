"""GET /powers/{id}/flow.svg."""

from xml.etree import ElementTree

from tests.conftest import SignIn
from tests.powers.catalogue import API, change
from tests.powers.flows import PURCHASE
from tests.world import World

SVG = "{http://www.w3.org/2000/svg}"


def test_it_works(world: World, power: int, sign_in: SignIn) -> None:
    change(sign_in(world.cast.li), "PUT", f"/{power}/flow", {"steps": PURCHASE})
    answer = sign_in(world.cast.wang).get(f"{API}/{power}/flow.svg")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(answer.content)
    assert root.findtext(f"{SVG}title") == "教材选用权力运行流程图"
    assert {"使用部门", "资产处", "招标代理"} <= {node.text for node in root.iter(f"{SVG}text")}


def test_themes_are_different_pictures(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE})
    light, dark = (li.get(f"{API}/{power}/flow.svg", params={"theme": theme}) for theme in ("light", "dark"))
    assert light.text != dark.text
    assert light.headers["etag"] != dark.headers["etag"]
    assert li.get(f"{API}/{power}/flow.svg").text == light.text


def test_an_unchanged_picture_is_not_sent_again(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    tag = li.get(f"{API}/{power}/flow.svg").headers["etag"]
    assert li.get(f"{API}/{power}/flow.svg", headers={"If-None-Match": tag}).status_code == 304
    change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE})
    assert li.get(f"{API}/{power}/flow.svg", headers={"If-None-Match": tag}).status_code == 200


def test_bad_themes_are_refused(world: World, power: int, sign_in: SignIn) -> None:
    assert sign_in(world.cast.li).get(f"{API}/{power}/flow.svg", params={"theme": "pink"}).status_code == 422
