/** How the faulty client reads answers, and its failures. */

/** A failure to report: the client then exits with 1. */
export class Failure extends Error {}

export async function bodyOf(answer: Response, onFirstByte: () => void): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of answer.body ?? []) {
    onFirstByte()
    parts.push(part)
  }
  return Buffer.concat(parts)
}

export function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } }
  return [message, cause?.code, cause?.message].filter(Boolean).join(' ')
}

export async function reasonIn(answer: Response): Promise<string> {
  const body = await answer.text()
  return [answer.headers.get('www-authenticate'), body].filter(Boolean).join(' ') || 'without a reason'
}

/** How far the server’s clock is from this one, to the minute. */
export function skew(answer: Response): string {
  const minutes = Math.round((Date.parse(answer.headers.get('date') ?? '') - Date.now()) / 60_000)
  if (minutes === 0) return 'its clock is right'
  return `its clock is ${minutes > 0 ? 'ahead' : 'behind'}`
}

// biome-ignore lint/suspicious/noExplicitAny: whatever a server sends
export async function readJson(answer: Response): Promise<any> {
  const text = await answer.text()
  if (!isJson(answer)) throw new Failure(`not JSON: ${text.slice(0, 80)}`)
  return JSON.parse(text)
}

function isJson(answer: Response): boolean {
  return answer.headers.get('content-type')?.startsWith('application/json') === true
}
