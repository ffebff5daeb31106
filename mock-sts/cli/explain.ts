/** `helseid-mock explain`: prints the verdict on a JWT or a token request, without a server. */
import { text } from 'node:stream/consumers'
import { type ProfileName, privateMembers, profileNames, publicJwk } from 'helseid-contract/rules'
import { clientKeyProblems } from '../clients/client-keys.ts'
import type { ClientKey, ClientRegistration } from '../clients/registration.ts'
import { type Explanation, explain } from '../explain/explain.ts'
import { scrubber } from '../http/secrets.ts'
import { verdictText } from '../verdict/verdict-text.ts'
import type { CliCommand } from './command.ts'
import { configureControl, controlClient } from './control-client.ts'
import { readJson } from './json-argument.ts'
import { UsageError } from './usage-error.ts'

export const explainCommand: CliCommand = {
  configure(command) {
    configureControl(command)
      .argument('[input]', 'a JWT, a curl command, a raw HTTP request or a HAR (default: standard input)')
      .option('--at <time>', 'judge it as of this time, ISO 8601 or epoch seconds (default: its iat)')
      .option(
        '--issuer <address>',
        'issuer it was meant for (default: from the URL it was sent to, or from aud or htu)',
      )
      .option('--jwk <path or JSON>', 'public JWK or JWKS of the client, to verify the signature')
      .option(
        '--client <path or JSON>',
        'registration of the client, or a configuration that contains it, for the rules that depend on it',
      )
      .option('--twin <origin>', 'fetch the registration of the client from this running twin')
      .option('--profile <profile>', `severities to apply: ${profileNames.join(', ')}`, 'today')
      .option('--json', 'print the verdict as JSON')
  },
  async run({ at, issuer, jwk, client, twin, profile, json, ...rest }, [input]) {
    if (!(profileNames as readonly unknown[]).includes(profile))
      throw new UsageError(`--profile must be one of ${profileNames.join(', ')}, not "${profile}"`)
    if (issuer !== undefined && !URL.canParse(String(issuer)))
      throw new UsageError(`--issuer must be a URL such as https://helseid-sts.test.nhn.no, not "${issuer}"`)
    const given = input ?? (await text(process.stdin))
    const options = {
      at: at === undefined ? undefined : parseTime(String(at)),
      issuer: issuer as string | undefined,
      profile: profile as ProfileName,
      keys: jwk === undefined ? undefined : keysOf(readJson(String(jwk), '--jwk')),
    }
    const { clientId } = attempt(given, options)
    const registration =
      client !== undefined
        ? await registrationIn(readJson(String(client), '--client'), clientId)
        : twin !== undefined
          ? await controlClient(String(twin), rest).client(clientId)
          : undefined
    const explanation = scrubber.data(attempt(given, { ...options, client: registration }))
    console.log(json ? JSON.stringify(explanation, null, 2) : explanationText(explanation))
    return explanation.verdict.outcome === 'accepted' ? 0 : 1
  },
}

function attempt(given: string, options: Parameters<typeof explain>[1]): Explanation {
  try {
    return explain(given, options)
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(error.message, { cause: error })
    throw error
  }
}

function explanationText({ what, issuer, issuerFrom, at, atFrom, verdict }: Explanation): string {
  const assumed = issuerFrom === 'assumed' ? ' (assumed: set it with --issuer)' : ''
  const when = `judged at ${new Date(at * 1000).toISOString()} (${atFrom})`
  return `A ${what} for ${issuer}${assumed}, ${when}\n\n${verdictText(verdict)}`
}

/** The latest time a `Date` can represent, in epoch seconds. */
const latestTime = 8.64e12

function parseTime(value: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Date.parse(value) / 1000
  if (Number.isFinite(seconds) && seconds < latestTime) return seconds
  throw new UsageError(`--at must be a time such as 2026-11-23T09:00:00Z or 1795425065, not "${value}"`)
}

function keysOf(value: unknown): ClientKey[] {
  const { keys } = (value ?? {}) as { keys?: unknown }
  const given = (Array.isArray(keys) ? keys : [value]) as ClientKey[]
  if (given.some((key) => privateMembers(key ?? {}).length > 0))
    console.error(
      'helseid-mock: --jwk contains a private key; only the public key is needed. Rotate the key if it is in use',
    )
  const publicKeys = given.map((key) => publicJwk(key ?? {}))
  const problems = clientKeyProblems({ jwks: { keys: publicKeys } })
  if (problems.length > 0) throw new UsageError(`--jwk: ${problems.join('; ')}`)
  return publicKeys
}

/** The given registration, or the registration of that client in a configuration. */
async function registrationIn(value: unknown, clientId: string): Promise<ClientRegistration> {
  const { clients } = (value ?? {}) as { clients?: unknown }
  const found = Array.isArray(clients) ? clients.find((client) => client?.clientId === clientId) : value
  if (found === undefined) throw new UsageError(`--client: the configuration does not contain the client "${clientId}"`)
  // The validator is loaded only when there is a registration to validate.
  const { clientProblems, listed } = await import('../config/problems.ts')
  const problems = clientProblems(found)
  if (problems.length > 0) throw new UsageError(`--client: ${listed(problems)}`)
  return found as ClientRegistration
}
