"""The whole chain with boto3: build it, read it back, be mailed, remove it.

The endpoint, the credentials and the Region come from the environment alone.
Every assertion that fails ends the script with a traceback and status 1; each
part that held is a line on stdout.
"""

import gzip
import json
import os
import threading
import time
import urllib.parse
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ACCOUNT = "123456789012"
REGION = "us-east-1"
SECRET = "TopSecretInfo"
VALUE = "the value of the secret"
BUCKET = "boto3-secret-monitor-trail"
TRAIL = "boto3-secret-monitor"
GROUP = "boto3-secret-monitor"
ROLE = "boto3-secret-monitor-delivery"
FILTER = "reads"
NAMESPACE = "SecretMonitor"
METRIC = "SecretRead"
ALARM = "Secret is accessed"
TOPIC = "boto3-secret-monitor"
READER = "reader@example.com"
OTHER = "colleague@example.com"

GROUP_ARN = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{GROUP}"
TRAIL_ARN = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/{TRAIL}"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"
TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:{TOPIC}"
PATTERN = '{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.eventName = "GetSecretValue") && ($.errorCode NOT EXISTS) }'

secrets = boto3.client("secretsmanager")
s3 = boto3.client("s3")
iam = boto3.client("iam")
sts = boto3.client("sts")
logs = boto3.client("logs")
trails = boto3.client("cloudtrail")
cloudwatch = boto3.client("cloudwatch")
sns = boto3.client("sns")
events = boto3.client("events")
kms = boto3.client("kms")


def check(what, got, want):
    assert got == want, f"{what}: {got!r}, want {want!r}"


def done(what):
    print("ok", what, flush=True)


def refused(code, message, call, **arguments):
    """The call fails with AWS's code, and with its words where they are given."""
    try:
        call(**arguments)
    except ClientError as error:
        check("the error's code", error.response["Error"]["Code"], code)
        if message is not None:
            check("the error's message", error.response["Error"]["Message"], message)
        assert error.response["ResponseMetadata"]["RequestId"], "the error has no request id"
        return
    raise AssertionError(f"{call.__name__} was not refused with {code}")


def eventually(what, holds):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
        time.sleep(0.3)
    raise AssertionError(f"{what} did not come")


def listed(client, operation, key, pages=1, size=None, **arguments):
    """All items of a paginator, which must have needed so many pages."""
    paginator = client.get_paginator(operation)
    configured = {"PageSize": size} if size else {}
    seen, items = 0, []
    for page in paginator.paginate(PaginationConfig=configured, **arguments):
        seen += 1
        items += page[key]
    assert seen >= pages, f"{operation} gave {seen} pages, want {pages} at least"
    return items


def inbox():
    with urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL"] + "/_sandbox/inbox", timeout=10) as answer:
        return json.load(answer)


def link(kind, to):
    for mail in reversed(inbox()):
        if mail["to"] == to:
            for one in mail["links"]:
                if one["kind"] == kind:
                    return one["url"]
    raise AssertionError(f"no mail to {to} has a link to {kind}")


