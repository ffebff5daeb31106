/** `helseid-mock explain`: the verdict on a JWT or a whole token request, without a server. */
import { existsSync, readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { type ProfileName, profileNames } from 'helseid-contract/rules'
import { type Explanation, explain } from '../explain.ts'
import type { ClientKey, ClientRegistration } from '../registration.ts'
import { verdictText } from '../verdict-text.ts'
import type { CliCommand } from './command.ts'
import { type ControlClient, configureControl, controlClient } from './control-client.ts'
import { UsageError } from './usage-error.ts'

export const explainCommand: CliCommand = {
  configure(command) {
    configureControl(command)
      .argument('[input]', 'a JWT, a curl line, the text of an HTTP request, or a HAR entry; default: standard input')
      .option('--at <time>', 'judge it at this time, ISO 8601 or epoch seconds (default: its own iat)')
      .option('--issuer <address>', 'the STS it was meant for (default: from aud or htu)')
      .option('--jwk <path or JSON>', 'the client’s public JWK or JWKS, to look at the signature too')
      .option('--client <path or JSON>', 'the client’s registration, to look at tenancy and scopes too')
      .option('--twin <origin>', 'take the client’s registration from a running twin')
      .option('--profile <profile>', profileNames.join(', '), 'today')
      .option('--json', 'print the verdict as JSON')
  },
  async run({ at, issuer, jwk, client, twin, profile, json, ...rest }, [input]) {
    if (!(profileNames as readonly unknown[]).includes(profile))
      throw new UsageError(`--profile: use ${profileNames.join(', ')}`)
    const given = input ?? (await text(process.stdin))
    const options = {
      at: at === undefined ? undefined : parseTime(String(at)),
      issuer: issuer as string | undefined,
      profile: profile as ProfileName,
      keys: jwk === undefined ? undefined : keysOf(readJson(String(jwk), '--jwk')),
    }
    const first = attempt(given, {
      ...options,
      client: client === undefined ? undefined : (readJson(String(client), '--client') as ClientRegistration),
    })
    const explanation =
      twin === undefined
        ? first
        : attempt(given, { ...options, client: await registrationFrom(controlClient(String(twin), rest), given) })
    console.log(json ? JSON.stringify(explanation, null, 2) : show(explanation))
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

function show({ what, issuer, at, verdict }: Explanation): string {
  return `A ${what} for ${issuer}, judged at ${new Date(at * 1000).toISOString()}\n\n${verdictText(verdict)}`
}

function parseTime(value: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Date.parse(value) / 1000
  if (Number.isFinite(seconds)) return seconds
  throw new UsageError(`--at must be a time such as 2026-11-23T09:00:00Z or 1795425065, not "${value}"`)
}

function readJson(value: string, flag: string): unknown {
  const isInline = value.trimStart().startsWith('{')
  if (!isInline && !existsSync(value)) throw new UsageError(`${flag}: there is no file ${value}`)
  try {
    return JSON.parse(isInline ? value : readFileSync(value, 'utf8'))
  } catch (error) {
    throw new UsageError(`${flag} is not JSON: ${(error as Error).message}`, { cause: error })
  }
}

function keysOf(value: unknown): ClientKey[] {
  const { keys } = value as { keys?: ClientKey[] }
  return keys ?? [value as ClientKey]
}

async function registrationFrom(twin: ControlClient, given: string): Promise<ClientRegistration> {
  const { clientId } = explain(given)
  return (await twin.get(`clients/${encodeURIComponent(clientId)}`)) as ClientRegistration
}
