# What a second person would write: managed policies, keys of one's own, a
# resource policy, filters, data sources. The endpoint is in the provider.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

variable "endpoint" { type = string }
variable "email" { type = string }
variable "threshold" {
  type    = number
  default = 1
}

provider "aws" {
  region                      = "eu-west-2"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true

  endpoints {
    cloudtrail     = var.endpoint
    cloudwatch     = var.endpoint
    cloudwatchlogs = var.endpoint
    events         = var.endpoint
    iam            = var.endpoint
    kms            = var.endpoint
    s3             = var.endpoint
    secretsmanager = var.endpoint
    sns            = var.endpoint
    sts            = var.endpoint
  }
}

data "aws_caller_identity" "me" {}

resource "aws_secretsmanager_secret" "secret" {
  name_prefix             = "prod/db-"
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "value" {
  secret_id      = aws_secretsmanager_secret.secret.id
  secret_string  = "one"
  version_stages = ["AWSCURRENT", "blue"]
}

resource "aws_secretsmanager_secret_policy" "secret" {
  secret_arn = aws_secretsmanager_secret.secret.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "NotForInterns"
      Effect    = "Deny"
      Principal = { AWS = aws_iam_user.intern.arn }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}

data "aws_secretsmanager_secret_version" "value" {
  secret_id  = aws_secretsmanager_secret.secret.id
  depends_on = [aws_secretsmanager_secret_version.value]
}

resource "aws_iam_user" "intern" {
  name = "intern"
  path = "/people/"
  tags = { team = "sre" }
}

resource "aws_iam_user_policy" "intern" {
  name = "read"
  user = aws_iam_user.intern.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }]
  })
}

resource "aws_iam_access_key" "intern" {
  user = aws_iam_user.intern.name
}

