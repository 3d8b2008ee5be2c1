// dynalite reads every expression of every request anew, by a generated parser. That is a fifth of what a request costs, and a third of it
// until V8 has compiled the parser. Programs ask with the same few expressions again and again: what was read is kept, and filled with each request's values.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

const mostKept = 500

// With its names: they have no limit of their own.
const longestKept = 1024

// Here the result depends on the values themselves (their order, the name of a type); elsewhere on their types alone.
const dependsOnValues = /between|attribute_type/i

export function keepExpressions() {
  for (const name of ['conditionParser', 'projectionParser', 'updateParser']) {
    const parser = require(`dynalite/db/${name}`)
    parser.parse = keeping(parser.parse)
  }
}

/** The same parser, that remembers. Every result is its caller's own: dynalite changes some. */
export function keeping(parse) {
  const kept = new Map()
  return (expression, options) => {
    const { context } = options
    const key = keyOf(expression, context)
    if (key.length > longestKept || dependsOnValues.test(expression)) {
      return parse(expression, options)
    }

    let known = kept.get(key)
    if (known === undefined) {
      const unusedAttrNames = { ...context.attrNames }
      const unusedAttrVals = { ...context.attrVals }
      const result = parse(expression, { ...options, context: { ...context, unusedAttrNames, unusedAttrVals } })
      if (typeof result !== 'object') {
        // What is wrong with the expression, in a sentence that may name values.
        return result
      }

      known = {
        shape: shapeOf(result, context.attrVals ?? {}),
        names: missing(unusedAttrNames, context.attrNames),
        values: missing(unusedAttrVals, context.attrVals),
      }
      if (kept.size === mostKept) {
        kept.delete(kept.keys().next().value)
      }
    }

    // Last, so that those go first that nobody has asked with for the longest time.
    kept.delete(key)
    kept.set(key, known)

    // What nothing uses is an error, once all expressions of a request have been read.
    known.names.forEach(name => delete context.unusedAttrNames[name])
    known.values.forEach(name => delete context.unusedAttrVals[name])
    return filled(known.shape, context.attrVals)
  }
}

// Nothing in an expression may look like what follows it.
function keyOf(expression, { attrNames, attrVals }) {
  let key = JSON.stringify(expression)
  for (const name in attrNames) {
    key += `\n${name}=${JSON.stringify(attrNames[name])}`
  }

  for (const name in attrVals) {
    key += `\n${name}=${Object.keys(attrVals[name])}`
  }

  return key
}

const missing = (some, all) => Object.keys(all ?? {}).filter(name => !(name in some))

/** Where a request's value belongs. */
class Value {
  constructor(name) {
    this.name = name
  }
}

function shapeOf(result, values) {
  const places = new Map(Object.keys(values).map(name => [values[name], new Value(name)]))
  return copied(result, node => places.get(node))
}

const filled = (shape, values) => copied(shape, node => node instanceof Value ? values[node.name] : undefined)

function copied(node, replacementOf) {
  if (typeof node !== 'object' || node === null) {
    return node
  }

  const replacement = replacementOf(node)
  if (replacement !== undefined) {
    return replacement
  }

  if (Array.isArray(node)) {
    return node.map(item => copied(item, replacementOf))
  }

  const copy = Object.create(Object.getPrototypeOf(node))
  for (const name of Object.keys(node)) {
    copy[name] = copied(node[name], replacementOf)
  }

  return copy
}
