/** `helseid-mock check sts`: reports where an issuer differs from the contract, the table of cases and the recorded metadata. */
import { environments } from 'helseid-contract'
import { findDrift, isLoopback, type Rights, type StsClient } from 'helseid-contract/drift'
import { type ExchangeContext, exampleNames } from 'helseid-contract/rules'
import type { CheckResult } from '../../checks/result.ts'
import { caseResults } from '../../checks/sts/case-results.ts'
import { driftResult } from '../../checks/sts/drift-result.ts'
import { issuerResults } from '../../checks/sts/issuer-results.ts'
import { metadataResults } from '../../checks/sts/metadata-results.ts'
import { scriptedResults } from '../../checks/sts/scripted-results.ts'
import { sendRequest } from '../../http/send-request.ts'
import type { CliCommand } from '../command.ts'
import { exchangeContext } from '../exchange-context.ts'
import { unreachable } from '../unreachable.ts'
import { createProgressLine } from './progress.ts'
import { configureReport, deliver, readBaseline } from './report.ts'
import { configureStsFlags, readStsFlags, type StsCheckRequest } from './sts-flags.ts'

export const checkSts: CliCommand = {
  configure(command) {
    configureReport(configureStsFlags(command))
  },
  async run(flags) {
    const request = await readStsFlags(flags)
    const { issuer, client, profile } = request
    const baseline = readBaseline(flags)
    const line = createProgressLine()
    const startedAt = new Date()
    const results: CheckResult[] = []
    for await (const result of withUsageError(issuer, resultsOf(request))) {
      results.push(result)
      line.update({ done: results.length, of: results.length, running: [result.id] })
    }
    line.end()
    return deliver(
      {
        role: 'sts',
        subject: issuer,
        setting: `client ${client.clientId}, profile ${profile}`,
        startedAt: startedAt.toISOString(),
        seconds: (Date.now() - startedAt.getTime()) / 1000,
        results,
      },
      flags,
      baseline,
    )
  },
}

async function* resultsOf(request: StsCheckRequest): AsyncGenerator<CheckResult> {
  const { issuer, client, rights, profile, maxWait, parts, pace } = request
  // The flags have been checked: `--yes` is given if it is needed.
  if (parts.includes('contract'))
    for await (const row of findDrift({ issuer, client, yes: true, ...(pace !== undefined && { pace }) }))
      yield driftResult(row)
  const send = paced(pace ?? (isLoopback(issuer) ? 0 : defaultPace))
  if (parts.includes('metadata')) yield* await metadataResults(issuer, profile, send)
  const keyType = client.key.kty === 'RSA' ? 'RSA' : 'EC'
  const context = contextOf(issuer, client, rights, send)
  if (parts.includes('cases')) {
    yield* caseResults({ context, profile, rights, keyType, maxWait })
    yield* scriptedResults()
  }
  // Last, because they restart the issuer and change its keys.
  if (parts.includes('metadata')) yield* issuerResults({ ...request, context, send })
}

/** Pause between two requests to an issuer that is not on this machine, in milliseconds. */
const defaultPace = 1000

function paced(milliseconds: number): typeof sendRequest {
  return async (request) => {
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds))
    return sendRequest(request)
  }
}

function contextOf(
  issuer: string,
  { clientId, key }: StsClient,
  rights: Partial<Rights>,
  send: typeof sendRequest,
): ExchangeContext {
  const usual = exchangeContext(issuer, clientId)
  // Answers list scopes in sorted order, and so do the cases.
  const [scope = usual.scope, secondScope = exampleNames.secondScope] = [rights.scope, rights.secondScope]
    .filter((held) => held !== undefined)
    .toSorted()
  return {
    ...usual,
    ...exampleNames,
    otherIssuer: issuer === environments.prod.issuer ? environments.test1.issuer : environments.prod.issuer,
    ...rights,
    scope,
    secondScope,
    key: (name) => (name === 'registered' ? key : usual.key(name)),
    send: (request) => send(request),
  }
}

async function* withUsageError(issuer: string, rows: AsyncGenerator<CheckResult>): AsyncGenerator<CheckResult> {
  try {
    yield* rows
  } catch (error) {
    const isUnreached = error instanceof Error && (error.message === 'fetch failed' || error.name === 'TimeoutError')
    if (!isUnreached) throw error
    throw unreachable(issuer, error, (error.cause as Error | undefined)?.message ?? error.message)
  }
}
