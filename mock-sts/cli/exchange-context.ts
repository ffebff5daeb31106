/** The issuer, client and keys of an exchange: the demo client's key is the registered one, all others are generated. */
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { stsNames } from 'helseid-contract'
import { canonicalKey, type ExchangeContext, type Jwk, type KeyName } from 'helseid-contract/rules'
import demoKey from '../demo/client-key.NOT-A-SECRET.json' with { type: 'json' }
import { sendRequest } from '../http/send-request.ts'

const stsAtTheEnd = new RegExp(`(${stsNames.join('|')})$`)

const curves: Partial<Record<KeyName, string>> = {
  ec: 'P-256',
  ec384: 'P-384',
  ec521: 'P-521',
  secp256k1: 'secp256k1',
  proof: 'P-256',
}

/** `clientId` is a client that is already registered; without it, a new id is generated. */
export function exchangeContext(issuer: string, clientId?: string): ExchangeContext {
  const keys = new Map<KeyName, Jwk>([['registered', demoKey]])
  const id = randomBytes(3).toString('hex')
  return {
    issuer,
    tokenEndpoint: `${issuer}/connect/token`,
    otherIssuer: issuer.replace(stsAtTheEnd, (name) => (name === 'prod' ? 'test' : 'prod')),
    clientId: clientId ?? `try-${id}`,
    otherClientId: `try-${id}-other`,
    scope: 'nhn:test-public-samplecode/client-credentials',
    secondScope: 'nhn:test-public-samplecode/second',
    otherApiScope: 'nhn:other-example/read',
    ungrantedScope: 'nhn:ungranted-example/read',
    parent: '994598759',
    child: '983658725',
    supplier: '889640782',
    key(name) {
      const known = keys.get(name) ?? generated(name)
      keys.set(name, known)
      return known
    },
    assertionKey: 'registered',
    uuid: randomUUID,
    now: () => Date.now() / 1000,
    wait: (seconds) => {
      console.log(`Waiting ${seconds} s, as the example requires …`)
      return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    },
    send: ({ method, url, headers, body }) => sendRequest({ method, url, headers, body }),
  }
}

function generated(name: KeyName): Jwk {
  const jwk = generate(name)
  return { ...jwk, kid: canonicalKey(jwk).thumbprint }
}

function generate(name: KeyName): Jwk {
  if (name === 'oct') return { kty: 'oct', k: randomBytes(32).toString('base64url') }
  const curve = curves[name]
  const pair = curve
    ? generateKeyPairSync('ec', { namedCurve: curve })
    : name === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('rsa', { modulusLength: name === 'weak' ? 1024 : 2048 })
  return pair.privateKey.export({ format: 'jwk' })
}
