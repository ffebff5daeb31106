/** E12: an issuer has the same keys after a restart. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { sendRequest } from '../../http/send-request.ts'
import type { CheckResult } from '../result.ts'
import { found, type IssuerRow, notReached, notRequired } from './issuer-row.ts'
import { publishedKeys } from './published-keys.ts'

const row: IssuerRow = {
  id: 'E12',
  requires: 'kid and key are the same after a restart',
  status: 'choice',
  source: 'a choice of the twin: clients keep the keys of the JWKS, OpenID Connect Core 10.1.1',
}

/** Time limit for the command, and then for the issuer to come up, in seconds. */
const timeout = 60

export interface RestartOptions {
  /** The URL of the JWKS. */
  readonly jwks: string | undefined
  readonly send: typeof sendRequest
  /** A command that restarts the issuer and then ends. */
  readonly command: string | undefined
}

export async function restartResult({ jwks, send, command }: RestartOptions): Promise<CheckResult> {
  if (command === undefined)
    return notRequired(row, 'This row restarts the issuer: enable it with --restart <command>.')
  const startedAt = performance.now()
  const before = await publishedKeys(jwks, send)
  if (before.length === 0) return notReached(row, 'The issuer publishes no keys.')
  // Output is ignored, because the command leaves the issuer running, which would otherwise hold the streams open.
  const child = spawn(command, { shell: true, stdio: 'ignore', timeout: timeout * 1000 })
  const [code, signal] = await once(child, 'exit')
  if (code !== 0) return notReached(row, `The restart command failed: ${signal ?? `exit code ${code}`}.`)
  const after = await onceUp(jwks, send)
  if (after === undefined) return notReached(row, `The issuer did not come up within ${timeout} s.`)
  const expected = formatKeys(before)
  const seen = formatKeys(after)
  return found(row, JSON.stringify(before) === JSON.stringify(after) ? [] : [{ expected, seen }], startedAt)
}

async function onceUp(jwks: string | undefined, send: typeof sendRequest) {
  const until = performance.now() + timeout * 1000
  while (performance.now() < until) {
    const keys = await publishedKeys(jwks, send).catch((error: Error) => {
      if (error instanceof TypeError && error.message === 'fetch failed') return []
      throw error
    })
    if (keys.length > 0) return keys
    await pause(200)
  }
  return undefined
}

function formatKeys(keys: Awaited<ReturnType<typeof publishedKeys>>): string {
  return keys.map(({ kid, n }) => `${kid} (${n.slice(0, 8)}…)`).join(', ')
}
