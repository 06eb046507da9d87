"""Small drawn marks, 16 units square, in the colour of the text beside them. Pure."""

OPEN = '<svg class="mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
LINE = '<path d="{}"/>'
WAVE = "c1.8-1.9 3.7-1.9 5.5 0s3.7 1.9 5.5 0"
CIRCLE = '<circle cx="8" cy="8" r="5.5"/>'

SHAPES = {
    "tick": LINE.format("M3 8.5 6.5 12 13 4.5"),
    "cross": LINE.format("M4 4l8 8M12 4l-8 8"),
    "dot": '<circle class="solid" cx="8" cy="8" r="4.5"/>',
    "ring": '<circle cx="8" cy="8" r="4"/>',
    "half": CIRCLE + '<path class="solid" d="M8 2.5a5.5 5.5 0 0 1 0 11z"/>',
    "dash": LINE.format("M5 8h6"),
    "seal": '<circle class="solid" cx="8" cy="8" r="6.5"/><path class="cut" d="M5 8.2 7.2 10.4 11.2 5.8"/>',
    "clock": CIRCLE + LINE.format("M8 4.8V8l2.2 1.6"),
    "unequal": LINE.format("M3 6h10M3 10h10M10.5 3l-5 10"),
    "struck": CIRCLE + LINE.format("M4.1 11.9l7.8-7.8"),
    "onward": LINE.format("M2.5 8h10M9 4.5 12.5 8 9 11.5"),
    "return": LINE.format("M13 4v5H3.5M7 5.5 3.5 9 7 12.5"),
    "pencil": LINE.format("M3 13l.8-3.2 7-7 2.4 2.4-7 7zM9.4 4.2l2.4 2.4"),
    "near": LINE.format(f"M2.5 6.4{WAVE}M2.5 10.6{WAVE}"),
    "hidden": LINE.format("M1.8 8c3.4-4.6 9-4.6 12.4 0-3.4 4.6-9 4.6-12.4 0zM3 13 13 3"),
    "blank": LINE.format("M4 2.5h5.5L12 5v8.5H4zM9.5 2.5V5H12"),
    "question": LINE.format("M5.5 6a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.2.9-1.2 1.8M8 12.6v.3"),
    "info": CIRCLE + LINE.format("M8 7.4v3.4M8 5.1v.2"),
    "warning": LINE.format("M8 2.5 14 13H2zM8 6.5v3M8 11.1v.2"),
    "lead": '<circle cx="8" cy="8" r="5" stroke-dasharray="2 2.2"/>',
    "arrow": LINE.format("M2 8h11M10 5l3 3-3 3"),
    "moved": LINE.format("M3 5.5h9M9.5 3 12 5.5 9.5 8M13 10.5H4M6.5 8 4 10.5 6.5 13"),
}


def drawn(name: str) -> str:
    """The mark as SVG. It is never read aloud: a word stands beside it."""
    return f"{OPEN}{SHAPES[name]}</svg>"
