/** An endpoint that HelseID advertises and the twin does not serve. */
import { errorResponse } from '../http/responses.ts'

export function unserved(path: string): () => Response {
  const description = `HelseID advertises ${path}, but this twin does not serve it yet`
  return () => errorResponse({ error: 'invalid_request', description })
}
