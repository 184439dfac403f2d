# The key that an encrypted topic needs.

data "aws_iam_policy_document" "key" {
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${local.account}:root"]
    }
  }
  statement {
    sid       = "Alarms"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "events.amazonaws.com"]
    }
  }
}

resource "aws_kms_key" "topic" {
  description             = "Encrypts a topic"
  deletion_window_in_days = 7
  enable_key_rotation     = true
  policy                  = data.aws_iam_policy_document.key.json
  tags                    = { owner = "me" }
}

resource "aws_kms_alias" "topic" {
  name          = "alias/security-alarms"
  target_key_id = aws_kms_key.topic.key_id
}

resource "aws_sns_topic" "encrypted" {
  name              = "EncryptedAlarms"
  kms_master_key_id = aws_kms_alias.topic.name
}
