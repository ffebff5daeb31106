/** `helseid-mock explain`: the verdict on a JWT or a whole token request, without a server. */
import { text } from 'node:stream/consumers'
import { type ProfileName, privateMembers, profileNames, publicJwk } from 'helseid-contract/rules'
import { clientKeyProblems } from '../clients/client-keys.ts'
import type { ClientKey, ClientRegistration } from '../clients/registration.ts'
import { type Explanation, explain } from '../explain/explain.ts'
import { verdictText } from '../verdict/verdict-text.ts'
import type { CliCommand } from './command.ts'
import { configureControl, controlClient } from './control-client.ts'
import { readJson } from './json-argument.ts'
import { UsageError } from './usage-error.ts'

export const explainCommand: CliCommand = {
  configure(command) {
    configureControl(command)
      .argument('[input]', 'a JWT, a curl line, the text of an HTTP request, or a HAR; default: standard input')
      .option('--at <time>', 'judge it at this time, ISO 8601 or epoch seconds (default: its own iat)')
      .option('--issuer <address>', 'the STS it was meant for (default: the address it was sent to, or aud or htu)')
      .option('--jwk <path or JSON>', 'the client’s public JWK or JWKS, to look at the signature too')
      .option(
        '--client <path or JSON>',
        'the client’s registration, or a configuration that has it, to look at the rest',
      )
      .option('--twin <origin>', 'take the client’s registration from a running twin')
      .option('--profile <profile>', profileNames.join(', '), 'today')
      .option('--json', 'print the verdict as JSON')
  },
  async run({ at, issuer, jwk, client, twin, profile, json, ...rest }, [input]) {
    if (!(profileNames as readonly unknown[]).includes(profile))
      throw new UsageError(`--profile: use ${profileNames.join(', ')}`)
    if (issuer !== undefined && !URL.canParse(String(issuer)))
      throw new UsageError(`--issuer must be an address such as https://helseid-sts.test.nhn.no, not "${issuer}"`)
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
    const explanation = attempt(given, { ...options, client: registration })
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
  const assumed = issuerFrom === 'assumed' ? ' (assumed: say which with --issuer)' : ''
  const when = `judged at ${new Date(at * 1000).toISOString()} (${atFrom})`
  return `A ${what} for ${issuer}${assumed}, ${when}\n\n${verdictText(verdict)}`
}

/** Epoch seconds that a date can have. */
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
      'helseid-mock: --jwk has a private key in it; the public half is enough. Rotate the key if it is in use',
    )
  const publicKeys = given.map((key) => publicJwk(key ?? {}))
  const problems = clientKeyProblems({ jwks: { keys: publicKeys } })
  if (problems.length > 0) throw new UsageError(`--jwk: ${problems.join('; ')}`)
  return publicKeys
}

/** A registration by itself, or the one of that client in a configuration. */
async function registrationIn(value: unknown, clientId: string): Promise<ClientRegistration> {
  const { clients } = (value ?? {}) as { clients?: unknown }
  const found = Array.isArray(clients) ? clients.find((client) => client?.clientId === clientId) : value
  if (found === undefined) throw new UsageError(`--client: the configuration has no client "${clientId}"`)
  // The validator is loaded only where there is something to validate.
  const { clientProblems, listed } = await import('../config/problems.ts')
  const problems = clientProblems(found)
  if (problems.length > 0) throw new UsageError(`--client: ${listed(problems)}`)
  return found as ClientRegistration
}
