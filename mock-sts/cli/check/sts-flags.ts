/** What `helseid-mock check sts` is told by its flags. */
import { createPrivateKey } from 'node:crypto'
import type { Command } from 'commander'
import { type StsName, stsEnvironments, stsNamed, stsNames } from 'helseid-contract'
import { assertIssuer, isLoopback, type Rights, rightWords, type StsClient } from 'helseid-contract/drift'
import type { JsonObject, Jwk } from 'helseid-contract/rules'
import type { KeyChanges } from '../../checks/sts/rotation-result.ts'
import { minTokens } from '../../checks/sts/token-id-result.ts'
import { jwkThumbprint } from '../../keys/jwk-thumbprint.ts'
import { configureControl, controlClient } from '../control-client.ts'
import { UsageError } from '../usage-error.ts'
import { readText } from './read-text.ts'

type Flags = Readonly<Record<string, unknown>>

/** What can be asked: the contract, the cases A to C, the metadata with the rest of the cases E. */
const parts = ['contract', 'cases', 'metadata'] as const
type Part = (typeof parts)[number]

export interface StsCheckRequest {
  readonly issuer: string
  readonly client: StsClient
  readonly rights: Partial<Rights>
  readonly profile: 'today' | 'next'
  /** Seconds that a case may wait. */
  readonly maxWait: number
  readonly parts: readonly Part[]
  /** How many tokens are compared. */
  readonly tokens: number
  /** Where the keys may be changed. */
  readonly changes: KeyChanges | undefined
  /** A command line that restarts the issuer. */
  readonly restart: string | undefined
  /** Between two requests, in milliseconds. */
  readonly pace?: number
}

/** A flag for each right that a client may have been given. */
const rightFlags: Readonly<Record<keyof Rights, string>> = {
  scope: '--scope <scope>',
  secondScope: '--second-scope <scope>',
  otherApiScope: '--other-api-scope <scope>',
  ungrantedScope: '--ungranted-scope <scope>',
  tenancy: '--tenancy <tenancy>',
  parent: '--parent <orgnr>',
  child: '--child <orgnr>',
  journalId: '--journal-id <uuid>',
}

const tenancies = ['single-tenant', 'multi-tenant']

/** How many tokens are asked for, unless somebody says so: enough to see what does not change, quick enough to be done each time. */
const defaultTokens = 50

export function configureStsFlags(command: Command): Command {
  command
    .requiredOption('--against <issuer>', 'issuer to ask, without a trailing slash')
    .requiredOption('--client-id <id>', 'a client that it knows')
    .requiredOption('--key <path or JSON>', 'private JWK of that client')
    .option('--yes', 'really send requests, many of them bad on purpose, to an issuer that is not on this machine')
    .option('--pace <milliseconds>', 'between two requests (default: 1000, and 0 on this machine)')
    .option('--profile <profile>', 'what the cases expect: today or next', 'today')
    .option('--only <part...>', parts.join(', '))
    .option('--patience <seconds>', 'that a case may wait', '0')
    .option('--tokens <count>', 'whose jti are compared; the table of cases says 10000', String(defaultTokens))
    .option('--keys', 'change the signing keys of the issuer, a twin, by its control plane')
    .option(
      '--restart <command>',
      'restarts the issuer, for the row about its keys after that; must not end before the issuer is down',
    )
  for (const [name, flag] of Object.entries(rightFlags)) command.option(flag, rightWords[name as keyof Rights])
  return configureControl(command)
}

/** @throws {UsageError} for the first that is wrong, before anything is sent to the issuer */
export async function readStsFlags(flags: Flags): Promise<StsCheckRequest> {
  const { against, clientId, key, yes, pace, profile, only, patience, tokens, keys, restart } = flags
  const issuer = String(against)
  requireIssuer(issuer, yes === true)
  const rights = rightsOf(flags)
  return {
    issuer,
    client: { ...rights, clientId: String(clientId), key: readKey(String(key)) },
    rights,
    profile: profileOf(profile),
    maxWait: wholeNumber('--patience', patience, 'seconds'),
    parts: partsOf(only),
    tokens: tokensOf(tokens),
    changes: keys === true ? await keyChangesOf(issuer, flags) : undefined,
    restart: restart === undefined ? undefined : String(restart),
    ...(pace !== undefined && { pace: wholeNumber('--pace', pace, 'milliseconds') }),
  }
}