def allow(service, action, resource=None, condition=None):
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": action}
    if resource:
        statement["Resource"] = resource
    if condition:
        statement["Condition"] = condition
    return statement


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def build():
    check("the caller", sts.get_caller_identity()["Arn"], f"arn:aws:iam::{ACCOUNT}:user/admin")
    made = secrets.create_secret(Name=SECRET, SecretString=VALUE, Tags=[{"Key": "project", "Value": "monitor"}])
    assert made["ARN"].startswith(f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{SECRET}-"), made["ARN"]

    s3.create_bucket(Bucket=BUCKET)
    s3.get_waiter("bucket_exists").wait(Bucket=BUCKET)
    s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration={
        "BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True})
    s3.put_bucket_policy(Bucket=BUCKET, Policy=policy(
        allow("cloudtrail.amazonaws.com", "s3:GetBucketAcl", f"arn:aws:s3:::{BUCKET}", {"StringEquals": {"aws:SourceArn": TRAIL_ARN}}),
        allow("cloudtrail.amazonaws.com", "s3:PutObject", f"arn:aws:s3:::{BUCKET}/AWSLogs/{ACCOUNT}/*",
              {"StringEquals": {"aws:SourceArn": TRAIL_ARN, "s3:x-amz-acl": "bucket-owner-full-control"}})))

    logs.create_log_group(logGroupName=GROUP, tags={"project": "monitor"})
    logs.put_retention_policy(logGroupName=GROUP, retentionInDays=30)
    role = iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=policy(allow("cloudtrail.amazonaws.com", "sts:AssumeRole")))
    check("the role", role["Role"]["Arn"], ROLE_ARN)
    iam.get_waiter("role_exists").wait(RoleName=ROLE)
    iam.put_role_policy(RoleName=ROLE, PolicyName="deliver", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"{GROUP_ARN}:log-stream:{ACCOUNT}_CloudTrail_{REGION}*"}]}))

    check("the topic", sns.create_topic(Name=TOPIC, Tags=[{"Key": "project", "Value": "monitor"}])["TopicArn"], TOPIC_ARN)
    for reader in (READER, OTHER):
        subscribed = sns.subscribe(TopicArn=TOPIC_ARN, Protocol="email", Endpoint=reader)
        check("the new subscription", subscribed["SubscriptionArn"], "pending confirmation")

    trail = trails.create_trail(
        Name=TRAIL, S3BucketName=BUCKET, IsMultiRegionTrail=True, EnableLogFileValidation=True,
        CloudWatchLogsLogGroupArn=GROUP_ARN + ":*", CloudWatchLogsRoleArn=ROLE_ARN)
    check("the trail", trail["TrailARN"], TRAIL_ARN)
    trails.start_logging(Name=TRAIL)
    logs.put_metric_filter(
        logGroupName=GROUP, filterName=FILTER, filterPattern=PATTERN,
        metricTransformations=[{"metricName": METRIC, "metricNamespace": NAMESPACE, "metricValue": "1", "defaultValue": 0.0}])
    cloudwatch.put_metric_alarm(
        AlarmName=ALARM, Namespace=NAMESPACE, MetricName=METRIC, Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold", TreatMissingData="notBreaching", AlarmActions=[TOPIC_ARN])
    cloudwatch.get_waiter("alarm_exists").wait(AlarmNames=[ALARM])
    done("build")


def confirm():
    """One reader opens the link, the other's token is confirmed by the API."""
    with urllib.request.urlopen(link("confirm", READER), timeout=10) as page:
        assert b"confirmed" in page.read(), "the confirmation's page does not say so"
    query = urllib.parse.parse_qs(urllib.parse.urlparse(link("confirm", OTHER)).query)
    confirmed = sns.confirm_subscription(TopicArn=TOPIC_ARN, Token=query["Token"][0], AuthenticateOnUnsubscribe="true")
    assert confirmed["SubscriptionArn"].startswith(TOPIC_ARN + ":"), confirmed
    for one in listed(sns, "list_subscriptions_by_topic", "Subscriptions", TopicArn=TOPIC_ARN):
        details = sns.get_subscription_attributes(SubscriptionArn=one["SubscriptionArn"])["Attributes"]
        check("pending", details["PendingConfirmation"], "false")
        check("authenticated", details["ConfirmationWasAuthenticated"], "true" if one["Endpoint"] == OTHER else "false")
    topic = sns.get_topic_attributes(TopicArn=TOPIC_ARN)["Attributes"]
    check("confirmed subscriptions", topic["SubscriptionsConfirmed"], "2")
    done("confirm")


def paginate():
    """Paginators over more items than a page has."""
    for i in range(60):
        logs.create_log_group(logGroupName=f"page/{i:02d}")
    names = [g["logGroupName"] for g in listed(logs, "describe_log_groups", "logGroups", pages=2, logGroupNamePrefix="page/")]
    check("log groups", names, [f"page/{i:02d}" for i in range(60)])
    for i in range(55):
        logs.create_log_stream(logGroupName="page/00", logStreamName=f"stream-{i:02d}")
    check("log streams", len(listed(logs, "describe_log_streams", "logStreams", pages=2, logGroupName="page/00")), 55)
    now = int(time.time() * 1000)
    logs.put_log_events(logGroupName="page/00", logStreamName="stream-00",
                        logEvents=[{"timestamp": now + i, "message": f"event {i}"} for i in range(25)])
    events = listed(logs, "filter_log_events", "events", pages=3, size=10, logGroupName="page/00", startTime=now, endTime=now + 19)
    check("events", [e["message"] for e in events], [f"event {i}" for i in range(20)])
    page = logs.get_log_events(logGroupName="page/00", logStreamName="stream-00", startFromHead=True, limit=20)
    check("a page of a stream", [e["message"] for e in page["events"]], [f"event {i}" for i in range(20)])
    page = logs.get_log_events(logGroupName="page/00", logStreamName="stream-00", nextToken=page["nextForwardToken"])
    check("the rest of a stream", [e["message"] for e in page["events"]], [f"event {i}" for i in range(20, 25)])
    check("the end of a stream", logs.get_log_events(
        logGroupName="page/00", logStreamName="stream-00", nextToken=page["nextForwardToken"])["nextForwardToken"], page["nextForwardToken"])
    check("no events", listed(logs, "filter_log_events", "events", logGroupName="page/00", filterPattern="nothing"), [])
    for i in range(60):
        logs.delete_log_group(logGroupName=f"page/{i:02d}")

    for i in range(12):
        secrets.create_secret(Name=f"page/{i:02d}", SecretString="x")
    check("secrets", len(listed(secrets, "list_secrets", "SecretList", pages=3, size=5)), 13)
    for i in range(12):
        secrets.delete_secret(SecretId=f"page/{i:02d}", ForceDeleteWithoutRecovery=True)

    for i in range(7):
        cloudwatch.put_metric_alarm(
            AlarmName=f"page {i}", Namespace="Nothing", MetricName="Nothing", Statistic="Maximum", Period=300, EvaluationPeriods=1,
            Threshold=1, ComparisonOperator="GreaterThanThreshold", ActionsEnabled=False)
    check("alarms", len(listed(cloudwatch, "describe_alarms", "MetricAlarms", pages=3, size=3)), 8)
    cloudwatch.delete_alarms(AlarmNames=[f"page {i}" for i in range(7)])

    topic = sns.create_topic(Name="page")["TopicArn"]
    for i in range(105):
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=f"reader{i}@example.com")
    check("subscriptions", len(listed(sns, "list_subscriptions_by_topic", "Subscriptions", pages=2, TopicArn=topic)), 105)
    check("all subscriptions", len(listed(sns, "list_subscriptions", "Subscriptions", pages=2)), 107)
    sns.delete_topic(TopicArn=topic)
    check("topics", [t["TopicArn"] for t in listed(sns, "list_topics", "Topics")], [TOPIC_ARN])

    # The history has every call of the above and the one that was refused, 50
    # a page and two pages a second.
    made = [{"AttributeKey": "EventName", "AttributeValue": "CreateLogGroup"}]
    calls = eventually("62 calls", lambda: (lambda found: len(found) == 62 and found)(listed(trails, "lookup_events", "Events", LookupAttributes=made)))
    check("different calls", len({c["EventId"] for c in calls}), 62)
    check("calls", len(listed(trails, "lookup_events", "Events", pages=2, LookupAttributes=made)), 62)

    roles = [r["RoleName"] for r in listed(iam, "list_roles", "Roles")]
    assert ROLE in roles, roles
    check("role policies", listed(iam, "list_role_policies", "PolicyNames", RoleName=ROLE), ["deliver"])
    check("trails", [t["TrailARN"] for t in listed(trails, "list_trails", "Trails")], [TRAIL_ARN])
    done("paginators")


