import { ApiGatewayManagementApiClient, GoneException, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, paginateScan, PutCommand } from '@aws-sdk/lib-dynamodb';

// Lambda brings the AWS SDK; on your machine the emulator does.
const TableName = process.env.CONNECTIONS_TABLE;
const client = DynamoDBDocumentClient.from(new DynamoDBClient());

export async function handler(event) {
  const { routeKey, connectionId, domainName, stage } = event.requestContext;
  switch (routeKey) {
    case '$connect':
      await client.send(new PutCommand({ TableName, Item: { connectionId } }));
      break;
    case '$disconnect':
      await client.send(new DeleteCommand({ TableName, Key: { connectionId } }));
      break;
    case 'say':
      await broadcast(`https://${domainName}/${stage}`, JSON.parse(event.body).text ?? '');
      break;
  }

  return { statusCode: 200 };
}

async function broadcast(endpoint, text) {
  const connections = new ApiGatewayManagementApiClient({ endpoint });
  for await (const page of paginateScan({ client }, { TableName })) {
    await Promise.all(page.Items.map(async ({ connectionId: ConnectionId }) => {
      try {
        await connections.send(new PostToConnectionCommand({ ConnectionId, Data: text }));
      } catch (error) {
        // It has left; AWS tells $disconnect later, or never.
        if (error instanceof GoneException) {
          await client.send(new DeleteCommand({ TableName, Key: { connectionId: ConnectionId } }));
        } else {
          console.error(`not delivered to ${ConnectionId}: ${error}`);
        }
      }
    }));
  }
}
