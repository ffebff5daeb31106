/** Reads the JSON body of a request to Selvbetjening. */
import { limits } from 'helseid-contract'
import type { Json } from 'helseid-contract/rules'
import { boundedBody } from '../../http/bounded-body.ts'
import { parseJson } from '../../http/read-json.ts'
import { BadRequest } from './problem.ts'

/** Undefined if the body is not JSON. @throws {BadRequest} if it is longer than `limits.bodyBytes` */
export async function readJson(request: Request): Promise<Json | undefined> {
  const { body } = await boundedBody(request, limits.bodyBytes)
  if (body === undefined) throw new BadRequest(`The body is longer than ${limits.bodyBytes} bytes.`, 413)
  return parseJson(body.toString('utf8'))
}
