"""Carry out the fixes of a JSON report as a stranger would: from the report and the files alone."""


def collect(report, safeties=("safe",)):
    """path -> its edits, in order of place; an edit that several fixes share is there once."""
    edits = {}
    for diagnostic in report["diagnostics"]:
        if diagnostic["suppressed"] is not None:
            continue
        for fix in diagnostic["fixes"]:
            if fix["safety"] not in safeties:
                continue
            for edit in fix["edits"]:
                same = edits.setdefault(edit["path"], {})
                known = same.setdefault(edit["number"], edit)
                assert known == edit, ("two edits of one number", known, edit)
    return {path: [same[n] for n in sorted(same)] for path, same in edits.items()}


def carry_out(old, edits):
    """The new bytes of a file."""
    new, at = b"", 0
    for edit in edits:
        start, end = edit["start"]["byte"], edit["end"]["byte"]
        assert at <= start <= end <= len(old), ("edits overlap", edit)
        new += old[at:start] + edit["text"].encode()
        at = end
    return new + old[at:]
