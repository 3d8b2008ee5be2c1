// dynalite opens an iterator for each Query and Scan, and ends it by a method that the database's iterators don't have. So they all stayed open, each with what it
// had read ahead and what has been deleted since, for as long as the database was.
import { createRequire } from 'node:module'

const { AbstractKeyIterator, AbstractValueIterator } = createRequire(import.meta.url)('abstract-level')

export function closeIterators() {
  for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator]) {
    prototype.return ??= function () {
      return this.close()
    }
  }
}
