/** Smoke test of the packed client, run on each Node version: entry points, token, API call, command line. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHelseIdClient, HelseIdError } from 'helseid-client'
import { createTokenVerifier } from 'helseid-client/verifier'

const api = process.argv[2]
const issuer = process.env.HELSEID_ISSUER
const options = { issuer, clientId: process.env.HELSEID_CLIENT_ID, key: { env: 'HELSEID_KEY' } }
const client = createHelseIdClient(options)
const response = await client.fetch(api)
assert.equal(response.status, 200)
assert.equal((await response.json()).client_id, options.clientId)

const verify = createTokenVerifier({ issuer, audience: 'nhn:test-public-samplecode' })
const url = 'https://api.example/things'
assert.equal((await verify(new Request(url, { headers: await client.headersFor(url) }))).client_id, options.clientId)
await assert.rejects(createHelseIdClient({ ...options, scopes: ['nhn:nobody/knows'] }).getToken(), HelseIdError)

// The optional peer is not installed: its subpath fails and names it; nothing else needs it.
await assert.rejects(import('helseid-client/pkcs12'), /node-forge/)

const help = execFileSync(process.execPath, ['node_modules/helseid-client/bin/helseid.js', '--help'], {
  encoding: 'utf8',
})
assert.match(help, /helseid doctor/)
console.log(`ok: the packed client on Node ${process.versions.node}`)
