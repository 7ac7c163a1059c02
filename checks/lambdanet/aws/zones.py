"""Which zones are no Availability Zones, by their names and ids: Local Zones and Wavelength Zones extend a Region.

The name of an Availability Zone is the Region with a letter behind it, and its id ends in "-az" and a number that
come after the short form of the Region. All others have a location between:
https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html,
https://docs.aws.amazon.com/local-zones/latest/ug/available-local-zones.html,
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AvailabilityZone.html.
"""

from __future__ import annotations

NO_AVAILABILITY_ZONE = r"[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}-[a-z].*|[a-z]{2,6}\d{1,2}-(?!az\d+$)[a-z].*"
"""An expression that matches the whole of such a name or id."""
