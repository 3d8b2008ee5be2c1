// Time to live where no emulator sees to it: the server stands alone, as a resource of Aspire's.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
import { actionOf, checked, db, promised } from './dynalite.mjs'
import { asExpiry } from './streams.mjs'

const PERIOD_MS = 30_000
const MAX_AGE_SECONDS = 5 * 365 * 24 * 60 * 60

export function sweepExpiredItems(store) {
  setInterval(() => sweep(store).catch(error => console.error(error.stack)), PERIOD_MS).unref()
}

async function sweep(store) {
  const { TableNames: names } = await promised(actionOf('listTables'), store, { Limit: 100_000 })
  for (const name of names) {
    const table = await promised(store.getTable, name, false)
    const attribute = table.TimeToLiveDescription?.AttributeName
    if (attribute) {
      await asExpiry(() => sweepTable(store, table, attribute))
    }
  }
}

async function sweepTable(store, table, attribute) {
  const now = Math.floor(Date.now() / 1000)
  const condition = {
    ConditionExpression: '#ttl < :now AND #ttl > :oldest',
    ExpressionAttributeNames: { '#ttl': attribute },
    ExpressionAttributeValues: { ':now': { N: String(now) }, ':oldest': { N: String(now - MAX_AGE_SECONDS) } },
  }
  const items = await new Promise((resolve, reject) => db.lazy(store.getItemDb(table.TableName).createValueStream({}), reject).join(resolve))
  for (const item of items.filter(item => Number(item[attribute]?.N) < now)) {
    const key = Object.fromEntries(table.KeySchema.map(({ AttributeName: name }) => [name, item[name]]))
    const request = checked('deleteItem', { TableName: table.TableName, Key: key, ...condition }, store)
    await promised(actionOf('deleteItem'), store, request).catch(error => {
      // Renewed since.
      if (!error.body?.__type.endsWith('ConditionalCheckFailedException')) {
        throw error
      }
    })
  }
}
