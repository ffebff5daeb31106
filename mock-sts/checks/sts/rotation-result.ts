/** E22: an issuer's documents and tokens while its signing key changes. */
import { endpoints } from 'helseid-contract'
import type { ExchangeContext } from 'helseid-contract/rules'
import { decodeProtectedHeader } from 'jose'
import { sendRequest } from '../../http/send-request.ts'
import type { CheckResult, Finding } from '../result.ts'
import { goodTokens, type TokenAnswer } from './good-tokens.ts'
import { found, type IssuerRow, notReached, notRequired } from './issuer-row.ts'
import { type OwnAddresses, ownAddresses } from './own-addresses.ts'
import { publishedKeys } from './published-keys.ts'
import { contextIn, opener, type TwinSessions, whyNoSession } from './twin-sessions.ts'

const row: IssuerRow = {
  id: 'E22',
  requires:
    'During a key change the JWKS has both keys and new tokens are signed by the new one; a retired key is only at expired_jwks_uri',
  status: 'unknown',
  source: 'expired_jwks_uri in the metadata recorded in HelseID.Library; the recorded key expires in November 2026',
}

/** Changes the issuer's signing keys. */
export interface KeyChanges {
  /** Generates a key and publishes it; resolves with its `kid`. */
  publish(): Promise<string>
  activate(kid: string): Promise<void>
  retire(kid: string): Promise<void>
}

export interface RotationOptions {
  readonly document: OwnAddresses
  readonly send: typeof sendRequest
  readonly getToken: () => Promise<TokenAnswer>
  readonly changes: KeyChanges
}

/** Changes the keys of a session, so that those of the twin stay. `usual` has the values and keys of the requests. */
export async function* rotationResults(
  sessions: TwinSessions | undefined,
  usual: ExchangeContext,
): AsyncGenerator<CheckResult> {
  const open = opener(sessions)
  if (open === undefined) {
    yield notRequired(row, `Only the keys of a twin can be changed.${whyNoSession(sessions)}`)
    return
  }
  const session = await open()
  const { issuer, sts, control } = session
  try {
    const context = await contextIn(session, {}, usual)
    const metadata = await sendRequest({ url: issuer + endpoints.discovery })
    const document = ownAddresses(await metadata.text(), issuer)
    const changes: KeyChanges = {
      publish: () => control.publishKey(sts),
      activate: (kid) => control.changeKey({ sts, do: 'activate', kid }),
      retire: (kid) => control.changeKey({ sts, do: 'retire', kid }),
    }
    yield await rotationResult({ document, send: sendRequest, getToken: goodTokens(context), changes })
  } finally {
    await session.end()
  }
}

/** The `kid`s at each place at one moment. */
interface KeySnapshot {
  readonly jwks_uri: readonly string[]
  readonly expired_jwks_uri: readonly string[]
  readonly 'kid of a new token': readonly string[]
}

export async function rotationResult({ document, send, getToken, changes }: RotationOptions): Promise<CheckResult> {
  const startedAt = performance.now()
  const { accessToken, answered } = await getToken()
  if (accessToken === undefined) return notReached(row, `The issuer did not issue a token: ${answered}.`)
  const old = kidOf(accessToken)
  const takeSnapshot = async (): Promise<KeySnapshot> => ({
    jwks_uri: await kidsAt(document.jwks_uri, send),
    expired_jwks_uri: await kidsAt(document.expired_jwks_uri, send),
    'kid of a new token': [kidOf((await getToken()).accessToken)],
  })
  const before = await takeSnapshot()
  const newKid = await changes.publish()
  const both = { ...before, jwks_uri: [...before.jwks_uri, newKid] }
  const published = differences('after publishing a new key', both, await takeSnapshot())
  await changes.activate(newKid)
  const activated = differences(
    'after activating it',
    { ...both, 'kid of a new token': [newKid] },
    await takeSnapshot(),
  )
  await changes.retire(old)
  const alone: KeySnapshot = {
    jwks_uri: both.jwks_uri.filter((kid) => kid !== old),
    expired_jwks_uri: [...before.expired_jwks_uri, old],
    'kid of a new token': [newKid],
  }
  const retired = differences('after retiring the old key', alone, await takeSnapshot())
  return found(row, [...published, ...activated, ...retired], startedAt)
}

function differences(when: string, expectedKeys: KeySnapshot, seen: KeySnapshot): Finding[] {
  return (Object.keys(expectedKeys) as (keyof KeySnapshot)[])
    .map((place) => ({
      where: `${when}: ${place}`,
      expected: formatKids(expectedKeys[place]),
      seen: formatKids(seen[place]),
    }))
    .filter(({ expected, seen }) => expected !== seen)
}

function formatKids(kids: readonly string[]): string {
  return kids.toSorted().join(', ') || 'none'
}

async function kidsAt(address: string | undefined, send: typeof sendRequest): Promise<readonly string[]> {
  return (await publishedKeys(address, send)).map(({ kid }) => kid)
}

function kidOf(accessToken: string | undefined): string {
  if (accessToken === undefined) return 'no token'
  try {
    return String(decodeProtectedHeader(accessToken).kid)
  } catch {
    return 'not a JWT'
  }
}
