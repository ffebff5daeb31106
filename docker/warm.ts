/** Runs the bundled twin once, up to its first tokens, and keeps the code that V8 has compiled for the next start. */
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { createHelseIdClient } from 'helseid-client'
import client from '../mock-sts/demo/client.json' with { type: 'json' }
import key from '../mock-sts/demo/client-key.NOT-A-SECRET.json' with { type: 'json' }

/** Number of readiness checks, and the interval between them in milliseconds. */
const tries = { count: 100, every: 50 }

/** From the second on, a client knows the nonce. */
const tokens = 3

async function warm(): Promise<void> {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  process.argv.splice(2, process.argv.length, 'serve', '--port', String(port), '--host', '127.0.0.1')
  const { keepCode } = createRequire(__filename)('./helseid-mock.cjs') as { keepCode: () => void }
  await ready(origin)
  await fetch(`${origin}/test/connect/token`, { method: 'POST', body: new URLSearchParams({ client_id: 'unknown' }) })
  const { clientId, scopes } = client
  const settings = { issuer: `${origin}/test`, allowPlainHttp: true, clientId, scopes, key }
  for (let index = 0; index < tokens; index++) await createHelseIdClient(settings).getToken()
  keepCode()
  process.kill(process.pid, 'SIGTERM')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function ready(origin: string): Promise<void> {
  for (let left = tries.count; left > 0; left--) {
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, tries.every))
  }
  throw new Error('the twin did not start')
}

warm()
