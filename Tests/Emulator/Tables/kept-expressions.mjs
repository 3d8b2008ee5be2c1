// Reads expressions by dynalite's parsers as they are, and by those that remember; writes how many results were compared, how often
// a parser was asked by the second, and which differ. node kept-expressions.mjs FOLDER, where the tables' server is installed.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'

const folder = process.argv[2]
const require = createRequire(join(folder, 'start.mjs'))
const { keeping } = await import(pathToFileURL(join(folder, 'expressions.mjs')))
const { compare } = require('dynalite/db')

const condition = [
  ['attribute_not_exists(id)'],
  ['attribute_exists(id)', null, null],
  ['attribute_not_exists(#id) OR #at < :now', { '#id': 'id', '#at': 'at' }, { ':now': { N: '1' } }],
  ['#id = :id', { '#id': 'id' }, { ':id': { S: 'a' } }],
  [':id = #id AND begins_with(#sort, :start)', { '#id': 'id', '#sort': 'sort' }, { ':id': { S: 'a' }, ':start': { S: 'b' } }],
  ['NOT contains(a.b[2].c, :c) AND size(d) > :n', undefined, { ':c': { BOOL: true }, ':n': { N: '7' } }],
  ['a IN (:x, :y) OR (a = :x AND c <> :y)', undefined, { ':x': { L: [{ S: 'x' }] }, ':y': { M: { k: { NULL: true } } } }],
  ['a BETWEEN :low AND :high', undefined, { ':low': { N: '1' }, ':high': { N: '2' } }],
  ['a between :low and :high', undefined, { ':low': { N: '2' }, ':high': { N: '1' } }],
  ['attribute_type(a, :t)', undefined, { ':t': { S: 'S' } }],
  ['attribute_type(a, :t)', undefined, { ':t': { S: 'X' } }],
  // Used by nothing, of another type, of another name, of a prototype's name.
  ['#id = :id', { '#id': 'id', '#more': 'more' }, { ':id': { S: 'a' }, ':more': { S: 'b' } }],
  ['#id = :id', { '#id': 'id' }, { ':id': { N: '1' } }],
  ['#id = :id', { '#id': 'other' }, { ':id': { S: 'a' } }],
  ['attribute_exists(#p)', { '#p': '__proto__' }],
  ['begins_with(a, :b)', undefined, { ':b': { S: 'b' } }],
  // Wrong.
  ['begins_with(a, :b)', undefined, { ':b': { N: '1' } }],
  ['a = :missing', undefined, { ':b': { S: 'x' } }],
  ['#missing = :b', {}, { ':b': { S: 'x' } }],
  ['name = :b', undefined, { ':b': { S: 'x' } }],
  ['((a = :b))', undefined, { ':b': { S: 'x' } }],
  ['a = = :b', undefined, { ':b': { S: 'x' } }],
  ['frobnicate(a)'],
  ['size(a) = size(a)'],
]
const projection = [
  ['id'],
  ['#id, a.b[3], c', { '#id': 'id' }],
  ['#id, a.b[3], c', { '#id': 'another' }],
  ['a, a.b'],
  ['a,,b'],
  ['#missing', {}],
]
const update = [
  ['SET a = :a, b.c = b.c + :n REMOVE d', undefined, { ':a': { S: 'x' }, ':n': { N: '1' } }],
  ['SET a = :a, b.c = b.c + :n REMOVE d', undefined, { ':a': { BOOL: false }, ':n': { N: '2' } }],
  ['SET #l = list_append(if_not_exists(#l, :none), :new) ADD n :n', { '#l': 'list' }, { ':none': { L: [] }, ':new': { L: [{ N: '1' }] }, ':n': { N: '1' } }],
  ['ADD s :s DELETE t :s', undefined, { ':s': { SS: ['a', 'b'] } }],
  ['ADD s :s', undefined, { ':s': { S: 'a' } }],
  ['SET x = :v, y = :w', undefined, { ':v': { S: 'x' }, ':w': { S: 'y' } }],
  ['SET x = :v, y = :w\n:v=S', undefined, { ':w': { S: 'y' } }],
  ['SET a = :a SET b = :a', undefined, { ':a': { S: 'x' } }],
  ['SET a = :a, a.b = :a', undefined, { ':a': { S: 'x' } }],
]

let compared = 0
let read = 0
const differing = []
for (const [name, cases] of Object.entries({ condition, projection, update })) {
  const { parse } = require(`dynalite/db/${name}Parser`)
  const remembering = keeping((...given) => {
    read++
    return parse(...given)
  })
  for (let round = 1; round <= 3; round++) {
    for (const [expression, names, values] of cases) {
      const expected = outcome(parse, expression, names, values)
      const actual = outcome(remembering, expression, names, values)
      compared++
      if (!isDeepStrictEqual(actual, expected)) {
        differing.push(`${expression}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`)
      }

      spoil(actual.result)
    }
  }
}

// More than are kept, and one in between that is asked with all the time; and one that is too long, by its names.
const { parse } = require('dynalite/db/projectionParser')
let asked = 0
const many = keeping((...given) => {
  asked++
  return parse(...given)
})
const long = { '#n': 'n'.repeat(1024) }
for (let i = 0; i < 1100; i++) {
  for (const [expression, names] of [[`a${i % 550}`], ['always'], ['#n', long]]) {
    if (!isDeepStrictEqual(outcome(many, expression, names), outcome(parse, expression, names))) {
      differing.push(expression)
    }
  }
}

console.log(`${compared} compared, ${read} read, ${asked} of many, ${differing.length} differ\n${differing.join('\n')}`)

function outcome(parse, expression, attrNames, attrVals) {
  const context = {
    attrNames,
    attrVals: attrVals && structuredClone(attrVals),
    unusedAttrNames: { ...attrNames },
    unusedAttrVals: { ...attrVals },
    isReserved: word => word === 'name',
    compare,
  }
  try {
    const result = parse(expression, { context })
    // Who gets a sentence looks no further.
    return typeof result === 'string' ? { result } : { result, names: context.unusedAttrNames, values: context.unusedAttrVals }
  } catch (error) {
    return { result: error.message }
  }
}

// As its owner may.
function spoil(node) {
  for (const name of typeof node === 'object' && node !== null ? Object.keys(node) : []) {
    spoil(node[name])
    node[name] = 'spoilt'
  }
}
