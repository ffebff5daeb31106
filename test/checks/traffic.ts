/** The answers that a client sees in a trial, without what differs in every run, so that two trials can be compared. */
import { claimsOf } from 'helseid-contract/rules'
import { decodeProtectedHeader } from 'jose'

export interface Traffic {
  readonly fetch: typeof globalThis.fetch
  /** Resolves with a text for each answer, once all have been read. */
  answers(): Promise<readonly SeenAnswer[]>
}

export interface SeenAnswer {
  readonly text: string
  readonly seconds: number
}

/** `prefix` is the part of every address that belongs to this run only. */
export function recordTraffic(prefix: string): Traffic {
  const pending: Promise<SeenAnswer>[] = []
  const kids: string[] = []
  const plain = (text: string) => withoutRandom(text, kids).replaceAll(prefix, '')
  return {
    async fetch(input, init) {
      const startedAt = performance.now()
      const what = `${init?.method ?? 'GET'} ${plain(String(input))}`
      const seen = (text: string) => ({ text: `${what} ${text}`, seconds: (performance.now() - startedAt) / 1000 })
      const failed = (error: Error) => seen(`fails: ${error.message}`)
      const answer = globalThis.fetch(input, init)
      const copy = answer.then((given) => given.clone())
      pending.push(copy.then(async (given) => seen(plain(await textOf(given)))).catch(failed))
      await copy.catch(() => undefined)
      return answer
    },
    answers: () => Promise.all(pending),
  }
}

async function textOf(answer: Response): Promise<string> {
  const { headers } = answer
  const minutes = Math.round((Date.parse(headers.get('date') ?? '') - Date.now()) / 60_000)
  const shown = ['content-type', 'www-authenticate', 'retry-after'].map((name) => `${name}: ${headers.get(name)}`)
  const nonce = headers.has('dpop-nonce') ? 'with a nonce' : ''
  return [answer.status, ...shown, nonce, `clock: ${minutes} min`, await answer.text()].join(', ')
}

/** Replaces signing keys by their order of appearance, and tokens by what they say. */
function withoutRandom(text: string, kids: string[]): string {
  const named = text.replaceAll(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, (jwt) => {
    const { kid = '', ...header } = decodeProtectedHeader(jwt)
    const { iat, nbf, exp, jti: _jti, cnf, ...claims } = claimsOf(jwt) ?? {}
    const times = [nbf, exp].map((time) => Number(time) - Number(iat))
    const minutes = Math.round(Number(iat) / 60 - Date.now() / 60_000)
    return JSON.stringify([{ ...header, x5t: '' }, keyOf(kid, kids), claims, times, minutes, cnf && Object.keys(cnf)])
  })
  return named
    .replaceAll(/"kid":"([^"]+)"/g, (_, kid) => `"${keyOf(kid, kids)}"`)
    .replaceAll(/"(?:n|x5t|x5c)":(?:"[^"]*"|\[[^\]]*\])/g, '')
}

function keyOf(kid: string, kids: string[]): string {
  if (!kids.includes(kid)) kids.push(kid)
  return `key ${kids.indexOf(kid) + 1}`
}
