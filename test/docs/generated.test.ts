/** What is made from the code is as the code now makes it; `npm run docs` writes it anew. */
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import { generated } from '../../docs/pages.ts'
import { staleVectors } from '../../docs/vectors.ts'

it.each(Object.keys(generated))('%s is current', (path) => {
  const written = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  expect(written, `${path} is not what the code makes now: npm run docs`).toBe(generated[path])
})

it('the JSON Schema stands on its own, and says yes and no', () => {
  const schema = JSON.parse(generated['mock-sts/helseid-mock.config.schema.json'] as string)
  const validate = new Ajv().compile(schema)
  const client = { clientId: 'c', jwks: { keys: [] }, scopes: ['nhn:msh/api'] }
  expect(validate({ profile: { test1: 'next' }, severity: { 'lifetime-10s': 'reject' }, clients: [client] })).toBe(true)
  expect(validate({ profile: 'strict' })).toBe(false)
  expect(validate({ severity: { 'no-such-rule': 'off' } })).toBe(false)
})

it('the vectors say what the cases say', () => {
  expect(staleVectors(), 'contract/vectors/ are not what the cases make now: npm run docs').toEqual([])
})
