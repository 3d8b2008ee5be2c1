// What can be changed of a table that is there: global indexes, its stream, its time to live.
import { actionOf, checked, db, failure, invalid, promised, validationOf, wrapAction } from './dynalite.mjs'
import { adopt, changeStream } from './streams.mjs'

export function changeDescriptions() {
  const updateTable = validationOf('updateTable')
  updateTable.types.AttributeDefinitions = { ...validationOf('createTable').types.AttributeDefinitions, notNull: undefined }
  delete updateTable.types.AttributeDefinitions.notNull

  // On demand has none.
  delete updateTable.types.GlobalSecondaryIndexUpdates.children.children.Create.children.ProvisionedThroughput.notNull

  const { custom } = updateTable
  updateTable.custom = data => custom({ ...data, UpdateStreamEnabled: data.StreamSpecification !== undefined })

  wrapAction('updateTable', original => (store, data, done) => {
    const creates = (data.GlobalSecondaryIndexUpdates ?? []).map(update => update.Create).filter(Boolean)
    const deletes = (data.GlobalSecondaryIndexUpdates ?? []).map(update => update.Delete).filter(Boolean)
    if (creates.length + deletes.length === 0 && !data.StreamSpecification) {
      return original(store, data, done)
    }

    changeTable(store, data, creates, deletes).then(table => {
      const rest = { ...data, GlobalSecondaryIndexUpdates: (data.GlobalSecondaryIndexUpdates ?? []).filter(update => update.Update) }
      return rest.BillingMode || rest.ProvisionedThroughput || rest.GlobalSecondaryIndexUpdates.length > 0
        ? original(store, rest, done)
        : done(null, { TableDescription: table })
    }).catch(done)
  })

  wrapAction('describeTable', original => (store, data, done) => original(store, data, (error, result) => {
    if (result) {
      delete result.Table.TimeToLiveDescription
    }

    done(error, result)
  }))
  wrapAction('describeTimeToLive', () => (store, data, done) => store.getTable(data.TableName, false, (error, table) =>
    done(error, table && { TimeToLiveDescription: table.TimeToLiveDescription ?? { TimeToLiveStatus: 'DISABLED' } })))
}

/** Goes on with the indexes that an end of the server interrupted. */
export async function resumeIndexes(store) {
  const { TableNames: names } = await promised(actionOf('listTables'), store, { Limit: 100_000 })
  for (const name of names) {
    const table = await promised(store.getTable, name, false)
    const begun = (table.GlobalSecondaryIndexes ?? []).filter(index => index.Backfilling).map(index => index.IndexName)
    if (begun.length > 0) {
      await fill(store, table, begun)
    }
  }
}

