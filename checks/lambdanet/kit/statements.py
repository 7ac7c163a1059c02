"""The statements of the AWS document that the rules serve.

Words in quotes are the document's own: the section "Network Configuration" of the whitepaper "Serverless
Architectures with AWS Lambda".
"""

from __future__ import annotations

SOURCE = "https://docs.aws.amazon.com/whitepapers/latest/serverless-architectures-lambda/network-configuration.html"

STATEMENTS = {
    "S1": "A function is executed through the Invoke API, "
    '"so, there is no direct inbound network access to your function to manage".',
    "S2": 'There are "two broad options for outbound network connectivity": default and VPC.',
    "S3": "Default: the function can connect to the internet, "
    '"but not to any privately deployed resources running within your own VPCs".',
    "S4": "VPC: the function communicates through an elastic network interface (ENI) "
    '"provisioned within the VPC and subnets you choose within your own account".',
    "S5": '"These ENIs can be assigned security groups."',
    "S6": '"Traffic will route based on the route tables of the subnets those ENIs are placed within - '
    'just the same as if an EC2 instance were placed in the same subnet."',
    "S7": "\"If your Lambda function doesn't require connectivity to any privately deployed resources, "
    'we recommend you select the default networking option."',
    "S8": 'VPC: select "appropriate subnets to ensure multiple Availability Zones are being used '
    'for the purposes of high availability".',
    "S9": 'VPC: allocate "the appropriate number of IP addresses to each subnet to manage capacity".',
    "S10": 'VPC: implement "a VPC network design that will permit your Lambda functions '
    'to have the connectivity and security required".',
    "S11": 'VPC: expect "an increase in Lambda cold start times if your Lambda function invocation patterns '
    'require a new ENI to be created just in time".',
    "S12": '"If your use case requires private connectivity, use the VPC option with Lambda."',
}
"""The twelve statements, by id, in the document's order."""
