/** The files generated from the code are current; `npm run docs` writes them. */
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import { generated } from '../../docs/pages.ts'
import { staleVectors } from '../../docs/vectors.ts'

it.each(Object.keys(generated))('%s is current', (path) => {
  const written = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  expect(written, `${path} is outdated: run npm run docs`).toBe(generated[path])
})

it('the JSON Schema is self-contained, accepts valid and refuses invalid configurations', () => {
  const schema = JSON.parse(generated['mock-sts/helseid-mock.config.schema.json'] as string)
  const validate = new Ajv().compile(schema)
  const client = { clientId: 'c', jwks: { keys: [] }, scopes: ['nhn:msh/api'] }
  expect(validate({ profile: { test1: 'next' }, severity: { 'lifetime-10s': 'reject' }, clients: [client] })).toBe(true)
  expect(validate({ profile: 'strict' })).toBe(false)
  expect(validate({ severity: { 'no-such-rule': 'off' } })).toBe(false)
})

it('the vectors match the cases', () => {
  expect(staleVectors(), 'contract/vectors/ is outdated: run npm run docs').toEqual([])
})
