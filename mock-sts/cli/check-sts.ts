/** `helseid-mock check sts`: lists, interaction by interaction, where an issuer differs from the contract that the twin keeps. */
import { createPrivateKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { type DriftRow, findDrift, isLoopback, type Rights, rightWords, type StsClient } from 'helseid-contract/drift'
import type { JsonObject, Jwk } from 'helseid-contract/rules'
import { jwkThumbprint } from '../jwk-thumbprint.ts'
import { driftSummary, driftText } from './check-sts-text.ts'
import type { CliCommand } from './command.ts'
import { UsageError } from './usage-error.ts'

/** A flag for each right that a client may have been given. */
const rightFlags: Readonly<Record<keyof Rights, string>> = {
  scope: '--scope <scope>',
  otherApiScope: '--other-api-scope <scope>',
  ungrantedScope: '--ungranted-scope <scope>',
  tenancy: '--tenancy <tenancy>',
  parent: '--parent <orgnr>',
  child: '--child <orgnr>',
  journalId: '--journal-id <uuid>',
}

const tenancies = ['single-tenant', 'multi-tenant']

export const checkSts: CliCommand = {
  configure(command) {
    command
      .requiredOption('--against <issuer>', 'issuer to ask, without a trailing slash')
      .requiredOption('--client-id <id>', 'a client that it knows')
      .requiredOption('--key <path or JSON>', 'private JWK of that client')
      .option('--yes', 'really send requests, many of them bad on purpose, to an issuer that is not on this machine')
      .option('--pace <milliseconds>', 'between two requests (default: 1000, and 0 on this machine)')
      .option('--json', 'print the rows as JSON')
    for (const [name, flag] of Object.entries(rightFlags)) command.option(flag, rightWords[name as keyof Rights])
  },
  async run({ against, clientId, key, yes, pace, json, ...rights }) {
    const issuer = String(against)
    requireIssuer(issuer, yes === true)
    const { tenancy } = rights
    if (tenancy !== undefined && !tenancies.includes(String(tenancy)))
      throw new UsageError(`--tenancy: use ${tenancies.join(' or ')}`)
    const client: StsClient = { ...(rights as Partial<Rights>), clientId: String(clientId), key: readKey(String(key)) }
    if (!json) console.log(`${issuer}, as ${client.clientId}\n`)
    const rows: DriftRow[] = []
    const options = { issuer, client, yes: yes === true, ...(pace !== undefined && { pace: milliseconds(pace) }) }
    for await (const row of reached(issuer, findDrift(options))) {
      rows.push(row)
      if (!json) console.log(driftText(row))
    }
    console.log(json ? JSON.stringify(rows, null, 2) : `\n${driftSummary(rows)}`)
    return rows.some(({ outcome }) => outcome === 'differs') ? 1 : 0
  },
}

function requireIssuer(issuer: string, yes: boolean): void {
  if (!/^https?:\/\/.*[^/]$/.test(issuer) || !URL.canParse(issuer))
    throw new UsageError(`--against must be an issuer such as http://localhost:8080/test, not "${issuer}"`)
  if (!yes && !isLoopback(issuer))
    throw new UsageError(
      `${issuer} is not on this machine: its log will show refused requests of this client. Add --yes if that is all right`,
    )
}

function milliseconds(text: unknown): number {
  if (!/^\d+$/.test(String(text))) throw new UsageError(`--pace must be a number of milliseconds, not "${text}"`)
  return Number(text)
}

/** Never tells what it has read: a private key. */
function readKey(given: string): Jwk {
  const isInline = given.trimStart().startsWith('{')
  if (!isInline && !existsSync(given)) throw new UsageError(`--key: there is no file ${given}`)
  const jwk = privateJwk(isInline ? given : readFileSync(given, 'utf8'))
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

async function* reached(issuer: string, rows: AsyncGenerator<DriftRow>): AsyncGenerator<DriftRow> {
  try {
    yield* rows
  } catch (error) {
    if (!(error instanceof Error) || !['TypeError', 'TimeoutError'].includes(error.name)) throw error
    throw new UsageError(
      `${issuer} cannot be reached: ${(error.cause as Error | undefined)?.message ?? error.message}`,
      {
        cause: error,
      },
    )
  }
}
