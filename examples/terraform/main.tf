# A small network with mistakes that lambdanet finds; see the README.

variable "image_bucket" {
  type = string
}

resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "shop" {
  vpc_id = aws_vpc.shop.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.shop.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.shop.id
  }
}

# Functions get no public address: requests to the internet leave this subnet and never come back.
resource "aws_subnet" "app" {
  vpc_id            = aws_vpc.shop.id
  cidr_block        = "10.0.1.0/28"
  availability_zone = "eu-central-1a"
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.public.id
}

resource "aws_security_group" "orders" {
  vpc_id = aws_vpc.shop.id

  # Nothing can connect to a function, so this rule admits nobody.
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# The role may write logs, but not create the network interface that the function needs.
resource "aws_iam_role" "orders" {
  name = "orders"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "orders" {
  role       = aws_iam_role.orders.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

# One subnet is one availability zone.
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn
  runtime       = "python3.13"
  handler       = "orders.handler"
  s3_bucket     = var.image_bucket
  s3_key        = "orders.zip"

  vpc_config {
    subnet_ids         = [aws_subnet.app.id]
    security_group_ids = [aws_security_group.orders.id]
  }
}

# No private connectivity needed, none configured: this function is as the document recommends.
resource "aws_lambda_function" "thumbnails" {
  function_name = "thumbnails"
  role          = aws_iam_role.orders.arn
  runtime       = "python3.13"
  handler       = "thumbnails.handler"
  s3_bucket     = var.image_bucket
  s3_key        = "thumbnails.zip"
}

# Anybody may invoke it.
resource "aws_lambda_permission" "thumbnails" {
  function_name = aws_lambda_function.thumbnails.function_name
  action        = "lambda:InvokeFunction"
  principal     = "*"
}

resource "aws_lambda_function_url" "thumbnails" {
  function_name      = aws_lambda_function.thumbnails.function_name
  authorization_type = "NONE"
}
