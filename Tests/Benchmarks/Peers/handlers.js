// What the chat's functions do, in the language that serverless-offline runs best: all posts of a broadcast at once, gone clients' rows deleted.
const { DynamoDBClient, DeleteItemCommand, PutItemCommand, ScanCommand } = require('@aws-sdk/client-dynamodb')
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi')

const table = process.env.TABLE
const dynamo = new DynamoDBClient({ endpoint: process.env.TABLE_ENDPOINT })
// Its events name no port, so the address can't be made from them.
const management = new ApiGatewayManagementApiClient({ endpoint: process.env.CALLBACK_ENDPOINT })

const post = (id, text) => management.send(new PostToConnectionCommand({ ConnectionId: id, Data: Buffer.from(text) }))
const remove = id => dynamo.send(new DeleteItemCommand({ TableName: table, Key: { connectionId: { S: id } } }))

exports.connect = async event => {
  await dynamo.send(new PutItemCommand({ TableName: table, Item: { connectionId: { S: event.requestContext.connectionId } } }))
  return { statusCode: 200 }
}

exports.disconnect = async event => {
  await remove(event.requestContext.connectionId)
  return { statusCode: 200 }
}

exports.sendMessage = async event => {
  const text = JSON.parse(event.body).message
  let start
  do {
    const page = await dynamo.send(new ScanCommand({ TableName: table, ExclusiveStartKey: start }))
    await Promise.all(page.Items.map(async item => {
      const id = item.connectionId.S
      try {
        await post(id, text)
      } catch (error) {
        if (error.$metadata?.httpStatusCode !== 410) throw error
        await remove(id)
      }
    }))
    start = page.LastEvaluatedKey
  } while (start)
  return { statusCode: 200 }
}

exports.echo = async event => ({ statusCode: 200, body: JSON.parse(event.body).message })

exports.post = async event => {
  await post(event.requestContext.connectionId, JSON.parse(event.body).message)
  return { statusCode: 200 }
}
