/** A twin in this process is a drop-in for `fetch`. */
import { createHelseIdClient } from 'helseid-client'
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import { demoClient } from '../demo/demo-client.ts'

const { clientId, privateJwk: key, registration, scope } = demoClient
const issuer = 'https://helseid-sts.test.nhn.no'
const metadata = `${issuer}/.well-known/openid-configuration`
const twin = () => createHelseIdMock({ clients: [registration] })

it('helseId.fetch takes an address as text, as a URL and in a Request', async () => {
  const { fetch } = twin()
  for (const input of [metadata, new URL(metadata), new Request(metadata)])
    expect(await (await fetch(input)).json()).toMatchObject({ issuer })
})

it('helseId.fetch serves a client that takes a fetch function', async () => {
  const helseId = twin()
  const client = createHelseIdClient({ environment: 'test1', clientId, key, scopes: [scope], fetch: helseId.fetch })
  expect(await client.getToken()).toMatchObject({ scope })
})

it('helseId.fetch rejects with the reason of a signal that is aborted already', async () => {
  const reason = new Error('no longer needed')
  await expect(twin().fetch(metadata, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
})

const tokenRequest = { method: 'POST', body: new URLSearchParams({ client_id: clientId }) }
const tokenEndpoint = `${issuer}/connect/token`

it('helseId.fetch fails as fetch does when a scenario resets the connection', async () => {
  const helseId = twin()
  await helseId.use('connection-reset')
  await expect(helseId.fetch(tokenEndpoint, tokenRequest)).rejects.toThrow(new TypeError('fetch failed'))
})

it('helseId.fetch waits until it is aborted when a scenario never answers', async () => {
  const helseId = twin()
  await helseId.use('no-answer')
  const abort = new AbortController()
  const answer = helseId.fetch(tokenEndpoint, { ...tokenRequest, signal: abort.signal })
  abort.abort(new Error('given up'))
  await expect(answer).rejects.toThrow('given up')
})

it('helseId.fetch ends the body early when a scenario truncates it', async () => {
  const helseId = twin()
  await helseId.use('truncated-answer')
  const response = await helseId.fetch(tokenEndpoint, tokenRequest)
  expect(response.status).toBe(400)
  await expect(response.text()).rejects.toThrow(new TypeError('terminated'))
})

it('helseId.fetch delivers a dribbled body whole', async () => {
  const helseId = twin()
  await helseId.use('dribbled-answer', { parameters: { milliseconds: 0 } })
  const response = await helseId.fetch(tokenEndpoint, tokenRequest)
  expect(await response.json()).toHaveProperty('error')
})