resource "aws_s3_bucket" "trail" {
  bucket_prefix = "security-trail-"
  force_destroy = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "trail" {
  bucket = aws_s3_bucket.trail.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}

resource "aws_s3_bucket_versioning" "trail" {
  bucket = aws_s3_bucket.trail.bucket
  versioning_configuration {
    status = "Suspended"
  }
}

resource "aws_s3_object" "note" {
  bucket  = aws_s3_bucket.trail.id
  key     = "notes/read me.txt"
  content = "what is in here"
  tags    = { kind = "note" }
}

resource "aws_s3_bucket_policy" "trail" {
  bucket = aws_s3_bucket.trail.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AclCheck"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:GetBucketAcl"
        Resource  = aws_s3_bucket.trail.arn
      },
      {
        Sid       = "Write"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.trail.arn}/audit/AWSLogs/${data.aws_caller_identity.me.account_id}/*"
        Condition = { StringEquals = { "s3:x-amz-acl" = "bucket-owner-full-control" } }
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "trail" {
  name_prefix       = "/security/trail-"
  retention_in_days = 7
  skip_destroy      = false
}

resource "aws_cloudwatch_log_stream" "hand" {
  name           = "by-hand"
  log_group_name = aws_cloudwatch_log_group.trail.name
}

resource "aws_iam_role" "delivery" {
  name_prefix          = "delivery-"
  description          = "Delivers what is alarmed about from ${var.threshold} on"
  path                 = "/service-role/"
  permissions_boundary = aws_iam_policy.bound.arn
  max_session_duration = 7200
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_policy" "bound" {
  name = "logs-and-no-more"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "logs:*", Resource = "*" }]
  })
}

resource "aws_iam_policy" "delivery" {
  name        = "trail-to-logs"
  description = "Lets CloudTrail write"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "logs:CreateLogStream", Resource = "${aws_cloudwatch_log_group.trail.arn}:*" },
      { Effect = "Allow", Action = "logs:PutLogEvents", Resource = "${aws_cloudwatch_log_group.trail.arn}:*" },
    ]
  })
  tags = { team = "sre" }
}

resource "aws_iam_role_policy_attachment" "delivery" {
  role       = aws_iam_role.delivery.name
  policy_arn = aws_iam_policy.delivery.arn
}

resource "aws_cloudtrail" "trail" {
  depends_on                    = [aws_s3_bucket_policy.trail, aws_iam_role_policy_attachment.delivery]
  name                          = "audit"
  s3_bucket_name                = aws_s3_bucket.trail.id
  s3_key_prefix                 = "audit"
  include_global_service_events = false
  kms_key_id                    = aws_kms_key.logs.arn
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.trail.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.delivery.arn

  event_selector {
    read_write_type           = "ReadOnly"
    include_management_events = true

    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}

resource "aws_cloudwatch_log_metric_filter" "reads" {
  name           = "reads"
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = "{ $.eventName = \"GetSecretValue\" }"
  metric_transformation {
    name      = "Reads"
    namespace = "Security"
    value     = "1"
    unit      = "Count"
    dimensions = {
      user = "$.userIdentity.userName"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "reads" {
  alarm_name          = "reads"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 5
  datapoints_to_alarm = 2
  threshold           = var.threshold
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
  metric_query {
    id          = "all"
    expression  = "FILL(reads, 0)"
    label       = "Reads"
    return_data = true
  }
  metric_query {
    id = "reads"
    metric {
      namespace   = "Security"
      metric_name = "Reads"
      period      = 60
      stat        = "Sum"
      dimensions  = { user = "admin" }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  alarm_name          = "slow"
  namespace           = "Security"
  metric_name         = "Latency"
  extended_statistic  = "p99"
  period              = 300
  evaluation_periods  = 3
  threshold           = 2.5
  comparison_operator = "GreaterThanThreshold"
  actions_enabled     = false
}

resource "aws_cloudwatch_composite_alarm" "both" {
  alarm_name    = "both"
  alarm_rule    = "ALARM(${aws_cloudwatch_metric_alarm.reads.alarm_name}) OR ALARM(${aws_cloudwatch_metric_alarm.slow.alarm_name})"
  alarm_actions = [aws_sns_topic.alarms.arn]
  tags          = { team = "sre" }
}

resource "aws_sns_topic" "alarms" {
  name_prefix = "alarms-"
}

resource "aws_sns_topic_subscription" "mail" {
  topic_arn           = aws_sns_topic.alarms.arn
  protocol            = "email-json"
  endpoint            = var.email
  filter_policy_scope = "MessageBody"
  filter_policy       = jsonencode({ NewStateValue = ["ALARM"] })
}

resource "aws_sns_topic" "encrypted" {
  name              = "alarms-encrypted"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_kms_key" "logs" {
  description             = "Encrypts the trail"
  deletion_window_in_days = 7
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Account", Effect = "Allow", Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" }, Action = "kms:*", Resource = "*" },
      { Sid = "Trail", Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = ["kms:GenerateDataKey*", "kms:DescribeKey"], Resource = "*" },
      { Sid = "Logs", Effect = "Allow", Principal = { Service = "logs.eu-west-2.amazonaws.com" }, Action = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"], Resource = "*" },
    ]
  })
}

resource "aws_cloudwatch_log_group" "encrypted" {
  name       = "/security/encrypted"
  kms_key_id = aws_kms_key.logs.arn
}

data "aws_secretsmanager_random_password" "one" {
  password_length = 24
}

data "aws_iam_policy" "read" {
  arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

data "aws_iam_role" "delivery" {
  name = aws_iam_role.delivery.name
}

data "aws_s3_bucket" "trail" {
  bucket = aws_s3_bucket.trail.id
}

data "aws_sns_topic" "alarms" {
  name = aws_sns_topic.alarms.name
}

data "aws_cloudwatch_log_group" "trail" {
  name = aws_cloudwatch_log_group.trail.name
}

data "aws_secretsmanager_secret" "secret" {
  name = aws_secretsmanager_secret.secret.name
}

data "aws_kms_alias" "sns" {
  name = "alias/aws/sns"
}
