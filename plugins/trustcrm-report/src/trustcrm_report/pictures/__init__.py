"""Our own pictures, in SVG: a map, a wheel and a timeline, each drawn of the figures that a document holds."""
