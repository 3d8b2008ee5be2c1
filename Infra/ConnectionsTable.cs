using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Constructs;
using Attribute = Amazon.CDK.AWS.DynamoDB.Attribute;

namespace Chat.Infra;

/// <summary>The table with a row for every open connection.</summary>
internal sealed class ConnectionsTable : Table
{
    public ConnectionsTable(Construct scope, string id)
        : base(scope, id, new TableProps
        {
            TableName = "websocket-connections",
            PartitionKey = new Attribute { Name = "connectionId", Type = AttributeType.STRING },

            // Load comes and goes with the people who chat; there is no level to provision for.
            BillingMode = BillingMode.PAY_PER_REQUEST,

            // $disconnect is best effort on AWS: a row that nobody deleted goes by itself once its connection cannot live any more.
            TimeToLiveAttribute = "expiresAt",

            // Rows mean something only as long as their connections are open, and those end with the stack's API.
            RemovalPolicy = RemovalPolicy.DESTROY,
        })
    {
    }
}
