"""The place to which the code is deployed, whichever that is, where a policy names it: symbols of values."""

OWN_REGION = "the Region of the deployment"
OWN_ACCOUNT = "the account of the deployment"
OWN_PARTITION = "the partition of the deployment"
