# The exercise's chain as a person who knows Terraform writes it.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

variable "email" { type = string }

# Where AWS is, the environment says: AWS_ENDPOINT_URL. Nothing is skipped.
provider "aws" {
  region = "us-east-1"

  default_tags {
    tags = {
      project = "nextwork"
    }
  }
}

data "aws_caller_identity" "me" {}
data "aws_region" "here" {}
data "aws_partition" "this" {}

locals {
  account   = data.aws_caller_identity.me.account_id
  trail     = "secrets-manager-trail"
  trail_arn = "arn:${data.aws_partition.this.partition}:cloudtrail:${data.aws_region.here.name}:${local.account}:trail/${local.trail}"
}

resource "aws_secretsmanager_secret" "secret" {
  name                    = "TopSecretInfo"
  description             = "Secret created for NextWork's project on Building a Monitoring System"
  recovery_window_in_days = 0
  tags                    = { owner = "me" }
}

resource "aws_secretsmanager_secret_version" "value" {
  secret_id     = aws_secretsmanager_secret.secret.id
  secret_string = jsonencode({ "The Secret is" = "coffee" })
}

resource "aws_s3_bucket" "trail" {
  bucket        = "nextwork-secrets-manager-trail-tf"
  force_destroy = true
  tags          = { owner = "me" }
}

resource "aws_s3_bucket_versioning" "trail" {
  bucket = aws_s3_bucket.trail.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "trail" {
  bucket                  = aws_s3_bucket.trail.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "trail" {
  bucket = aws_s3_bucket.trail.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "trail" {
  bucket = aws_s3_bucket.trail.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "trail" {
  depends_on = [aws_s3_bucket_versioning.trail]
  bucket     = aws_s3_bucket.trail.id
  rule {
    id     = "expire"
    status = "Enabled"
    filter {
      prefix = "AWSLogs/"
    }
    expiration {
      days = 90
    }
    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
  rule {
    id     = "tidy"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

data "aws_iam_policy_document" "bucket" {
  statement {
    sid       = "AWSCloudTrailAclCheck"
    actions   = ["s3:GetBucketAcl"]
    resources = [aws_s3_bucket.trail.arn]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:SourceArn"
      values   = ["${local.trail_arn}*"]
    }
  }
  statement {
    sid       = "AWSCloudTrailWrite"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.trail.arn}/AWSLogs/${local.account}/*"]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }
}

resource "aws_s3_bucket_policy" "trail" {
  depends_on = [aws_s3_bucket_public_access_block.trail]
  bucket     = aws_s3_bucket.trail.id
  policy     = data.aws_iam_policy_document.bucket.json
}

resource "aws_cloudwatch_log_group" "trail" {
  name              = "nextwork-secretsmanager-loggroup"
  retention_in_days = 14
  tags              = { owner = "me" }
}

resource "aws_iam_role" "delivery" {
  name        = "CloudTrailRoleForCloudWatchLogs_${local.trail}"
  description = "Lets CloudTrail write to the log group"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
  tags = { owner = "me" }
}

resource "aws_iam_role_policy" "delivery" {
  name = "write"
  role = aws_iam_role.delivery.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.trail.arn}:log-stream:*"
    }]
  })
}

resource "aws_cloudtrail" "trail" {
  depends_on                    = [aws_s3_bucket_policy.trail, aws_iam_role_policy.delivery]
  name                          = local.trail
  s3_bucket_name                = aws_s3_bucket.trail.id
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.trail.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.delivery.arn

  event_selector {
    read_write_type                  = "All"
    include_management_events        = true
    exclude_management_event_sources = ["kms.amazonaws.com", "rdsdata.amazonaws.com"]
  }

  tags = { owner = "me" }
}

resource "aws_cloudtrail" "advanced" {
  depends_on     = [aws_s3_bucket_policy.trail, aws_sns_topic_policy.alarms]
  name           = "${local.trail}-advanced"
  s3_bucket_name = aws_s3_bucket.trail.id
  sns_topic_name = aws_sns_topic.alarms.name

  advanced_event_selector {
    name = "Reads of secrets"
    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
    field_selector {
      field  = "readOnly"
      equals = ["true"]
    }
    field_selector {
      field  = "eventSource"
      equals = ["secretsmanager.amazonaws.com"]
    }
  }
}

resource "aws_cloudwatch_log_metric_filter" "reads" {
  name           = "GetSecretsValue"
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = "{ ($.eventSource = \"secretsmanager.amazonaws.com\") && ($.eventName = \"GetSecretValue\") }"
  metric_transformation {
    name          = "Secret is accessed"
    namespace     = "SecurityMetrics"
    value         = "1"
    default_value = "0"
  }
}

resource "aws_cloudwatch_metric_alarm" "reads" {
  alarm_name          = "Secret is accessed"
  alarm_description   = "This alarm goes off whenever a secret in Secrets Manager is accessed."
  namespace           = aws_cloudwatch_log_metric_filter.reads.metric_transformation[0].namespace
  metric_name         = aws_cloudwatch_log_metric_filter.reads.metric_transformation[0].name
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  tags                = { owner = "me" }
}

resource "aws_sns_topic" "alarms" {
  name         = "SecurityAlarms"
  display_name = "Security alarms"
  tags         = { owner = "me" }
}

data "aws_iam_policy_document" "topic" {
  statement {
    sid       = "Publish"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms.arn]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "events.amazonaws.com", "cloudtrail.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_sns_topic_policy" "alarms" {
  arn    = aws_sns_topic.alarms.arn
  policy = data.aws_iam_policy_document.topic.json
}

resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.email
}
