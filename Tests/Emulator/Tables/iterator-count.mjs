// How many of a database's iterators are open. Before the first one is: its classes are changed.
export function countIterators(require) {
  const count = { open: 0 }
  const { AbstractLevel: { prototype: level } } = require('abstract-level')
  const { attachResource, detachResource } = level
  level.attachResource = function (resource) {
    count.open++
    return attachResource.call(this, resource)
  }
  level.detachResource = function (resource) {
    count.open--
    return detachResource.call(this, resource)
  }
  return count
}
