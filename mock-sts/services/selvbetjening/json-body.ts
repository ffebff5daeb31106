/** The JSON that a caller of Selvbetjening sends. */
import { limits } from 'helseid-contract'
import type { Json } from 'helseid-contract/rules'
import { boundedBody } from '../../http/bounded-body.ts'
import { parseJson } from '../../http/read-json.ts'
import { BadRequest } from './problem.ts'

/** Undefined for what is no JSON. @throws {BadRequest} for a body that is too long */
export async function readJson(request: Request): Promise<Json | undefined> {
  const { body } = await boundedBody(request, limits.bodyBytes)
  if (body === undefined) throw new BadRequest(`The body is longer than ${limits.bodyBytes} bytes.`, 413)
  return parseJson(body.toString('utf8'))
}
