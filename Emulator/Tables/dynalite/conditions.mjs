// ReturnValuesOnConditionCheckFailure: the item that a condition failed on comes with the error.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html#DDB-PutItem-request-ReturnValuesOnConditionCheckFailure
import { db, validationOf } from './dynalite.mjs'

export function returnItemsOfFailedConditions() {
  for (const action of ['putItem', 'updateItem', 'deleteItem']) {
    validationOf(action).types.ReturnValuesOnConditionCheckFailure = { type: 'String', enum: ['ALL_OLD', 'NONE'] }
  }

  const check = db.checkConditional
  db.checkConditional = (data, item) => {
    const error = check(data, item)
    if (error && item && data.ReturnValuesOnConditionCheckFailure === 'ALL_OLD') {
      error.body.Item = item
    }

    return error
  }
}
