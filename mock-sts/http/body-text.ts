/** The bodies of responses that were created from a text, which can then be read without copying the response. */

const texts = new WeakMap<Response, string>()

export function textResponse(text: string, init: ResponseInit): Response {
  const response = new Response(text, init)
  texts.set(response, text)
  return response
}

/** The body of a response that was created from a text. */
export function knownTextOf(response: Response): string | undefined {
  return texts.get(response)
}

/** The body, which can still be read afterwards. */
export async function bodyTextOf(response: Response): Promise<string> {
  const known = knownTextOf(response)
  if (known !== undefined) return known
  return response.body === null ? '' : response.clone().text()
}