def look():
    check("the secret", secrets.describe_secret(SecretId=SECRET)["Tags"], [{"Key": "project", "Value": "monitor"}])
    group = logs.describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"][0]
    check("the group", (group["arn"], group["logGroupArn"], group["retentionInDays"], group["logGroupClass"], group["metricFilterCount"]),
          (GROUP_ARN + ":*", GROUP_ARN, 30, "STANDARD", 1))
    check("tags", logs.list_tags_for_resource(resourceArn=GROUP_ARN)["tags"], {"project": "monitor"})
    logs.tag_log_group(logGroupName=GROUP, tags={"by": "boto3"})
    check("tags by name", logs.list_tags_log_group(logGroupName=GROUP)["tags"], {"project": "monitor", "by": "boto3"})
    logs.untag_log_group(logGroupName=GROUP, tags=["by"])
    found = listed(logs, "describe_metric_filters", "metricFilters", logGroupName=GROUP)
    check("filters", [(f["filterName"], f["filterPattern"], f["metricTransformations"]) for f in found],
          [(FILTER, PATTERN, [{"metricName": METRIC, "metricNamespace": NAMESPACE, "metricValue": "1", "defaultValue": 0.0}])])
    record = json.dumps({"eventSource": "secretsmanager.amazonaws.com", "eventName": "GetSecretValue"})
    matches = logs.test_metric_filter(filterPattern=PATTERN, logEventMessages=["{}", record])["matches"]
    check("matches", matches, [{"eventNumber": 2, "eventMessage": record, "extractedValues": {}}])
    trail = trails.describe_trails()["trailList"][0]
    check("the trail's group", (trail["CloudWatchLogsLogGroupArn"], trail["CloudWatchLogsRoleArn"], trail["HomeRegion"]),
          (GROUP_ARN + ":*", ROLE_ARN, REGION))
    check("logging", trails.get_trail_status(Name=TRAIL)["IsLogging"], True)
    check("the trust", iam.get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"],
          {"Service": "cloudtrail.amazonaws.com"})
    alarm = cloudwatch.describe_alarms(AlarmNames=[ALARM])["MetricAlarms"][0]
    check("the alarm", (alarm["Statistic"], alarm["Period"], alarm["Threshold"], alarm["AlarmActions"]), ("Sum", 60, 1.0, [TOPIC_ARN]))
    for_metric = cloudwatch.describe_alarms_for_metric(Namespace=NAMESPACE, MetricName=METRIC)["MetricAlarms"]
    check("the metric's alarm", [a["AlarmName"] for a in for_metric], [ALARM])
    done("look")


