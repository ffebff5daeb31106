/** `helseid-mock explain`: prints the verdict on a JWT, a token request or an API call, without a server. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { endpoints } from 'helseid-contract'
import { canonicalKey, type ProfileName, privateMembers, profileNames, publicJwk } from 'helseid-contract/rules'
import { clientKeyProblems, clientKeys } from '../clients/client-keys.ts'
import type { ClientKey, ClientRegistration } from '../clients/registration.ts'
import { sessionIdOf } from '../context/sessions.ts'
import { ControlError } from '../control/control-api.ts'
import { clientIdIn, explain } from '../explain/explain.ts'
import type { ExplainOptions, Explanation } from '../explain/explanation.ts'
import { identityModelCodes } from '../explain/identity-model-codes.ts'
import { stsOf } from '../explain/issuer-and-time.ts'
import { type Found, readPasted, selected } from '../explain/read-pasted.ts'
import { scrubber } from '../http/secrets.ts'
import { sendRequest } from '../http/send-request.ts'
import { readCompactJwt } from '../verdict/compact-jwt.ts'
import { verdictText } from '../verdict/verdict-text.ts'
import type { CliCommand } from './command.ts'
import { configureControl, controlClient, twinAddress } from './control-client.ts'
import { readJson } from './json-argument.ts'
import { decodeText, readText } from './read-text.ts'
import { unreachable } from './unreachable.ts'
import { refuseUnusedOptions } from './unused-options.ts'
import { UsageError } from './usage-error.ts'

export const explainCommand: CliCommand = {
  configure(command) {
    configureControl(command)
      .argument(
        '[input]',
        'a file, or the text itself: a JWT, a curl command, HTTP requests, a HAR, a log line with a JWT (default: standard input)',
      )
      .option('--at <time>', 'judge it as of this time, ISO 8601 or epoch seconds (default: its iat)')
      .option(
        '--issuer <address>',
        'issuer it was meant for (default: from the URL it was sent to, or from aud or htu)',
      )
      .option(
        '--jwk <path or key>',
        'public key of the client, or of the issuer for an access token, to verify the signature: JWK, JWKS, PEM or certificate',
      )
      .option(
        '--client <path or JSON>',
        'registration of the client, or a configuration that contains it, for the rules that depend on it',
      )
      .option(
        '--twin <origin>',
        'fetch the registration of the client, or the keys of the issuer of an access token, from this running twin',
      )
      .option('--profile <profile>', `severities to apply: ${profileNames.join(', ')}`, 'today')
      .option('--json', 'print the verdict as JSON')
  },
  async run({ at, issuer, jwk, client, twin, profile, json, ...rest }, [input]) {
    if (!(profileNames as readonly unknown[]).includes(profile))
      throw new UsageError(`--profile must be one of ${profileNames.join(', ')}, not "${profile}"`)
    if (issuer !== undefined && !URL.canParse(String(issuer)))
      throw new UsageError(`--issuer must be a URL such as https://helseid-sts.test.nhn.no, not "${issuer}"`)
    const { controlToken, controlTokenFile } = rest
    if (twin === undefined)
      refuseUnusedOptions({ controlToken, controlTokenFile }, 'explain without --twin', 'it is that of a running twin')
    const options = {
      at: at === undefined ? undefined : parseTime(String(at)),
      issuer: issuer as string | undefined,
      profile: profile as ProfileName,
      keys: jwk === undefined ? undefined : keysOf(String(jwk)),
    }
    const text = await textOf(input)
    const { judged, skipped } = read(text)
    const used = new Set<'client' | 'twin'>()
    const registrationOf = async (found: Found): Promise<Pick<ExplainOptions, 'client' | 'noClient' | 'keys'>> => {
      const isToken = found.accessToken !== undefined && jwk === undefined && twin !== undefined
      if (isToken) used.add('twin')
      if (isToken) return { keys: await issuerKeys(String(twin), explain(found, options).issuer, found.accessToken) }
      if (found.what !== 'token request' && found.what !== 'client assertion') return {}
      if (client === undefined && twin === undefined) return {}
      used.add(client === undefined ? 'twin' : 'client')
      const clientId = clientIdIn(found.request)
      if (client !== undefined) return { client: await registrationIn(readJson(String(client), '--client'), clientId) }
      if (clientId === undefined) return { noClient: 'the text names no client' }
      return registrationAt(String(twin), clientId, rest)
    }
    const explanations: Explanation[] = []
    for (const found of judged)
      explanations.push(scrubber.data(explain(found, { ...options, ...(await registrationOf(found)) })))
    for (const name of ['client', 'twin'] as const)
      if ({ client, twin }[name] !== undefined && !used.has(name))
        console.error(noEffectText(name, client !== undefined, jwk !== undefined))
    const notJudged = scrubber.data(skipped.map(({ what, url }) => ({ what, ...(url !== undefined && { url }) })))
    const codes = scrubber.data(identityModelCodes(text))
    if (json) console.log(JSON.stringify({ codes, explanations, notJudged }, null, 2))
    else console.log([...codes, ...notJudged.map(notJudgedText), ...explanations.map(explanationText)].join('\n\n'))
    // A refusal weighs more than what was not looked at.
    const exitCodes = explanations.map(exitCodeOf)
    return exitCodes.includes(1) ? 1 : Math.max(...exitCodes)
  },
}

function noEffectText(name: 'client' | 'twin', isRegistered: boolean, isKeyGiven: boolean): string {
  if (name === 'client')
    return 'note: --client has no effect on this text: it is for a token request or a client assertion'
  const others = [isRegistered ? '--client gives the registration' : [], isKeyGiven ? '--jwk gives the key' : []].flat()
  const because =
    others.length > 0 ? others.join(', and ') : 'it is for a token request, a client assertion or an access token'
  return `note: --twin has no effect on this text: ${because}`
}

/** 1: refused; 3: nothing is wrong, but something required was not looked at. */
function exitCodeOf({ verdict, notChecked }: Explanation): 0 | 1 | 3 {
  if (verdict.outcome === 'refused') return 1
  return notChecked.some(({ required }) => required) ? 3 : 0
}

