/** Starts the bundled twin and calls its endpoints once, to fill Node's compile cache. */
import { createRequire } from 'node:module'

const port = '18080'
const origin = `http://localhost:${port}`

/** Number of readiness checks, and the interval between them in milliseconds. */
const tries = { count: 100, every: 50 }

async function warm(): Promise<void> {
  process.argv.splice(2, process.argv.length, 'serve', '--port', port, '--host', '127.0.0.1')
  createRequire(__filename)('./helseid-mock.cjs')
  await ready()
  await fetch(`${origin}/test/.well-known/openid-configuration`)
  await fetch(`${origin}/test/connect/token`, { method: 'POST', body: new URLSearchParams({ client_id: 'unknown' }) })
  process.kill(process.pid, 'SIGTERM')
}

async function ready(): Promise<void> {
  for (let left = tries.count; left > 0; left--) {
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, tries.every))
  }
  throw new Error('the twin did not start')
}

warm()
