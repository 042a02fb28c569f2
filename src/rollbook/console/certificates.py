"""Certificates as PDF: accessible (PDF/UA-1), with an address and a QR code at which they are verified."""

import io
from importlib.resources import files
from tempfile import TemporaryDirectory
from typing import Literal

import msgspec
import segno
import typst

Paper = Literal["a4", "us-letter"]


class Certificate(msgspec.Struct, frozen=True):
    """What a certificate says. `facts` are names and values besides the day; `did` is what the person did."""

    title: str
    account: str
    name: str
    did: str
    course: str
    day: str
    facts: list[tuple[str, str]]
    address: str
    printed: str
    paper: Paper = "a4"


class UnprintableError(Exception):
    """A text has characters that no font on this machine has."""


def make_pdf(certificate: Certificate) -> bytes:
    """Return the certificate as PDF; raise UnprintableError rather than print a character as a box."""
    template = files("rollbook.console").joinpath("papers/certificate.typ").read_bytes()
    code = io.BytesIO()
    segno.make(certificate.address, micro=False, error="m").save(code, kind="svg", border=0)
    inputs = {"certificate": msgspec.json.encode(certificate).decode(), "qr": code.getvalue().decode()}
    with TemporaryDirectory() as empty:  # the template can read no file but its own inputs
        try:
            made = typst.compile(  # type: ignore[call-overload]  # it takes no root of the template's type, as its stub says
                template, root=empty, format="pdf", sys_inputs=inputs, pdf_standards="ua-1"
            )
        except typst.TypstError as error:
            raise UnprintableError(str(error)) from error
    return bytes(made)