export const operations = {
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
  UpdateTimeToLive: async (store, request) => {
    const { TableName: name } = checked('describeTimeToLive', request, store)
    const { AttributeName: attribute, Enabled: enabled } = request.TimeToLiveSpecification ?? {}
    if (typeof attribute !== 'string' || attribute.length === 0 || typeof enabled !== 'boolean') {
      throw invalid("1 validation error detected: Value at 'timeToLiveSpecification' failed to satisfy constraint: Member must not be null")
    }

    await change(store, name, table => {
      const now = table.TimeToLiveDescription
      if (enabled && now) {
        throw invalid('TimeToLive is already enabled')
      }

      if (!enabled && !now) {
        throw invalid('TimeToLive is already disabled')
      }

      if (!enabled && now.AttributeName !== attribute) {
        throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${now.AttributeName}`)
      }

      if (enabled) {
        table.TimeToLiveDescription = { TimeToLiveStatus: 'ENABLED', AttributeName: attribute }
      } else {
        delete table.TimeToLiveDescription
      }
    })
    return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } }
  },
}

async function changeTable(store, data, creates, deletes) {
  const table = await change(store, data.TableName, table => {
    const indexes = table.GlobalSecondaryIndexes ?? []
    for (const { IndexName: name } of deletes) {
      if (!indexes.some(index => index.IndexName === name)) {
        throw failure('ResourceNotFoundException', `Requested resource not found: Index: ${name} not found`)
      }
    }

    const definitions = [...table.AttributeDefinitions]
    for (const definition of data.AttributeDefinitions ?? []) {
      if (!definitions.some(known => known.AttributeName === definition.AttributeName)) {
        definitions.push(definition)
      }
    }

    const left = indexes.filter(index => !deletes.some(deleted => deleted.IndexName === index.IndexName))
    for (const index of creates) {
      if (left.some(known => known.IndexName === index.IndexName)) {
        throw invalid(`Attempting to create an index which already exists`)
      }

      if (index.KeySchema.some(key => !definitions.some(known => known.AttributeName === key.AttributeName))) {
        throw invalid('One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. '
          + `Keys: [${index.KeySchema.map(key => key.AttributeName).join(', ')}], AttributeDefinitions: [${definitions.map(known => known.AttributeName).join(', ')}]`)
      }

      left.push({
        ...index,
        IndexArn: `${table.TableArn}/index/${index.IndexName}`,
        IndexSizeBytes: 0,
        ItemCount: 0,
        IndexStatus: 'CREATING',
        Backfilling: true,
        ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, ...index.ProvisionedThroughput, NumberOfDecreasesToday: 0 },
      })
    }

    const error = data.StreamSpecification && changeStream(table, data.StreamSpecification, store)
    if (error) {
      throw error
    }

    // Only what a key or an index uses is defined.
    const used = new Set([table, ...left, ...table.LocalSecondaryIndexes ?? []].flatMap(({ KeySchema: key }) => key.map(part => part.AttributeName)))
    table.AttributeDefinitions = definitions.filter(({ AttributeName: name }) => used.has(name))
    table.GlobalSecondaryIndexes = left
    if (left.length === 0) {
      delete table.GlobalSecondaryIndexes
    }
  })
  adopt(table)
  for (const { IndexName: name } of deletes) {
    await promised(store.deleteIndexDb, 'Global', table.TableName, name)
  }

  if (creates.length > 0) {
    // The answer says CREATING, as on AWS; who asks again sees it become ACTIVE.
    fill(store, table, creates.map(index => index.IndexName)).catch(error => { throw error })
  }

  return table
}

// Items that are written from now on enter the index by themselves; those that were there before follow one by one.
async function fill(store, table, names) {
  const indexes = table.GlobalSecondaryIndexes.filter(index => names.includes(index.IndexName))
  const items = store.getItemDb(table.TableName)
  const all = await new Promise((resolve, reject) => db.lazy(items.createValueStream({}), reject).join(resolve))
  for (const item of all) {
    const key = db.createKey(item, table)
    await new Promise((resolve, reject) => items.lock(key, release => {
      const done = release(error => error ? reject(error) : resolve())
      items.get(key, (error, now) => {
        if (error || !now) {
          return done()
        }

        Promise.all(db.getIndexActions(indexes, null, now, table).puts
          .map(({ index, key: indexKey, item: pieces }) => promised(store.getIndexDb('Global', table.TableName, index).put, indexKey, pieces)))
          .then(() => done(), done)
      })
    }))
  }

  await change(store, table.TableName, now => {
    for (const index of (now.GlobalSecondaryIndexes ?? []).filter(index => names.includes(index.IndexName))) {
      index.IndexStatus = 'ACTIVE'
      delete index.Backfilling
    }
  })
}

function change(store, name, apply) {
  return new Promise((resolve, reject) => store.tableDb.lock(name, release => {
    const done = release((error, table) => error ? reject(error) : resolve(table))
    store.getTable(name, false, (error, table) => {
      if (error) {
        return done(error)
      }

      try {
        apply(table)
      } catch (refusal) {
        return done(refusal)
      }

      store.tableDb.put(name, table, error => done(error, table))
    })
  }))
}
