"""The Region in which the code is deployed, whichever that is, where a policy names it: a value's symbol."""

OWN_REGION = "the Region of the deployment"
