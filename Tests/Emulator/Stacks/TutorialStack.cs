namespace Chat.Emulator.Tests.Stacks;

/// <summary>AWS's tutorial chat in Python, whose three handlers return <c>{}</c> and which posts to <c>https://{domainName}/{stage}</c>.</summary>
internal static class TutorialStack
{
    private const string Connect = """
        import os
        import boto3
        table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
        def handler(event, context):
            table.put_item(Item={"connectionId": event["requestContext"]["connectionId"]})
            return {}
        """;

    private const string Disconnect = """
        import os
        import boto3
        table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
        def handler(event, context):
            table.delete_item(Key={"connectionId": event["requestContext"]["connectionId"]})
            return {}
        """;

    public const string Send = """
        import json
        import os
        import boto3
        table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
        def handler(event, context):
            where = event["requestContext"]
            gateway = boto3.client("apigatewaymanagementapi", endpoint_url="https://" + where["domainName"] + "/" + where["stage"])
            for row in table.scan(ProjectionExpression="connectionId")["Items"]:
                gateway.post_to_connection(ConnectionId=row["connectionId"], Data=json.loads(event["body"])["message"])
            return {}
        """;

    public static readonly string Template = "\nResources:\n" + StackText.Api + StackText.Role
        + """
              Table:
                Type: AWS::DynamoDB::Table
                Properties:
                  AttributeDefinitions: [{AttributeName: connectionId, AttributeType: S}]
                  KeySchema: [{AttributeName: connectionId, KeyType: HASH}]
                  BillingMode: PAY_PER_REQUEST

            """
        + string.Concat(new[] { ("$connect", "connect"), ("$disconnect", "disconnect"), ("sendMessage", "send") }.Select(route =>
            StackText.Function("{TABLE: !Ref Table}", "python3.12", $"{route.Item2}.handler", $"Fn{route.Item2}") + StackText.Route(route.Item1, $"Fn{route.Item2}")));

    public static (string Name, string Text)[] Code { get; } = [("connect.py", Connect), ("disconnect.py", Disconnect), ("send.py", Send)];
}
