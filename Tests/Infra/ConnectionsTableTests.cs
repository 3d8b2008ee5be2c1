namespace Chat.Infra.Tests;

[Collection(SynthesizedChatTests.Name)]
public sealed class ConnectionsTableTests(SynthesizedChat chat)
{
    [Fact]
    public void Table_Whole_IsTheContracts() =>
        Assert.Equal(
            Readable.Json("""
                {
                  "Type": "AWS::DynamoDB::Table",
                  "DeletionPolicy": "Delete",
                  "UpdateReplacePolicy": "Delete",
                  "Properties": {
                    "TableName": "websocket-connections",
                    "AttributeDefinitions": [{ "AttributeName": "connectionId", "AttributeType": "S" }],
                    "KeySchema": [{ "AttributeName": "connectionId", "KeyType": "HASH" }],
                    "BillingMode": "PAY_PER_REQUEST",
                    "TimeToLiveSpecification": { "AttributeName": "expiresAt", "Enabled": true }
                  }
                }
                """),
            chat.Resource("AWS::DynamoDB::Table", "TableName", "websocket-connections"));

    /// <summary>Another logical id would make CloudFormation replace the table, and fail: the name is taken by the old one.</summary>
    [Fact]
    public void Table_LogicalId_StaysTheSame() =>
        Assert.True(chat.Section("Resources").ContainsKey("ConnectionsTable8000B8A1"));
}
