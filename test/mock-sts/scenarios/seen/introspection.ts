/** What a raw HTTP client sees of each scenario in a response of the introspection endpoint. */
import { expect } from 'vitest'
import type { Rows } from './row.ts'

export const seenInIntrospection: Rows = {
  'token-ended': ({ status, body }) => {
    expect(status).toBe(200)
    expect(JSON.parse(body)).toEqual({ active: false })
  },
}
