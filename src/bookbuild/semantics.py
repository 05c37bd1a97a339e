"""What a section is called in EPUB's structural vocabulary and in DPUB-ARIA 1.1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bookbuild.model import BACK_MATTER, FRONT_MATTER, Role


@dataclass(frozen=True, slots=True)
class Semantics:
    """What a role is called in EPUB's structural vocabulary and in DPUB-ARIA 1.1."""

    type: str = ""
    role: str = ""


SEMANTICS: Mapping[Role, Semantics] = {
    Role.HALF_TITLE: Semantics("halftitlepage"),
    Role.TITLE_PAGE: Semantics("titlepage"),
    Role.IMPRINT: Semantics("imprint"),
    Role.DEDICATION: Semantics("dedication", "doc-dedication"),
    Role.EPIGRAPH: Semantics("epigraph", "doc-epigraph"),
    Role.CONTENTS: Semantics("toc"),
    Role.FOREWORD: Semantics("foreword", "doc-foreword"),
    Role.PREFACE: Semantics("preface", "doc-preface"),
    Role.TRANSLATORS_NOTE: Semantics("preface", "doc-preface"),
    Role.INTRODUCTION: Semantics("introduction", "doc-introduction"),
    Role.PART: Semantics("part", "doc-part"),
    Role.CHAPTER: Semantics("chapter", "doc-chapter"),
    Role.AFTERWORD: Semantics("afterword", "doc-afterword"),
    Role.APPENDIX: Semantics("appendix", "doc-appendix"),
    Role.ENDNOTES: Semantics("endnotes", "doc-endnotes"),
    Role.BIBLIOGRAPHY: Semantics("bibliography", "doc-bibliography"),
    Role.COLOPHON: Semantics("colophon", "doc-colophon"),
}


def matter_of(role: Role) -> str:
    """Tell front matter from text and back matter, which are folioed apart."""
    if role in FRONT_MATTER:
        return "front-matter"
    return "back-matter" if role in BACK_MATTER else "text"
