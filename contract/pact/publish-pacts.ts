/** `npm run pact:publish`: publishes the committed pacts to the Pact Broker given by environment variables. */
import { execFileSync } from 'node:child_process'
import { publishOptionsOf, publishPacts } from './publish.ts'

const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()

try {
  const options = publishOptionsOf(process.env, git)
  for (const line of await publishPacts(options)) console.log(line)
} catch (error) {
  const { message, cause } = error as Error
  console.error(`pact:publish: ${message}${cause instanceof Error ? `: ${cause.message}` : ''}`)
  process.exitCode = error instanceof TypeError && cause === undefined ? 2 : 1
}
