using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Constructs;
using Attribute = Amazon.CDK.AWS.DynamoDB.Attribute;

namespace Chat.Infra;

/// <summary>What the chat's hub keeps beside the connections: who is in which group, and the rooms with their messages.</summary>
internal sealed class HubTables : Construct
{
    public HubTables(Construct scope, string id)
        : base(scope, id)
    {
        Members = Create("Members", "websocket-members", "audience", "member");
        Rooms = Create("Rooms", "websocket-rooms", "room", "entry");
    }

    /// <summary>Memberships, of use as long as their connections are open.</summary>
    public Table Members { get; }

    /// <summary>Rooms. With the stack they go, as it promises: whoever wants to keep what was said exports it first.</summary>
    public Table Rooms { get; }

    private Table Create(string id, string name, string partitionKey, string sortKey) => new(this, id, new TableProps
    {
        TableName = name,
        PartitionKey = new Attribute { Name = partitionKey, Type = AttributeType.STRING },
        SortKey = new Attribute { Name = sortKey, Type = AttributeType.STRING },
        BillingMode = BillingMode.PAY_PER_REQUEST,
        TimeToLiveAttribute = "expiresAt",
        RemovalPolicy = RemovalPolicy.DESTROY,
    });
}
