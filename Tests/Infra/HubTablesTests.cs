namespace Chat.Infra.Tests;

[Collection(SynthesizedChatTests.Name)]
public sealed class HubTablesTests(SynthesizedChat chat)
{
    [Theory]
    [InlineData("websocket-members", "audience", "member")]
    [InlineData("websocket-rooms", "room", "entry")]
    public void Table_Whole_HasItsKeysAndGoesWithTheStack(string name, string partitionKey, string sortKey) =>
        Assert.Equal(
            Readable.Json($$"""
                {
                  "Type": "AWS::DynamoDB::Table",
                  "DeletionPolicy": "Delete",
                  "UpdateReplacePolicy": "Delete",
                  "Properties": {
                    "TableName": "{{name}}",
                    "AttributeDefinitions": [
                      { "AttributeName": "{{partitionKey}}", "AttributeType": "S" },
                      { "AttributeName": "{{sortKey}}", "AttributeType": "S" }
                    ],
                    "KeySchema": [
                      { "AttributeName": "{{partitionKey}}", "KeyType": "HASH" },
                      { "AttributeName": "{{sortKey}}", "KeyType": "RANGE" }
                    ],
                    "BillingMode": "PAY_PER_REQUEST",
                    "TimeToLiveSpecification": { "AttributeName": "expiresAt", "Enabled": true }
                  }
                }
                """),
            chat.Resource("AWS::DynamoDB::Table", "TableName", name));
}
