/** Serves the faulty API as a command, for `check api --command`. */
import { readFileSync } from 'node:fs'
import { get } from 'node:https'
import { text } from 'node:stream/consumers'
import { otherIssuerOf } from '../../mock-sts/cli/other-issuer.ts'
import { type ApiDefect, apiDefects, furtherDefects } from './api-defect-table.ts'
import { startFaultyApi } from './faulty-api.ts'
import type { ApiSettings } from './faulty-api-checks.ts'

const { HELSEID_ISSUER = '', HELSEID_AUDIENCE = '', HELSEID_SCOPE = '', HELSEID_CA_FILE = '' } = process.env
const { PORT, DEFECT = '', KEYS_FROM, TWIN_PORT } = process.env

const known: readonly string[] = [...Object.values(apiDefects), ...furtherDefects]
if (DEFECT !== '' && !known.includes(DEFECT)) throw new TypeError(`unknown defect "${DEFECT}"`)

/** Connects to the twin whatever the name, as a hosts file would. */
const fetchFromTwin: NonNullable<ApiSettings['fetch']> = async (address, { signal }) => {
  const { host, hostname: servername, pathname: path } = new URL(address)
  const ca = readFileSync(HELSEID_CA_FILE)
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port: TWIN_PORT, servername, path, headers: { host }, ca, signal }, (answer) => {
      text(answer).then((body) => resolve(new Response(body, { status: answer.statusCode ?? 0 })), reject)
    }).on('error', reject)
  })
}

await startFaultyApi(
  {
    issuer: HELSEID_ISSUER,
    otherIssuer: otherIssuerOf(HELSEID_ISSUER),
    audience: HELSEID_AUDIENCE,
    scope: HELSEID_SCOPE,
    port: Number(PORT),
    keysFrom: KEYS_FROM === 'metadata' ? 'metadata' : 'address',
    ...(TWIN_PORT !== undefined && { fetch: fetchFromTwin }),
  },
  DEFECT === '' ? undefined : (DEFECT as ApiDefect),
)
