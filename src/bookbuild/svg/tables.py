"""What may stand in a drawing: the allow-lists for cleaning SVG, as tables.

The names are those of SVG 1.1 (Second Edition) and SVG 2, without all that scripts, animates, links
out or embeds another language.
"""

from __future__ import annotations

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XHTML = "http://www.w3.org/1999/xhtml"
XML = "http://www.w3.org/XML/1998/namespace"

_ELEMENTS = """
    svg g defs symbol use switch a title desc style
    path rect circle ellipse line polyline polygon image
    text tspan textPath
    linearGradient radialGradient stop pattern clipPath mask marker filter
    feBlend feColorMatrix feComponentTransfer feFuncR feFuncG feFuncB feFuncA feComposite
    feDropShadow feFlood feGaussianBlur feMerge feMergeNode feMorphology feOffset feTile
    """
ELEMENTS = frozenset(_ELEMENTS.split())

# Values that are words for people, or names: no reader takes them for CSS or for an address.
FREE_TEXT_ATTRIBUTES = frozenset(
    ["class", "id", "lang", "role", f"{{{XML}}}lang", f"{{{XML}}}space"]
)

_GEOMETRY = """
    viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d points
    pathLength transform transform-origin version gradientUnits gradientTransform spreadMethod
    offset patternUnits patternContentUnits patternTransform clipPathUnits maskUnits
    maskContentUnits markerUnits markerWidth markerHeight refX refY orient dx dy rotate textLength
    lengthAdjust startOffset method spacing filterUnits primitiveUnits stdDeviation in in2 result
    mode values type operator k1 k2 k3 k4 radius slope intercept amplitude exponent tableValues
    edgeMode systemLanguage
    """
# Numbers, names and keywords; none is an address or CSS.
GEOMETRY_ATTRIBUTES = frozenset(_GEOMETRY.split())

_PRESENTATION = """
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
    color-interpolation-filters color-rendering direction display dominant-baseline fill
    fill-opacity fill-rule filter flood-color flood-opacity font font-family font-feature-settings
    font-size font-size-adjust font-stretch font-style font-variant font-weight
    glyph-orientation-horizontal glyph-orientation-vertical image-rendering isolation kerning
    letter-spacing marker marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity
    overflow paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-anchor text-decoration text-rendering unicode-bidi vector-effect visibility white-space
    word-spacing writing-mode
    """
PRESENTATION_ATTRIBUTES = frozenset(_PRESENTATION.split())

# Left by drawing programs; without effect on the drawing.
EDITORS_ATTRIBUTES = frozenset(
    [
        "baseProfile",
        "contentScriptType",
        "contentStyleType",
        "enable-background",
        "requiredFeatures",
        "zoomAndPan",
    ]
)

# The functions of CSS that compute a value from what is written there, and fetch nothing.
_CSS_FUNCTIONS = """
    rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix calc min max clamp var
    translate translatex translatey scale scalex scaley rotate skewx skewy matrix
    circle ellipse inset polygon blur brightness contrast drop-shadow grayscale hue-rotate invert
    opacity saturate sepia
    """
CSS_FUNCTIONS = frozenset(_CSS_FUNCTIONS.split())
