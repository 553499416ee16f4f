"""What PDF/UA-1 asks for and WeasyPrint 70 leaves out, added before a file is written.

- Header cells say what they head (Scope), and a tree finds the cells by their names (IDTree).
- Running headers and page numbers are artifacts, not text that belongs to no element.
- Links are printed, and say where they lead with the words that are read.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pydyf

Elements = Mapping[bytes, Any]


def finish_tags(document: Any, pdf: Any) -> None:
    """Complete the tags of a document; WeasyPrint calls this last (`finisher`)."""
    elements: Elements = {o.reference: o for o in pdf.objects if isinstance(o, pydyf.Dictionary)}
    root = elements[pdf.catalog["StructTreeRoot"]]
    read = set(_walk(root, elements))
    in_order = [elements[reference] for reference in sorted(read)]
    _say_what_headers_head(in_order, elements)
    _add_id_tree(pdf, root, in_order)
    _make_artifacts(pdf, elements[root["ParentTree"]], read)
    _describe_links(document)


def _walk(element: Any, elements: Elements) -> Iterator[bytes]:
    """The references of all elements under this one: what is read."""
    for kid in element.get("K", ()):
        if isinstance(kid, bytes) and "S" in elements[kid]:
            yield kid
            yield from _walk(elements[kid], elements)


def _say_what_headers_head(read: list[Any], elements: Elements) -> None:
    for cell in read:
        if cell["S"] == "/TH":
            group = elements[elements[cell["P"]]["P"]]
            cell["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def _add_id_tree(pdf: Any, root: Any, read: list[Any]) -> None:
    named = sorted((e["ID"].data, e["ID"], e.reference) for e in read if "ID" in e)
    if named:
        names = pydyf.Array(item for _, name, reference in named for item in (name, reference))
        limits = pydyf.Array([named[0][1], named[-1][1]])
        leaf = pydyf.Dictionary({"Limits": limits, "Names": names})
        pdf.add_object(leaf)
        tree = pydyf.Dictionary({"Kids": pydyf.Array([leaf.reference])})
        pdf.add_object(tree)
        root["IDTree"] = tree.reference


def _make_artifacts(pdf: Any, parents: Any, read: set[bytes]) -> None:
    """Turn text that no element reads into artifacts: it stands in the page's margins."""
    streams = {item.reference: item for item in pdf.objects if isinstance(item, pydyf.Stream)}
    items = [item for item in pdf.objects if isinstance(item, dict)]
    contents = [item["Contents"] for item in items if item.get("Type") == "/Page"]
    for number, content in enumerate(contents):
        owners = parents["Nums"][2 * number + 1]
        unread = {mcid for mcid, owner in enumerate(owners) if owner not in read}
        stream = streams[content].stream
        for i, item in enumerate(stream):
            if isinstance(item, dict) and item.get("MCID") in unread:
                stream[i - 1 : i + 1] = ["/Artifact", pydyf.Dictionary({"Type": "/Pagination"})]
        owners[:] = ["null" if i in unread else owner for i, owner in enumerate(owners)]


def _describe_links(document: Any) -> None:
    for page in document.pages:
        for box in page._page_box.descendants():
            if box.link_annotation:
                box.link_annotation["Contents"] = pydyf.String("".join(box.element.itertext()))
                box.link_annotation["F"] = 4  # printed
