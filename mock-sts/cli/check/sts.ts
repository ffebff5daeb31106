/** `helseid-mock check sts`: reports where an issuer differs from the contract, the table of cases and the recorded metadata. */
import { cases, endpointCases } from 'helseid-contract/cases'
import type { CheckResult } from '../../checks/result.ts'
import { metadataProblem } from '../../checks/sts/metadata-problem.ts'
import { noToken } from '../../checks/sts/reported-once.ts'
import { type StsCheck, type StsCheckWays, stsResults } from '../../checks/sts/sts-results.ts'
import { createControlApi } from '../../control/control-api.ts'
import type { CliCommand } from '../command.ts'
import { controlTokenOf } from '../control-client.ts'
import { unreachable } from '../unreachable.ts'
import { UsageError } from '../usage-error.ts'
import { createProgressLine } from './progress.ts'
import { configureReport, deliver, readBaseline } from './report.ts'
import { sessionContext, stsContext } from './sts-context.ts'
import { configureStsFlags, readStsFlags } from './sts-flags.ts'

export const checkSts: CliCommand = {
  configure(command) {
    configureReport(configureStsFlags(command))
  },
  async run(flags) {
    const request = readStsFlags(flags)
    const { issuer, client, profile } = request
    const baseline = readBaseline(flags)
    const line = createProgressLine()
    const startedAt = new Date()
    const results: CheckResult[] = []
    for await (const result of withUsageError(issuer, rowsOf(request, flags))) {
      results.push(result)
      line.update({ done: results.length, of: results.length, running: [result.id] })
    }
    line.end()
    if (results.some(isUnknownClient)) console.error(unknownClient(client.clientId, issuer))
    return deliver(
      {
        role: 'sts',
        subject: issuer,
        setting: `client ${client.clientId}, profile ${profile}`,
        profile,
        startedAt: startedAt.toISOString(),
        seconds: (Date.now() - startedAt.getTime()) / 1000,
        results,
      },
      flags,
      baseline,
      [...cases, ...endpointCases].map(({ id }) => id),
    )
  },
}

/** The rows, if there is metadata. @throws {UsageError} if there is none */
async function* rowsOf(request: StsCheck, flags: Readonly<Record<string, unknown>>): AsyncGenerator<CheckResult> {
  // Without metadata, a long table of rows would hide that the address is wrong.
  const problem = request.parts.includes('metadata') ? await metadataProblem(request.issuer) : undefined
  if (problem !== undefined) throw new UsageError(problem)
  yield* stsResults(request, waysOf(request, flags))
}

/** The reference request, which is correct, was refused with invalid_client. */
function isUnknownClient({ group, findings }: CheckResult): boolean {
  return (
    group === 'token' &&
    findings.some(({ expected, seen }) => expected === noToken && /^\d+ invalid_client\b/.test(seen))
  )
}

function unknownClient(clientId: string, issuer: string): string {
  return `The issuer refused the first request, which is correct, with invalid_client. The likely cause is the client, not the issuer: check that "${clientId}" is registered at ${issuer}, that --key belongs to a key of its registration, and that the registration is active. Most rows below follow from it.`
}

function waysOf(request: StsCheck, flags: Readonly<Record<string, unknown>>): StsCheckWays {
  const controlToken = controlTokenOf(flags)
  const twin = {
    controlAt: (url: string) => createControlApi(url, { token: controlToken }),
    ...(controlToken && { controlToken }),
  }
  return { contextOf: (send) => stsContext(request, send), sessionContext: sessionContext(request.issuer), twin }
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
