/** Random bytes from a pool, because the system takes as long for sixteen as for four thousand. */
import { randomBytes } from 'node:crypto'

const poolSize = 4096

let pool = Buffer.alloc(0)

/** No byte is given twice. */
export function pooledRandomBytes(size: number): Buffer {
  if (size > pool.length) pool = randomBytes(Math.max(poolSize, size))
  const bytes = pool.subarray(0, size)
  pool = pool.subarray(size)
  return bytes
}