def errors():
    refused("ResourceAlreadyExistsException", "The specified log group already exists", logs.create_log_group, logGroupName=GROUP)
    refused("ResourceNotFoundException", "The specified log group does not exist.", logs.filter_log_events, logGroupName="gone")
    refused("InvalidParameterException", "Invalid character(s) in term '*'", logs.put_metric_filter, logGroupName=GROUP, filterName="bad",
            filterPattern="GetSecret*", metricTransformations=[{"metricName": "a", "metricNamespace": "b", "metricValue": "1"}])
    refused("ResourceNotFoundException", "Secrets Manager can't find the specified secret.", secrets.get_secret_value, SecretId="gone")
    refused("NoSuchBucket", "The specified bucket does not exist", s3.list_objects_v2, Bucket="boto3-gone-bucket")
    refused("NoSuchEntity", "The role with name gone cannot be found.", iam.get_role, RoleName="gone")
    refused("NotFound", "Topic does not exist", sns.get_topic_attributes, TopicArn=TOPIC_ARN + "-gone")
    refused("ResourceNotFound", None, cloudwatch.set_alarm_state, AlarmName="gone", StateValue="OK", StateReason="x")
    refused("TrailNotFoundException", None, trails.get_trail_status, Name="gone-trail")
    refused("InvalidCloudWatchLogsLogGroupArnException", "CloudTrail cannot validate the specified log group ARN.", trails.update_trail,
            Name=TRAIL, CloudWatchLogsLogGroupArn=GROUP_ARN, CloudWatchLogsRoleArn=ROLE_ARN)
    done("errors")


def start_tail(seen, started):
    """Reads Live Tail until the read has come by."""
    # A loopback address has no stream- before it.
    tail = boto3.client("logs", config=Config(inject_host_prefix=False))
    answer = tail.start_live_tail(logGroupIdentifiers=[GROUP_ARN], logEventFilterPattern=PATTERN)
    for event in answer["responseStream"]:
        if "sessionStart" in event:
            check("the session's groups", event["sessionStart"]["logGroupIdentifiers"], [GROUP_ARN])
            seen["session"] = event["sessionStart"]["sessionId"]
            started.set()
        elif "sessionUpdate" in event:
            seen["updates"] = seen.get("updates", 0) + 1
            check("sampled", event["sessionUpdate"]["sessionMetadata"]["sampled"], False)
            if event["sessionUpdate"]["sessionResults"]:
                seen["results"] = event["sessionUpdate"]["sessionResults"]
                break
    answer["responseStream"].close()


