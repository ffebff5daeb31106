/** `helseid-mock check sts`: reports where an issuer differs from the contract, the table of cases and the recorded metadata. */
import type { CheckResult } from '../../checks/result.ts'
import { stsResults } from '../../checks/sts/sts-results.ts'
import type { CliCommand } from '../command.ts'
import { unreachable } from '../unreachable.ts'
import { createProgressLine } from './progress.ts'
import { configureReport, deliver, readBaseline } from './report.ts'
import { stsContext } from './sts-context.ts'
import { configureStsFlags, readStsFlags } from './sts-flags.ts'

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
    for await (const result of withUsageError(
      issuer,
      stsResults(request, { contextOf: (send) => stsContext(request, send) }),
    )) {
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

async function* withUsageError(issuer: string, rows: AsyncGenerator<CheckResult>): AsyncGenerator<CheckResult> {
  try {
    yield* rows
  } catch (error) {
    const isUnreached = error instanceof Error && (error.message === 'fetch failed' || error.name === 'TimeoutError')
    if (!isUnreached) throw error
    throw unreachable(issuer, error, (error.cause as Error | undefined)?.message ?? error.message)
  }
}
