/** `helseid doctor`: checks each step from DNS to the API, and says which one fails and why. */
import { clientFlags, clientHelp, clientOptions } from './client-flags.ts'
import { type CliCommand, exitCodes, UsageError } from './command.ts'
import { StepFailed } from './doctor-step.ts'
import { doctorSteps } from './doctor-steps.ts'

export const doctor: CliCommand = {
  help: [
    'helseid doctor: checks DNS, TLS, discovery, clock, key, token and API, and says what fails and why',
    ...clientHelp,
    '  --api <url>        an API to call with the token in the last step',
  ],
  flags: { ...clientFlags, api: { type: 'string' } },
  async run({ api, ...values }, terminal) {
    if (api !== undefined && !URL.canParse(String(api))) throw new UsageError(`--api "${api}" is not a URL`)
    const options = clientOptions(values, terminal)
    const steps = doctorSteps(options, typeof api === 'string' ? new URL(api) : undefined, terminal.env)
    for (const [index, { name, run }] of steps.entries()) {
      try {
        terminal.out(`ok    ${name.padEnd(10)}${await run()}`)
      } catch (error) {
        if (!(error instanceof StepFailed)) throw error
        terminal.out(`FAIL  ${name.padEnd(10)}${error.message}`)
        if (error.advice !== undefined) terminal.out(`      ${''.padEnd(10)}→ ${error.advice}`)
        for (const later of steps.slice(index + 1)) terminal.out(`–     ${later.name.padEnd(10)}not reached`)
        return exitCodes.failed
      }
    }
    return exitCodes.fine
  },
}
