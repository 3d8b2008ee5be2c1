// The API of DynamoDB Streams: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
import { nameOf } from './arns.mjs'
import { failure, invalid } from './dynalite.mjs'
import { allStreams, FIRST } from './streams.mjs'

// One per stream.
const SHARD = 'shardId-00000000000000000001-00000001'
const MAX_RECORDS = 1000
const MAX_BYTES = 1024 * 1024

export const operations = {
  ListStreams: (_, { TableName: table, Limit: limit = 100, ExclusiveStartStreamArn: after }) => {
    const all = [...allStreams()].filter(stream => !table || stream.table === nameOf(table)).sort((x, y) => x.arn < y.arn ? -1 : 1)
    const rest = all.filter(stream => !after || stream.arn > after)
    const page = rest.slice(0, limit)
    return {
      Streams: page.map(stream => ({ StreamArn: stream.arn, StreamLabel: stream.label, TableName: stream.table })),
      ...(page.length < rest.length && { LastEvaluatedStreamArn: page.at(-1).arn }),
    }
  },

  DescribeStream: (_, { StreamArn: arn, ExclusiveStartShardId: after }) => {
    const stream = find(arn)
    return {
      StreamDescription: {
        StreamArn: arn,
        StreamLabel: stream.label,
        StreamStatus: 'ENABLED',
        StreamViewType: stream.view,
        TableName: stream.table,
        KeySchema: stream.keys,
        CreationRequestDateTime: stream.created / 1000,
        Shards: after ? [] : [{ ShardId: SHARD, SequenceNumberRange: { StartingSequenceNumber: String(FIRST + BigInt(stream.trimmed)) } }],
      },
    }
  },

  GetShardIterator: (_, { StreamArn: arn, ShardId: shard, ShardIteratorType: type, SequenceNumber: sequenceNumber }) => {
    const stream = find(arn)
    if (shard !== SHARD) {
      throw failure('ResourceNotFoundException', `Requested resource not found: Shard: ${shard} in Stream: ${arn} not found`)
    }

    return { ShardIterator: iterator(stream, place(stream, type, sequenceNumber)) }
  },

  GetRecords: async (_, { ShardIterator: given, Limit: limit = MAX_RECORDS }, waitMs) => {
    const [arn, text] = Buffer.from(String(given ?? ''), 'base64').toString().split('|')
    const at = Number(text)
    if (!Number.isSafeInteger(at) || text === undefined) {
      throw invalid('Invalid ShardIterator')
    }

    if (!(limit >= 1 && limit <= MAX_RECORDS)) {
      throw invalid(`1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value less than or equal to ${MAX_RECORDS}`)
    }

    const stream = find(arn)
    await stream.wait(at, waitMs)
    stream.trim()
    if (at < stream.trimmed) {
      throw failure('TrimmedDataAccessException', 'The operation attempted to read past the oldest stream record in a shard.')
    }

    // Of a server that has been started again since.
    if (at > stream.next) {
      throw failure('ExpiredIteratorException', 'Iterator expired.')
    }

    const records = []
    let bytes = 0
    for (const record of stream.records.slice(at - stream.trimmed, at - stream.trimmed + limit)) {
      bytes += record.dynamodb.SizeBytes
      if (records.length > 0 && bytes > MAX_BYTES) {
        break
      }

      records.push(record)
    }

    return { Records: records, NextShardIterator: iterator(stream, at + records.length) }
  },
}

function find(arn) {
  for (const stream of allStreams()) {
    if (stream.arn === arn) {
      return stream
    }
  }

  throw failure('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`)
}

const iterator = (stream, at) => Buffer.from(`${stream.arn}|${at}`).toString('base64')

function place(stream, type, sequenceNumber) {
  switch (type) {
    case 'TRIM_HORIZON': return stream.trimmed
    case 'LATEST': return stream.next
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER': {
      if (!/^\d{1,40}$/.test(sequenceNumber ?? '')) {
        throw invalid('Invalid SequenceNumber')
      }

      const at = Number(BigInt(sequenceNumber) - FIRST) + (type === 'AFTER_SEQUENCE_NUMBER' ? 1 : 0)
      if (at < stream.trimmed) {
        throw failure('TrimmedDataAccessException', 'The operation attempted to read past the oldest stream record in a shard.')
      }

      return at
    }

    default: throw invalid(`1 validation error detected: Value '${type}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [TRIM_HORIZON, LATEST, AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER]`)
  }
}