def read():
    """One read, from Live Tail to the mail."""
    seen, started = {}, threading.Event()
    tail = threading.Thread(target=start_tail, args=(seen, started), daemon=True)
    tail.start()
    assert started.wait(15), "Live Tail did not start"
    mails = len(inbox())
    answer = secrets.get_secret_value(SecretId=SECRET)
    check("the value", answer["SecretString"], VALUE)
    request = answer["ResponseMetadata"]["RequestId"]

    tail.join(60)
    assert "results" in seen, f"Live Tail saw {seen}"
    result = seen["results"][0]
    check("the tailed stream", result["logStreamName"].startswith(f"{ACCOUNT}_CloudTrail_{REGION}"), True)
    check_record(json.loads(result["message"]), request)
    done("live tail")

    found = eventually("the event", lambda: [
        e for e in listed(trails, "lookup_events", "Events", LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "GetSecretValue"}])
        if json.loads(e["CloudTrailEvent"])["requestID"] == request])
    check("the event's user", found[0]["Username"], "admin")
    check_record(json.loads(found[0]["CloudTrailEvent"]), request)
    events = listed(logs, "filter_log_events", "events", logGroupName=GROUP, filterPattern=f'{{ $.requestID = "{request}" }}')
    check("log events of the read", len(events), 1)
    check_record(json.loads(events[0]["message"]), request)
    done("history and log")

    both = eventually("the mails", lambda: [m for m in inbox()[mails:] if m["subject"] == f'ALARM: "{ALARM}" in US East (N. Virginia)'][:2])
    eventually("both mails", lambda: {m["to"] for m in inbox()[mails:] if m["subject"].startswith("ALARM")} == {READER, OTHER})
    assert "Threshold Crossed: 1 " in both[0]["body"], both[0]["body"]
    assert VALUE not in json.dumps(inbox()), "a mail holds the secret's value"
    items = listed(cloudwatch, "describe_alarm_history", "AlarmHistoryItems", pages=2, size=1, AlarmName=ALARM)
    check("the history", {i["HistoryItemType"] for i in items}, {"ConfigurationUpdate", "StateUpdate", "Action"})
    assert f"Successfully executed action {TOPIC_ARN}" in [i["HistorySummary"] for i in items], items
    metrics = listed(cloudwatch, "list_metrics", "Metrics", Namespace=NAMESPACE)
    check("metrics", metrics, [{"Namespace": NAMESPACE, "MetricName": METRIC, "Dimensions": []}])
    now = time.time()
    values = [v for r in listed(cloudwatch, "get_metric_data", "MetricDataResults", StartTime=now - 600, EndTime=now + 60, MetricDataQueries=[{
        "Id": "reads", "MetricStat": {"Metric": metrics[0], "Period": 60, "Stat": "Sum"}}]) for v in r["Values"]]
    check("the reads", sum(values), 1.0)
    done("mail, history and metric")


def check_record(record, request):
    check("the record", (record["eventName"], record["eventSource"], record["requestID"], record["readOnly"], record["responseElements"]),
          ("GetSecretValue", "secretsmanager.amazonaws.com", request, True, None))
    check("the parameters", record["requestParameters"], {"secretId": SECRET})
    check("the reader", (record["userIdentity"]["type"], record["userIdentity"]["userName"]), ("IAMUser", "admin"))
    assert record["userAgent"].startswith("Boto3/"), record["userAgent"]
    assert VALUE not in json.dumps(record), "the record holds the secret's value"


def files():
    """CloudTrail's files in the bucket."""
    prefix = f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/"
    eventually("a second file", lambda: s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix)["KeyCount"] > 1)
    objects = listed(s3, "list_objects_v2", "Contents", pages=2, size=1, Bucket=BUCKET, Prefix=prefix)
    names = set()
    for one in objects:
        body = gzip.decompress(s3.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read())
        names |= {r["eventName"] for r in json.loads(body)["Records"]}
    assert "GetSecretValue" in names, names
    done("files")