/** @throws {UsageError} for the name of a file that does not exist */
export async function textOf(input: string | undefined): Promise<string> {
  if (input === undefined) return decodeText(await buffer(process.stdin))
  const canBeFile = input.length < 1024 && !input.includes('\n')
  if (canBeFile && existsSync(input)) {
    if (!statSync(input).isFile()) throw new UsageError(`${input} is not a file`)
    return decodeText(readFileSync(input))
  }
  if (canBeFile && /^[^\s=]*\.(?:http|rest|har|json|txt|log|jwt|sh|ps1|curl)$/i.test(input))
    throw new UsageError(`file not found: ${input}`)
  return input
}

function read(given: string): ReturnType<typeof selected> {
  try {
    return selected(readPasted(given))
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(error.message, { cause: error })
    throw error
  }
}

function notJudgedText({ what, url }: { readonly what: string; readonly url?: string }): string {
  return `Not judged: an earlier ${what}${url === undefined ? '' : ` to ${url}`}; of several, the last one is judged`
}

function explanationText(explanation: Explanation): string {
  const { what, calls, issuer, issuerFrom, at, atFrom, signature, notChecked, verdict } = explanation
  const assumed = issuerFrom === 'assumed' ? ' (assumed: set it with --issuer)' : ''
  const when = `judged at ${new Date(at * 1000).toISOString()} (${atFrom})`
  const article = what === 'API call' || what === 'access token' ? 'An' : 'A'
  return [
    `${article} ${what} for ${calls === undefined ? `${issuer}${assumed}` : `a call of ${calls}`}, ${when}`,
    `Signature: ${signature}`,
    ...(notChecked.length === 0 ? [] : ['Not checked:']),
    ...notChecked.map(({ what: subject, because }) => `    ${subject}: ${because}`),
    '',
    verdictText(verdict, verdict.outcome === 'accepted' ? 'ACCEPTED' : `NOTHING WRONG ${extentOf(explanation)}`),
  ].join('\n')
}

function extentOf({ what, notChecked }: Explanation): string {
  const isPart = notChecked.some(({ required }) => required)
  return isPart ? `as far as this ${what} alone shows` : `with this ${what}`
}

/** The latest time a `Date` can represent, in epoch seconds. */
const latestTime = 8.64e12

function parseTime(value: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Date.parse(value) / 1000
  if (Number.isFinite(seconds) && seconds < latestTime) return seconds
  throw new UsageError(`--at must be a time such as 2026-11-23T09:00:00Z or 1795425065, not "${value}"`)
}

