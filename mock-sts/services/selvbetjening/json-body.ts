/** Reads the JSON body of a request to Selvbetjening. */
import { limits } from 'helseid-contract'
import type { Json } from 'helseid-contract/rules'
import { boundedBody } from '../../http/bounded-body.ts'
import type { HttpRequest } from '../../http/http-request.ts'
import { parseJson } from '../../http/read-json.ts'
import { BadRequest } from './problem.ts'

/** @throws {BadRequest} with `problem` if the body is not JSON, or if it is longer than `limits.bodyBytes` */
export async function readJson(request: HttpRequest, problem: string): Promise<Json> {
  const { body } = await boundedBody(request, limits.bodyBytes)
  if (body === undefined) throw new BadRequest(`The body is longer than ${limits.bodyBytes} bytes.`, { status: 413 })
  // ASP.NET Core ignores a byte order mark too, as RFC 8259, section 8.1 allows.
  const sent = body.toString('utf8').replace(/^\ufeff/, '')
  const value = parseJson(sent)
  if (value === undefined) throw new BadRequest(problem, { sent })
  return value
}
