/** The flags and environment variables that describe a client. */
import { readFileSync } from 'node:fs'
import { type EnvironmentName, environmentNames } from 'helseid-contract'
import type { HelseIdClientOptions, Organization } from '../config.ts'
import type { ClientKeySource } from '../keys/key-sources.ts'
import { textOf } from '../keys/text-of.ts'
import { type Flags, type FlagValues, type Terminal, UsageError } from './command.ts'

export const clientFlags = {
  environment: { type: 'string' },
  issuer: { type: 'string' },
  'client-id': { type: 'string' },
  key: { type: 'string' },
  certificate: { type: 'string' },
  kid: { type: 'string' },
  alg: { type: 'string' },
  scope: { type: 'string', multiple: true },
  resource: { type: 'string' },
  parent: { type: 'string' },
  child: { type: 'string' },
  'sfm-journal-id': { type: 'string' },
  bearer: { type: 'boolean' },
  'allow-plain-http': { type: 'boolean' },
} as const satisfies Flags

export const clientHelp = [
  `${`  --environment ${environmentNames.join('|')}, or --issuer <url>`.padEnd(61)}HELSEID_ENVIRONMENT, HELSEID_ISSUER`,
  '  --client-id <id>                                           HELSEID_CLIENT_ID',
  '  --key <file>       private key, JWK or PEM                 HELSEID_KEY_FILE, or the key itself in HELSEID_KEY',
  '  --certificate <file>, --kid <kid>, --alg <algorithm>       if the key does not include them',
  '  --scope <scope>    repeatable                              HELSEID_SCOPES, separated by spaces',
  '  --resource <audience>, --parent <number>, --child <number>, --sfm-journal-id <uuid>, --bearer',
  '  --allow-plain-http an issuer or API over plain HTTP on another machine, if the network itself encrypts',
]

/** @throws {UsageError} if flags and variables do not identify the client */
export function clientOptions(values: FlagValues, { env, now, fetch }: Terminal): HelseIdClientOptions {
  const text = (name: string, variable?: string) => {
    const value = values[name] ?? (variable === undefined ? undefined : unquoted(env[variable]))
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
  }
  const issuer = text('issuer', 'HELSEID_ISSUER')
  const environment =
    values.issuer === undefined ? text('environment', 'HELSEID_ENVIRONMENT')?.toLowerCase() : text('environment')
  const clientId = text('client-id', 'HELSEID_CLIENT_ID')
  const missing = [
    ...(issuer === undefined && environment === undefined
      ? [`--environment (${environmentNames.join(', ')}) or --issuer`]
      : []),
    ...(clientId === undefined ? ['--client-id'] : []),
    ...(text('key', 'HELSEID_KEY_FILE') === undefined && !env.HELSEID_KEY ? ['--key'] : []),
  ]
  if (values.issuer !== undefined && values.environment !== undefined)
    throw new UsageError('use --environment or --issuer, not both')
  // One of them may be a leftover, and it may be production.
  if (values.issuer === undefined && values.environment === undefined && env.HELSEID_ISSUER && env.HELSEID_ENVIRONMENT)
    throw new UsageError('HELSEID_ENVIRONMENT and HELSEID_ISSUER are both set: unset one, or use a flag')
  if (missing.length > 0)
    throw new UsageError(`missing ${missing.join(', ')}; environment variables work too, see helseid --help`)
  const scopes =
    (values.scope as string[] | undefined) ?? text('scopes', 'HELSEID_SCOPES')?.split(/\s+/).filter(Boolean)
  const resource = text('resource')
  return {
    ...(environment === undefined || values.issuer !== undefined
      ? { issuer: String(issuer) }
      : { environment: environment as EnvironmentName }),
    clientId: String(clientId),
    key: keySource(text),
    ...(scopes !== undefined && { scopes }),
    ...(resource !== undefined && { resource }),
    organization: organization(text),
    ...(values.bearer === true && { scheme: 'bearer' as const }),
    ...(values['allow-plain-http'] === true && { allowPlainHttp: true }),
    now,
    fetch,
  }
}

/** Readers of `.env` files differ in whether they remove the quotes and line ends of Windows. */
function unquoted(value: string | undefined): string | undefined {
  return value?.trim().replace(/^(["'])(.*)\1$/s, '$2')
}

function keySource(text: (name: string, variable?: string) => string | undefined): ClientKeySource {
  const certificate = text('certificate')
  const entries = { kid: text('kid'), alg: text('alg'), certificate: certificate && readCertificate(certificate) }
  const options = Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined))
  const file = text('key', 'HELSEID_KEY_FILE')
  if (file !== undefined) return { file, ...options }
  return { env: 'HELSEID_KEY', ...options }
}

function readCertificate(file: string): string {
  try {
    return textOf(readFileSync(file))
  } catch (error) {
    throw new UsageError(`the certificate ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

function organization(text: (name: string) => string | undefined): Organization {
  const parts = { parent: text('parent'), child: text('child'), sfmJournalId: text('sfm-journal-id') }
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}
