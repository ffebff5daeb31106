/** `npm run demo`: the demo client gets a token from a running twin and calls the protected API with it; every request and answer is printed. */
import { createHelseIdClient } from 'helseid-client'
import { sampleApi } from 'helseid-contract'
import registration from '../../demo/client.json' with { type: 'json' }
import key from '../../demo/client-key.NOT-A-SECRET.json' with { type: 'json' }
import { localTwin } from '../local-twin.ts'
import { UsageError } from '../usage-error.ts'
import { tracingFetch } from './trace.ts'

const given = process.argv[2] ?? (await defaultIssuer())
if (!URL.canParse(given)) {
  console.error(`usage: npm run demo -- <issuer>, for example http://localhost:8080/test, not "${given}"`)
  process.exit(2)
}
const issuer = given.replace(/\/+$/, '')
const api = new URL(`/nhn-api/${new URL(issuer).pathname.split('/')[1]}/hello`, issuer)

const client = createHelseIdClient({
  issuer,
  clientId: registration.clientId,
  key,
  scopes: [sampleApi.scope],
  fetch: tracingFetch(console.log),
})

try {
  const answer = await client.fetch(api)
  console.log(`\nThe API answered ${answer.status}.`)
  process.exitCode = answer.ok ? 0 : 1
} catch (error) {
  console.error(`\n${(error as Error).message}`)
  const advice = adviceOn((error as Error).cause)
  if (advice !== undefined) console.error(advice)
  process.exitCode = 1
}

/** Of the twin that `serve` starts with the same variables and configuration file. */
async function defaultIssuer(): Promise<string> {
  try {
    return `${await localTwin()}/test`
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(error.message)
    process.exit(2)
  }
}

function adviceOn(cause: unknown): string | undefined {
  if (!String(cause).includes('fetch failed')) return undefined
  const { code = '' } = Object((cause as Error).cause) as { code?: string }
  // https://nodejs.org/api/tls.html#x509-certificate-error-codes
  if (/CERT|VERIFY/.test(code))
    return `Trust the certificate authority of the twin: fetch it with curl -k ${new URL(issuer).origin}/_mock/ca.pem -o ca.pem, compare its fingerprint with the one that the twin printed (docs/tls.md), and set NODE_EXTRA_CA_CERTS=ca.pem.`
  if (issuer.startsWith('http:') && /UND_ERR_SOCKET|ECONNRESET/.test(code))
    return 'The connection was closed without an answer: use https:// if the twin serves TLS.'
  return 'Is the twin running? Start it with: npm start'
}
