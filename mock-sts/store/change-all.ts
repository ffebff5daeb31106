/** Changes several records of a collection, or none of them. */
import type { Records, StoredRecord } from './records.ts'

/**
 * Puts the given values by id; `undefined` deletes the record. Resolves with the records as they were before. When a change fails, the
 * others are undone, except where another process has changed the record since. Records that expire are put back without their expiry.
 * @throws {AggregateError} if a change fails and another one cannot be undone; otherwise rejects with the store's error
 */
export async function changeAll<T>(
  records: Records<T>,
  values: ReadonlyMap<string, T | undefined>,
): Promise<readonly (StoredRecord<T> | undefined)[]> {
  const changes = [...values]
  const before = await Promise.all(changes.map(([id]) => records.get(id)))
  const changed = await Promise.allSettled(
    changes.map(([id, value]) => (value === undefined ? records.delete(id) : records.put(id, value))),
  )
  const failed = changed.find((change) => change.status === 'rejected')
  if (failed === undefined) return before
  const undone = await Promise.allSettled(
    changes.map(async ([id], index) => {
      const change = changed[index]
      if (change?.status === 'fulfilled') await undo(records, id, before[index], change.value)
    }),
  )
  const errors = undone.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  if (errors.length === 0) throw failed.reason
  const { message } = failed.reason as Error
  throw new AggregateError([failed.reason, ...errors], `${message}; some of the changes could not be undone`)
}

/** `result` is what the change resolved with: the version of a `put`, or whether `delete` found the record. */
async function undo<T>(
  records: Records<T>,
  id: string,
  before: StoredRecord<T> | undefined,
  result: number | boolean | undefined,
): Promise<void> {
  const version = typeof result === 'number' ? result : undefined
  if (result === false) return
  if (before !== undefined) await records.put(id, before.value, { ifVersion: version ?? 'absent' })
  else if (version !== undefined && (await records.get(id))?.version === version) await records.delete(id)
}