def others():
    """A user with a policy, and a role that boto3 assumes."""
    iam.create_user(UserName="reader")
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    reader = boto3.Session(aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])
    arn = f"arn:aws:iam::{ACCOUNT}:user/reader"
    check("the user", reader.client("sts").get_caller_identity()["Arn"], arn)
    refused("AccessDeniedException", f"User: {arn} is not authorized to perform: secretsmanager:GetSecretValue on resource: {SECRET} "
            "because no identity-based policy allows the secretsmanager:GetSecretValue action",
            reader.client("secretsmanager").get_secret_value, SecretId=SECRET)
    document = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": f"arn:aws:secretsmanager:*:*:secret:{SECRET}-??????"},
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]})
    iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=document)
    check("the user's read", reader.client("secretsmanager").get_secret_value(SecretId=SECRET)["SecretString"], VALUE)

    iam.create_role(RoleName="on-call", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "sts:AssumeRole"}]}))
    iam.put_role_policy(RoleName="on-call", PolicyName="read", PolicyDocument=document)
    assumed = reader.client("sts").assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/on-call", RoleSessionName="night")
    session = boto3.Session(assumed["Credentials"]["AccessKeyId"], assumed["Credentials"]["SecretAccessKey"], assumed["Credentials"]["SessionToken"])
    refused("AccessDeniedException", None, session.client("secretsmanager").batch_get_secret_value, SecretIdList=[SECRET])
    request = session.client("secretsmanager").get_secret_value(SecretId=SECRET)["ResponseMetadata"]["RequestId"]

    def records():
        found = listed(logs, "filter_log_events", "events", logGroupName=GROUP, filterPattern='{ $.eventName = "GetSecretValue" }')
        return {r["requestID"]: r for r in (json.loads(e["message"]) for e in found)}

    record = eventually("the role's record", lambda: records().get(request))
    check("the role's arn", record["userIdentity"]["arn"], f"arn:aws:sts::{ACCOUNT}:assumed-role/on-call/night")
    check("the role", record["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"], "on-call")
    denied = [r for r in records().values() if r.get("errorCode") == "AccessDenied"]
    check("denied", [(r["userIdentity"]["userName"], r["requestParameters"], arn in r["errorMessage"]) for r in denied], [("reader", None, True)])

    iam.delete_role_policy(RoleName="on-call", PolicyName="read")
    iam.delete_role(RoleName="on-call")
    iam.delete_user_policy(UserName="reader", PolicyName="read")
    iam.delete_access_key(UserName="reader", AccessKeyId=key["AccessKeyId"])
    iam.delete_user(UserName="reader")
    done("others")


def bridge():
    """A rule of EventBridge that mails each read, through a topic of its own."""
    topic = sns.create_topic(Name="bridge")["TopicArn"]
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy(allow("events.amazonaws.com", "sns:Publish", topic)))
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="bridge@example.com")
    with urllib.request.urlopen(link("confirm", "bridge@example.com"), timeout=10):
        pass
    pattern = json.dumps({"source": ["aws.secretsmanager"], "detail-type": ["AWS API Call via CloudTrail"], "detail": {"eventName": ["GetSecretValue"]}})
    rule = events.put_rule(Name="reads", EventPattern=pattern, State="ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")["RuleArn"]
    check("the rule", rule, f"arn:aws:events:{REGION}:{ACCOUNT}:rule/reads")
    transformer = {"InputPathsMap": {"who": "$.detail.userIdentity.userName"}, "InputTemplate": '"The secret was read by <who>"'}
    put = events.put_targets(Rule="reads", Targets=[{"Id": "mail", "Arn": topic, "InputTransformer": transformer}])
    check("failed targets", put["FailedEntryCount"], 0)
    check("the rule's state", events.describe_rule(Name="reads")["State"], "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")
    check("rules", [r["Name"] for r in listed(events, "list_rules", "Rules")], ["reads"])
    check("targets", [t["InputTransformer"] for t in listed(events, "list_targets_by_rule", "Targets", Rule="reads")], [transformer])
    secrets.get_secret_value(SecretId=SECRET)
    mail = eventually("the rule's mail", lambda: [m for m in inbox() if m["to"] == "bridge@example.com" and "was read" in m["body"]])
    assert "The secret was read by admin" in mail[0]["body"], mail[0]["body"]
    events.remove_targets(Rule="reads", Ids=["mail"])
    events.delete_rule(Name="reads")
    refused("ResourceNotFoundException", None, events.describe_rule, Name="reads")
    sns.delete_topic(TopicArn=topic)
    done("rule")


