/** A protected API in NHN's manner: it answers with the caller's identity. */
import type { Address } from '../address.ts'
import type { Connection } from '../handle.ts'
import type { Twin } from '../twin.ts'

export async function handleHello(_t: Twin, _a: Address, _r: Request, _c: Connection): Promise<Response> {
  return new Response('{}')
}
