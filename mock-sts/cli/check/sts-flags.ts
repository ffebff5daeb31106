/** The flags of `helseid-mock check sts`. */
import { createPrivateKey } from 'node:crypto'
import type { Command } from 'commander'
import { assertIssuer, isLoopback, type Rights, rightWords } from 'helseid-contract/drift'
import { canonicalKey, type Jwk, presentMembers } from 'helseid-contract/rules'
import { type Part, parts, type StsCheck } from '../../checks/sts/sts-results.ts'
import { minTokens } from '../../checks/sts/token-id-result.ts'
import { configureControl } from '../control-client.ts'
import { jsonOf } from '../json-argument.ts'
import { readText } from '../read-text.ts'
import { refuseUnusedOptions } from '../unused-options.ts'
import { UsageError } from '../usage-error.ts'

type Flags = Readonly<Record<string, unknown>>

/** One flag for each right that a client may have. */
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

/** The default number of tokens: enough to find fixed bits, few enough to run every time. */
const defaultTokens = 50

export function configureStsFlags(command: Command): Command {
  command
    .requiredOption('--against <issuer>', 'issuer to check, without a trailing slash')
    .requiredOption('--client-id <id>', 'a client that is registered there')
    .requiredOption('--key <path or JSON>', 'private JWK of that client')
    .option('--yes', 'allow requests, many of them deliberately invalid, to an issuer that is not on this machine')
    .option('--pace <milliseconds>', 'pause between two requests (default: 1000; 0 on this machine)')
    .option('--profile <profile>', 'expected answers: today or next (default: today)')
    .option('--only <part...>', `run only these parts: ${parts.join(', ')}`)
    .option('--patience <seconds>', 'how long a case may wait; cases that wait longer are not run (default: 0)')
    .option(
      '--tokens <count>',
      `how many tokens to request and compare by jti; the table of cases says 10000 (default: ${defaultTokens})`,
    )
    .option(
      '--restart <command>',
      'command that restarts the issuer, to compare its keys before and after; must not end before the issuer is down',
    )
  for (const [name, flag] of Object.entries(rightFlags)) command.option(flag, rightWords[name as keyof Rights])
  return configureControl(command)
}

/** @throws {UsageError} for the first invalid flag, before anything is sent to the issuer */
export function readStsFlags(flags: Flags): StsCheck {
  const {
    against,
    clientId,
    key,
    yes,
    pace,
    profile = 'today',
    only,
    patience = 0,
    tokens = defaultTokens,
    restart,
  } = flags
  const issuer = String(against)
  requireIssuer(issuer, yes === true)
  const rights = rightsOf(flags)
  const chosen = partsOf(only)
  refuseUnused(chosen, flags)
  return {
    issuer,
    client: { ...rights, clientId: String(clientId), key: readKey(String(key)) },
    rights,
    profile: profileOf(profile),
    maxWait: wholeNumber('--patience', patience, 'seconds'),
    parts: chosen,
    tokens: tokensOf(tokens),
    restart: restart === undefined ? undefined : String(restart),
    ...(pace !== undefined && { pace: wholeNumber('--pace', pace, 'milliseconds') }),
  }
}

/** Does not quote an invalid issuer, which may contain a password. */
function requireIssuer(issuer: string, yes: boolean): void {
  try {
    assertIssuer(issuer)
  } catch (error) {
    const form = 'http or https, without user, query, fragment or trailing slash'
    throw new UsageError(`--against must be an issuer such as http://localhost:8080/test: ${form}`, { cause: error })
  }
  if (!yes && !isLoopback(issuer))
    throw new UsageError(
      `${issuer} is not on this machine: its log will show refused requests from this client. Add --yes to continue`,
    )
}

function rightsOf(flags: Flags): Partial<Rights> {
  const { tenancy } = flags
  if (tenancy !== undefined && !tenancies.includes(String(tenancy)))
    throw new UsageError(`--tenancy must be ${tenancies.join(' or ')}, not "${tenancy}"`)
  const given = Object.keys(rightFlags).filter((name) => flags[name] !== undefined)
  return Object.fromEntries(given.map((name) => [name, flags[name]]))
}

function profileOf(profile: unknown): 'today' | 'next' {
  if (profile === 'today' || profile === 'next') return profile
  throw new UsageError(`--profile must be today or next, not "${profile}"`)
}

function partsOf(only: unknown): readonly Part[] {
  if (only === undefined) return parts
  const unknown = (only as readonly string[]).filter((part) => !(parts as readonly string[]).includes(part))
  if (unknown.length > 0) throw new UsageError(`--only must be one of ${parts.join(', ')}, not ${unknown.join(', ')}`)
  return only as readonly Part[]
}

/** @throws {UsageError} for the first flag that none of the chosen parts reads */
function refuseUnused(chosen: readonly Part[], flags: Flags): void {
  const { profile, patience, tokens, restart, scope: _scope, ...others } = flags
  const { tenancy, ...rights } = Object.fromEntries(Object.keys(rightFlags).map((name) => [name, others[name]]))
  const readers: readonly (readonly [readonly Part[], Flags])[] = [
    [['cases'], { patience }],
    [['metadata'], { tokens, restart }],
    [['cases', 'metadata'], { profile }],
    [['cases', 'contract', 'token'], { tenancy }],
    [['cases', 'contract'], rights],
  ]
  for (const [users, given] of readers)
    if (!users.some((part) => chosen.includes(part)))
      refuseUnusedOptions(given, `--only ${chosen.join(' ')}`, `it is for ${users.join(' and ')}`)
}

function tokensOf(text: unknown): number {
  const count = wholeNumber('--tokens', text, 'tokens')
  if (count >= minTokens) return count
  throw new UsageError(`--tokens must be ${minTokens} or more: fewer do not show whether the jti is random`)
}

function wholeNumber(flag: string, text: unknown, unit: string): number {
  if (!/^\d+$/.test(String(text))) throw new UsageError(`${flag} must be a number of ${unit}, not "${text}"`)
  return Number(text)
}

/** Never quotes what it reads: a private key. */
function readKey(given: string): Jwk {
  const isInline = given.trimStart().startsWith('{')
  const text = isInline ? given : readText('--key', given)
  if (text.trimStart().startsWith('{')) jsonOf(text, '--key')
  const jwk = privateJwk(text)
  if (jwk === undefined) throw new UsageError('--key must be a private JWK: RSA, P-256, P-384 or P-521')
  return jwk
}

/** With its canonical members. */
function privateJwk(text: string): Jwk | undefined {
  try {
    const { kid, alg }: Jwk = presentMembers(JSON.parse(text))
    const { privateJwk: key = {}, thumbprint } = canonicalKey(text)
    createPrivateKey({ key, format: 'jwk' })
    return { ...key, kid: kid ?? thumbprint, ...(alg !== undefined && { alg }) }
  } catch {
    // The message would quote part of the key.
    return undefined
  }
}
