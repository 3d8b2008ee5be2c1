// Tables named by their ARN, wherever a name may stand.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html#DDB-GetItem-request-TableName
import { db, validations, wrapAction } from './dynalite.mjs'

const renamed = new WeakMap()

// Of this account and region, and to the letter: the permission was asked for the very ARN. What isn't so stays as it is, and is no table's name.
let own = /^$/
const create = db.create
db.create = options => {
  const store = create(options)
  own = new RegExp(`^arn:aws:dynamodb:${store.tableDb.awsRegion}:${store.tableDb.awsAccountId}:table/([a-zA-Z0-9_.-]+)$`)
  return store
}

export const nameOf = table => typeof table === 'string' ? own.exec(table)?.[1] ?? table : table

export function takeArns() {
  const checkTypes = validations.checkTypes
  validations.checkTypes = (data, types) => {
    if (data && typeof data.TableName === 'string') {
      data.TableName = nameOf(data.TableName)
    }

    const arns = Object.keys(data?.RequestItems ?? {}).filter(table => nameOf(table) !== table)
    for (const arn of arns) {
      data.RequestItems[nameOf(arn)] = data.RequestItems[arn]
      delete data.RequestItems[arn]
    }

    const result = checkTypes(data, types)
    if (arns.length > 0) {
      renamed.set(result, arns)
    }

    return result
  }

  // What was asked by ARN is answered by it.
  for (const [action, members] of [['batchGetItem', ['Responses', 'UnprocessedKeys']], ['batchWriteItem', ['UnprocessedItems']]]) {
    wrapAction(action, original => (store, data, done) => original(store, data, (error, result) => {
      for (const arn of error ? [] : renamed.get(data) ?? []) {
        for (const member of members) {
          if (result[member] && nameOf(arn) in result[member]) {
            result[member][arn] = result[member][nameOf(arn)]
            delete result[member][nameOf(arn)]
          }
        }
      }

      done(error, result)
    }))
  }
}