/** Does not repeat what is no issuer, which may hold a password. */
function requireIssuer(issuer: string, yes: boolean): void {
  try {
    assertIssuer(issuer)
  } catch (error) {
    const form = 'http or https, without user, query, fragment or trailing slash'
    throw new UsageError(`--against must be an issuer such as http://localhost:8080/test: ${form}`, { cause: error })
  }
  if (!yes && !isLoopback(issuer))
    throw new UsageError(
      `${issuer} is not on this machine: its log will show refused requests of this client. Add --yes if that is all right`,
    )
}

function rightsOf(flags: Flags): Partial<Rights> {
  const { tenancy } = flags
  if (tenancy !== undefined && !tenancies.includes(String(tenancy)))
    throw new UsageError(`--tenancy: use ${tenancies.join(' or ')}`)
  const given = Object.keys(rightFlags).filter((name) => flags[name] !== undefined)
  return Object.fromEntries(given.map((name) => [name, flags[name]]))
}

function profileOf(profile: unknown): 'today' | 'next' {
  if (profile === 'today' || profile === 'next') return profile
  throw new UsageError(`--profile: use today or next, not "${profile}"`)
}

function partsOf(only: unknown): readonly Part[] {
  if (only === undefined) return parts
  const unknown = (only as readonly string[]).filter((part) => !(parts as readonly string[]).includes(part))
  if (unknown.length > 0) throw new UsageError(`--only: use ${parts.join(', ')}, not ${unknown.join(', ')}`)
  return only as readonly Part[]
}

function tokensOf(text: unknown): number {
  const count = wholeNumber('--tokens', text, 'tokens')
  if (count >= minTokens) return count
  throw new UsageError(`--tokens must be ${minTokens} or more: fewer say nothing of what is random`)
}

/** Asks the control plane at once, so that a right that is missing is told before anything is sent. */
async function keyChangesOf(issuer: string, flags: Flags): Promise<KeyChanges> {
  const sts = stsOf(issuer)
  if (sts === undefined) throw new UsageError(`--keys: ${issuer} is no issuer of a twin`)
  const control = controlClient(issuer, flags)
  await control.keys(sts)
  return {
    publish: () => control.publishKey(sts),
    activate: (kid) => control.changeKey({ sts, do: 'activate', kid }),
    retire: (kid) => control.changeKey({ sts, do: 'retire', kid }),
  }
}

/** Which STS of a twin an issuer is. */
function stsOf(issuer: string): StsName | undefined {
  return stsNames.find((sts) => stsEnvironments[sts].issuer === issuer) ?? stsNamed(issuer.split('/').at(-1) ?? '')
}

function wholeNumber(flag: string, text: unknown, unit: string): number {
  if (!/^\d+$/.test(String(text))) throw new UsageError(`${flag} must be a number of ${unit}, not "${text}"`)
  return Number(text)
}

/** Never tells what it has read: a private key. */
function readKey(given: string): Jwk {
  const isInline = given.trimStart().startsWith('{')
  const jwk = privateJwk(isInline ? given : readText('--key', given))
  if (jwk === undefined) throw new UsageError('--key must be a private JWK: RSA, P-256, P-384 or P-521')
  const kid = jwk.kid ?? jwkThumbprint(jwk as JsonObject)
  return { ...jwk, ...(kid !== undefined && { kid }) }
}

function privateJwk(text: string): Jwk | undefined {
  try {
    const jwk = JSON.parse(text)
    createPrivateKey({ key: jwk, format: 'jwk' })
    return jwk
  } catch {
    // The message would show a part of the key.
    return undefined
  }
}
