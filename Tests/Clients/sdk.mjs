// AWS's SDK for JavaScript against an API and a table, each given by its endpoint.
//
//   node sdk.mjs --callback http://127.0.0.1:4510/demo --table http://127.0.0.1:40571/ --text TEXT
//
// Finds the one connection in the chat's table, looks at it, posts TEXT to it, ends it, and sees that it is gone. Credentials are the
// environment's. Exit code 0: all as expected; 1: not, and stderr says what.

import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import {
  ApiGatewayManagementApiClient, DeleteConnectionCommand, GetConnectionCommand, GoneException, PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';

const { values: { callback, table, text } } = parseArgs({
  options: { callback: { type: 'string' }, table: { type: 'string' }, text: { type: 'string' } },
});
const region = 'us-east-1';
const connections = new ApiGatewayManagementApiClient({ endpoint: callback, region, maxAttempts: 1 });
const tables = new DynamoDBClient({ endpoint: table, region, maxAttempts: 1 });

const { Items: rows } = await tables.send(new ScanCommand({ TableName: 'websocket-connections', ConsistentRead: true }));
assert.equal(rows.length, 1);
const ConnectionId = rows[0].connectionId.S;

const found = await connections.send(new GetConnectionCommand({ ConnectionId }));
assert.ok(found.ConnectedAt instanceof Date && Math.abs(Date.now() - found.ConnectedAt) < 60_000, `ConnectedAt is ${found.ConnectedAt}`);
assert.equal(found.Identity.SourceIp, '127.0.0.1');

await connections.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(text) }));
await connections.send(new DeleteConnectionCommand({ ConnectionId }));

const gone = await connections.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(text) })).catch(error => error);
assert.ok(gone instanceof GoneException, `a post to a connection that ended gave ${gone}`);
assert.equal(gone.$metadata.httpStatusCode, 410);