def keys():
    """A key of one's own, from its creation to its deletion."""
    key = kms.create_key(Description="for the topic")["KeyMetadata"]
    check("the key's state", key["KeyState"], "Enabled")
    kms.create_alias(AliasName="alias/topic", TargetKeyId=key["KeyId"])
    check("the key of the alias", kms.describe_key(KeyId="alias/topic")["KeyMetadata"]["Arn"], key["Arn"])
    check("aliases", [a["AliasName"] for a in listed(kms, "list_aliases", "Aliases") if a.get("TargetKeyId") == key["KeyId"]], ["alias/topic"])
    assert key["KeyId"] in [k["KeyId"] for k in listed(kms, "list_keys", "Keys")]
    document = json.loads(kms.get_key_policy(KeyId=key["KeyId"], PolicyName="default")["Policy"])
    document["Statement"].append({"Sid": "Alarms", **allow("cloudwatch.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey*"], "*")})
    kms.put_key_policy(KeyId=key["KeyId"], PolicyName="default", Policy=json.dumps(document))
    check("the policy", json.loads(kms.get_key_policy(KeyId=key["KeyId"], PolicyName="default")["Policy"]), document)
    sns.set_topic_attributes(TopicArn=TOPIC_ARN, AttributeName="KmsMasterKeyId", AttributeValue=key["KeyId"])
    check("the topic's key", sns.get_topic_attributes(TopicArn=TOPIC_ARN)["Attributes"]["KmsMasterKeyId"], key["KeyId"])
    kms.delete_alias(AliasName="alias/topic")
    check("the key's end", kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)["KeyState"], "PendingDeletion")
    done("key")


def remove():
    cloudwatch.delete_alarms(AlarmNames=[ALARM])
    for one in sns.list_subscriptions_by_topic(TopicArn=TOPIC_ARN)["Subscriptions"]:
        sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])
    sns.delete_topic(TopicArn=TOPIC_ARN)
    logs.delete_metric_filter(logGroupName=GROUP, filterName=FILTER)
    trails.stop_logging(Name=TRAIL)
    trails.delete_trail(Name=TRAIL)
    logs.delete_log_group(logGroupName=GROUP)
    refused("DeleteConflict", "Cannot delete entity, must delete policies first.", iam.delete_role, RoleName=ROLE)
    iam.delete_role_policy(RoleName=ROLE, PolicyName="deliver")
    check("role policies", iam.list_role_policies(RoleName=ROLE)["PolicyNames"], [])
    check("attached policies", iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"], [])
    iam.delete_role(RoleName=ROLE)
    refused("BucketNotEmpty", "The bucket you tried to delete is not empty", s3.delete_bucket, Bucket=BUCKET)
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
        if page["KeyCount"]:
            s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": one["Key"]} for one in page["Contents"]]})
    s3.delete_bucket(Bucket=BUCKET)
    s3.get_waiter("bucket_not_exists").wait(Bucket=BUCKET)
    secrets.delete_secret(SecretId=SECRET, ForceDeleteWithoutRecovery=True)

    check("alarms", cloudwatch.describe_alarms()["MetricAlarms"], [])
    check("topics", sns.list_topics()["Topics"], [])
    check("subscriptions", sns.list_subscriptions()["Subscriptions"], [])
    check("trails", trails.describe_trails()["trailList"], [])
    check("groups", logs.describe_log_groups()["logGroups"], [])
    check("buckets", s3.list_buckets()["Buckets"], [])
    check("secrets", secrets.list_secrets()["SecretList"], [])
    assert ROLE not in [r["RoleName"] for r in iam.list_roles()["Roles"]]
    done("remove")


build()
confirm()
look()
errors()
read()
files()
paginate()
others()
bridge()
keys()
remove()
