/** The pool of random bytes behind the `jti` of tokens. */
import { expect, it } from 'vitest'
import { pooledRandomBytes } from '../../../mock-sts/twin/random-bytes.ts'

it('gives no byte twice, across several pools', () => {
  const ids = Array.from({ length: 1000 }, () => pooledRandomBytes(16))
  expect(new Set(ids.map((id) => id.toString('hex'))).size).toBe(1000)
  const spans = ids.map(({ buffer, byteOffset }) => ({ buffer, byteOffset }))
  const starts = Map.groupBy(spans, ({ buffer }) => buffer)
  for (const offsets of starts.values())
    for (const [index, { byteOffset }] of offsets.entries())
      expect(byteOffset).toBe((offsets[0]?.byteOffset as number) + index * 16)
})

it.each([0, 1, 16, 4096, 4097, 10_000])('gives %i bytes', (size) => {
  expect(pooledRandomBytes(size)).toHaveLength(size)
})
