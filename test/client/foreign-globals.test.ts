/** In a test environment with other globals than Node's, the client says which line to add, before it signs anything. */
import { runInNewContext } from 'node:vm'
import { createHelseIdClient } from 'helseid-client'
import { expect, it, onTestFinished, vi } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const create = () => createHelseIdClient({ environment: 'test1', clientId: 'c', key: keyRing.ec, scopes: ['nhn:x/a'] })

it('with the ArrayBuffer of another realm, as in jsdom, names the line for Vitest and for Jest', () => {
  onTestFinished(() => void vi.unstubAllGlobals())
  vi.stubGlobal('ArrayBuffer', runInNewContext('ArrayBuffer'))
  expect(create).toThrow(
    /^createHelseIdClient: .* \/\/ @vitest-environment node \(in Jest: \/\*\* @jest-environment node \*\/\)$/,
  )
})

it('with Node’s own, creates a client', () => {
  expect(create).not.toThrow()
})
