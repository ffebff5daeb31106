/** Runs the parts of `check sts` against an issuer, the reference answer first. */
import { findDrift, isLoopback, type Rights, type StsClient } from 'helseid-contract/drift'
import type { ExchangeContext } from 'helseid-contract/rules'
import { sendRequest } from '../../http/send-request.ts'
import type { CheckResult } from '../result.ts'
import { caseResults } from './case-results.ts'
import { driftResult } from './drift-result.ts'
import { withFixes } from './issuer-fix.ts'
import { issuerResults } from './issuer-results.ts'
import { metadataResults } from './metadata-results.ts'
import { referenceResults } from './reference-results.ts'
import { createReportedOnce } from './reported-once.ts'
import { rotationResults } from './rotation-result.ts'
import { scriptedResults } from './scripted-results.ts'
import { opener, type TwinAccess, twinSessions } from './twin-sessions.ts'

/** The parts of the check: the reference answer and its token, the contract, the cases A to C, and the metadata with the other E cases. */
export const parts = ['token', 'contract', 'cases', 'metadata'] as const
export type Part = (typeof parts)[number]

export interface StsCheck {
  readonly issuer: string
  readonly client: StsClient
  readonly rights: Partial<Rights>
  readonly profile: 'today' | 'next'
  /** How long a case may wait, in seconds; cases that wait longer are not run. */
  readonly maxWait: number
  readonly parts: readonly Part[]
  /** How many tokens are compared. */
  readonly tokens: number
  /** A command line that restarts the issuer. */
  readonly restart: string | undefined
  /** Pause between two requests, in milliseconds. */
  readonly pace?: number
}

export interface StsCheckWays {
  /** Sends each request; the pause comes on top. Default: the network. */
  readonly send?: typeof sendRequest
  /** Values and keys of the requests, which are sent with `send`. */
  readonly contextOf: (send: typeof sendRequest) => ExchangeContext
  /** The same for a session of a twin, with example names. */
  readonly sessionContext: ExchangeContext
  readonly twin: TwinAccess
}

/** Pause between two requests to an issuer that is not on this machine, in milliseconds. */
const defaultPace = 1000

/** @throws {TypeError} `fetch failed`, if no answer comes */
export async function* stsResults(check: StsCheck, ways: StsCheckWays): AsyncGenerator<CheckResult> {
  for await (const result of resultsOf(check, ways)) yield withFixes(result)
}

async function* resultsOf(check: StsCheck, ways: StsCheckWays): AsyncGenerator<CheckResult> {
  const { issuer, client, rights, profile, maxWait, parts: chosen, pace } = check
  const send = paced(pace ?? (isLoopback(issuer) ? 0 : defaultPace), ways.send ?? sendRequest)
  const context = ways.contextOf(send)
  const once = createReportedOnce()
  const { controlToken } = ways.twin
  const sessions = await twinSessions(context, ways.twin)
  const openSession = opener(sessions)
  if (chosen.includes('token'))
    for await (const result of referenceResults({ context, send, tenancy: rights.tenancy })) {
      once.add(result)
      yield result
    }
  // The flags have been checked: `--yes` is given if it is needed.
  if (chosen.includes('contract'))
    for await (const row of findDrift({
      issuer,
      client,
      yes: true,
      pace: 0,
      now: context.now,
      fetch: asFetch(send),
      ...(openSession && {
        openSession: async () => ({ ...(await openSession()), ...(controlToken && { controlToken }) }),
      }),
    }))
      yield once.reduce(driftResult(row))
  if (chosen.includes('metadata')) yield* await metadataResults(issuer, profile, send)
  if (chosen.includes('cases')) {
    const keyType = client.key.kty === 'RSA' ? 'RSA' : 'EC'
    const { sessionContext } = ways
    const options = { context, profile, rights, keyType, maxWait, sessions, sessionContext } as const
    for await (const result of caseResults(options)) yield once.reduce(result)
    yield* scriptedResults(sessions, sessionContext)
  }
  // Last, because they restart the issuer.
  if (chosen.includes('metadata')) {
    yield* issuerResults({ ...check, context, send })
    yield* rotationResults(sessions, ways.sessionContext)
  }
}

function paced(milliseconds: number, send: typeof sendRequest): typeof sendRequest {
  return async (request) => {
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds))
    return send(request)
  }
}

/** The `fetch` that the contract's drift calls. */
function asFetch(send: typeof sendRequest): typeof fetch {
  return async (input, init = {}) =>
    send({
      url: String(input),
      method: init.method ?? 'GET',
      headers: [...new Headers(init.headers)],
      body: typeof init.body === 'string' ? init.body : '',
    })
}
