// Asks dynalite, as the emulator starts it, whole and with a limit; writes how many of the database's iterators are open after that.
// node open-iterators.mjs FOLDER, where the tables' server is installed.
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { countIterators } from './iterator-count.mjs'

const folder = process.argv[2]
const require = createRequire(join(folder, 'start.mjs'))
const { closeIterators } = await import(pathToFileURL(join(folder, 'iterators.mjs')))
closeIterators()

const iterators = countIterators(require)

const server = require('dynalite')({ createTableMs: 0 }).listen(0, '127.0.0.1')
await once(server, 'listening')
const table = { TableName: 'numbers' }
await ask('CreateTable', {
  ...table,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'kind', AttributeType: 'S' }, { AttributeName: 'number', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }, { AttributeName: 'number', KeyType: 'RANGE' }],
})
for (const number of ['1', '2', '3', '4', '5']) {
  await ask('PutItem', { ...table, Item: { kind: { S: 'small' }, number: { S: number } } })
}

const query = { ...table, KeyConditionExpression: 'kind = :kind', ExpressionAttributeValues: { ':kind': { S: 'small' } } }
const counts = [await ask('Query', query), await ask('Query', { ...query, Limit: 2 }), await ask('Scan', table), await ask('Scan', { ...table, Limit: 3 })]
console.log(`${counts.map(answer => answer.Count)} items, ${iterators.open} open`)
process.exit()

async function ask(action, body) {
  const response = await fetch(`http://127.0.0.1:${server.address().port}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `DynamoDB_20120810.${action}`,
      'X-Amz-Date': '20310506T070809Z',
      Authorization: 'AWS4-HMAC-SHA256 Credential=test/20310506/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
    },
    body: JSON.stringify(body),
  })
  return response.json()
}
