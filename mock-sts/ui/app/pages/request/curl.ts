/** A request as a curl command: as it was sent, or corrected and signed by the twin. */
import { control, dataOf } from '../../api/control.ts'
import type { FullRequest } from './load.ts'

/** Header fields that curl or the connection sets. */
const ofConnection = ['host', 'content-length', 'connection', 'accept-encoding', 'transfer-encoding', 'keep-alive']

/** As received, without secrets. HelseID refuses its JWTs the second time. */
export function sentCurl({ method, url, received }: FullRequest): string {
  const { headers = [], body } = received ?? {}
  const fields = headers
    .filter(([name = '']) => !ofConnection.includes(name.toLowerCase()))
    .map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`)
  const data = body === undefined ? [] : [`--data-raw ${quoted(body)}`]
  return [`curl -X ${quoted(method)} ${quoted(url)}`, ...fields, ...data].join(' \\\n  ')
}

/** Signed when it is copied, because it works for ten seconds. */
export async function signedCurl(id: string): Promise<string> {
  return dataOf(control.GET('/requests/{id}/curl', { params: { path: { id } }, parseAs: 'text' }))
}

/** For a POSIX shell, where nothing between single quotes has a meaning. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
