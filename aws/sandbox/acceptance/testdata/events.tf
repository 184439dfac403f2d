# One mail for each read.

resource "aws_cloudwatch_event_rule" "reads" {
  name        = "secret-reads"
  description = "One mail for each read"
  state       = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
  event_pattern = jsonencode({
    source        = ["aws.secretsmanager"]
    "detail-type" = ["AWS API Call via CloudTrail"]
    detail        = { eventName = ["GetSecretValue"] }
  })
  tags = { owner = "me" }
}

resource "aws_cloudwatch_event_target" "mail" {
  rule      = aws_cloudwatch_event_rule.reads.name
  target_id = "mail"
  arn       = aws_sns_topic.alarms.arn
  input_transformer {
    input_paths = {
      who    = "$.detail.userIdentity.arn"
      secret = "$.detail.requestParameters.secretId"
    }
    input_template = "\"<secret> was read by <who>\""
  }
}
