"""An alarm that does not say what silence means: it neither rings nor rests while its metric has no data."""

from __future__ import annotations

from .required import RequiredProperty


class AlarmWithoutData(RequiredProperty):
    """Flags alarms without `TreatMissingData`."""

    id = "W9218"
    shortdesc = (
        "An alarm that says nothing of missing data stays as it was when a function that failed is called no more"
    )
    remedy = "write `TreatMissingData: notBreaching` for errors, `breaching` for what must be heard from"
    kinds = ("AWS::CloudWatch::Alarm",)
    ways = (("TreatMissingData",),)
    missing = "does not say what missing data means"
