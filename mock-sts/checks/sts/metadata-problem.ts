/** Says why an address is not an issuer: it has no metadata, so that none of the rows would mean anything. */
import { endpoints } from 'helseid-contract'
import { sendRequest } from '../../http/send-request.ts'

/** Undefined if the metadata is a JSON object, whatever its content. @throws {TypeError} `fetch failed`, if no answer comes */
export async function metadataProblem(
  issuer: string,
  send: typeof sendRequest = sendRequest,
): Promise<string | undefined> {
  const address = issuer + endpoints.discovery
  const response = await send({ url: address })
  const isObject = response.status === 200 && isJsonObject(await response.text())
  if (isObject) return undefined
  const type = response.headers.get('content-type')
  return `there is no metadata at ${address}: the answer is ${response.status}${type === null ? ' without a media type' : ` with ${type}`}, not 200 with a JSON object. --against must be exactly the issuer in the metadata: for a twin, its address with the path of the STS, such as http://localhost:8080/test. A token service without metadata can be checked with --only token contract cases`
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