/** Keys from a JWK, a JWKS, PEM or a certificate, inline or in a file. @throws {UsageError} */
export function keysOf(value: string): ClientKey[] {
  const isInline = /^\s*(?:[[{]|-----BEGIN|MI[A-Za-z0-9+/]{20})/.test(value)
  const text = (isInline ? value : readText('--jwk', value)).trim()
  return /^[[{]/.test(text) ? jwksOf(readJson(text, '--jwk')) : [pemKey(text)]
}

function jwksOf(value: unknown): ClientKey[] {
  const { keys } = (value ?? {}) as { keys?: unknown }
  const given = (Array.isArray(keys) ? keys : Array.isArray(value) ? value : [value]) as ClientKey[]
  if (given.some((key) => privateMembers(key ?? {}).length > 0)) warnOfPrivateKey()
  const publicKeys = given.map((key) => publicJwk(key ?? {}))
  const problems = clientKeyProblems({ jwks: { keys: publicKeys } })
  if (problems.length > 0) throw new UsageError(`--jwk: ${problems.join('; ')}`)
  return publicKeys
}

function pemKey(text: string): ClientKey {
  try {
    const { publicJwk: key, privateJwk } = canonicalKey(text)
    if (privateJwk !== undefined) warnOfPrivateKey()
    // The thumbprint of a certificate is its `kid`.
    const isCertificate = !/-----BEGIN (?!CERTIFICATE)/.test(text)
    return isCertificate ? (clientKeys({ certificates: [text] })[0] as ClientKey) : key
  } catch (error) {
    throw new UsageError(`--jwk: ${(error as Error).message}`, { cause: error })
  }
}

function warnOfPrivateKey(): void {
  console.error(
    'helseid-mock: --jwk contains a private key; only the public key is needed. Rotate the key if it is in use',
  )
}

/**
 * The keys of the STS of the running twin that issued the token; undefined if none of them has its `kid`.
 * @throws {UsageError} if the twin cannot be reached or refuses the call
 */
async function issuerKeys(twin: string, issuer: string, token = ''): Promise<ClientKey[] | undefined> {
  const session = sessionIdOf(new URL(twinAddress(twin)).pathname)
  const path = `${session === undefined ? '' : `/s/${session}`}/${stsOf(issuer)}${endpoints.jwks}`
  const address = new URL(path, twin).href
  const answer = await sendRequest({ url: address }).catch((error) => {
    throw unreachable(
      twin,
      error,
      'is the twin running? Start it with helseid-mock serve, or set its address with --twin',
    )
  })
  if (!answer.ok) throw new UsageError(`${address} answered ${answer.status}: --twin must be the URL of a twin`)
  const jwt = readCompactJwt(token)
  const { keys } = (await answer.json()) as { keys: ClientKey[] }
  const isKnown = !('unreadable' in jwt) && keys.some(({ kid }) => kid === jwt.header.kid)
  return isKnown ? keys : undefined
}

/** The registration at the running twin. @throws {UsageError} if the twin cannot be reached or refuses the call */
async function registrationAt(
  twin: string,
  clientId: string,
  options: Readonly<Record<string, unknown>>,
): Promise<Pick<ExplainOptions, 'client' | 'noClient'>> {
  try {
    return { client: await controlClient(twin, options).client(clientId) }
  } catch (error) {
    const { cause } = error as Error
    const isUnknown =
      cause instanceof ControlError && cause.status === 404 && cause.message.includes('is not registered with any STS')
    if (isUnknown) return { noClient: `the client ${JSON.stringify(clientId)} is not registered with ${twin}` }
    throw error
  }
}

/**
 * The given registration, or the registration of that client in a configuration. `clientId` is the one that the text
 * names; undefined if it names none.
 * @throws {UsageError} if it is not valid, or of another client
 */
export async function registrationIn(value: unknown, clientId: string | undefined): Promise<ClientRegistration> {
  const { clients } = (value ?? {}) as { clients?: unknown }
  const found = Array.isArray(clients) ? oneOf(clients, clientId) : value
  // The validator is loaded only when there is a registration to validate.
  const { clientProblems, listed } = await import('../config/problems.ts')
  const problems = clientProblems(found)
  if (problems.length > 0) throw new UsageError(`--client: ${listed(problems)}`)
  const registration = found as ClientRegistration
  if (clientId !== undefined && registration.clientId !== clientId)
    throw new UsageError(
      `--client: this is the registration of "${registration.clientId}", but the text names the client "${clientId}"`,
    )
  return registration
}

/** Whether the value is the registration of the client, or a configuration with it. */
export function hasClient(value: unknown, clientId: string): boolean {
  const { clients } = (value ?? {}) as { clients?: unknown }
  return (Array.isArray(clients) ? clients : [value]).some((client) => Object(client).clientId === clientId)
}

function oneOf(clients: readonly unknown[], clientId: string | undefined): unknown {
  const ids = clients.map((client) => String(Object(client).clientId))
  const known = ids.length === 0 ? 'no client' : `only ${ids.map((id) => `"${id}"`).join(', ')}`
  if (clientId === undefined)
    throw new UsageError(
      `--client: the text names no client, so it cannot be found in the configuration: give its registration alone. The configuration has ${known}`,
    )
  const found = clients.find((_, index) => ids[index] === clientId)
  if (found !== undefined) return found
  throw new UsageError(`--client: the configuration does not contain the client "${clientId}": it has ${known}`)
}
