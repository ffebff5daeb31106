/** Saves requests as a file: as the twin's own JSON, or as HAR for other tools. */
import { control, dataOf, Refusal } from '../../api/control.ts'

async function load(id: string) {
  return dataOf(control.GET('/requests/{id}', { params: { path: { id } } }))
}

type Received = Awaited<ReturnType<typeof load>>

/** Requests that are loaded at the same time. */
const atOnce = 6

/** The requests in full. One that the journal has dropped meanwhile is left out. */
async function inFull(ids: readonly string[]): Promise<readonly Received[]> {
  const loaded: Received[] = []
  for (let from = 0; from < ids.length; from += atOnce) {
    const batch = ids.slice(from, from + atOnce).map((id) =>
      load(id).catch((error: Error) => {
        if (error instanceof Refusal && error.status === 404) return []
        throw error
      }),
    )
    loaded.push(...(await Promise.all(batch)).flat())
  }
  return loaded
}

export async function exportJson(ids: readonly string[]): Promise<void> {
  save('requests.json', 'application/json', JSON.stringify({ requests: await inFull(ids) }, null, 2))
}

/** @see http://www.softwareishard.com/blog/har-12-spec/ */
export async function exportHar(ids: readonly string[], version: string): Promise<void> {
  const log = {
    version: '1.2',
    creator: { name: 'helseid-mock', version },
    entries: (await inFull(ids)).map(harEntry),
  }
  save('requests.har', 'application/json', JSON.stringify({ log }, null, 2))
}

function harEntry({ id, at, method, url, status, received, response }: Received): object {
  const headers = (pairs: readonly (readonly string[])[] = []) =>
    pairs.map(([name = '', value = '']) => ({ name, value }))
  const type = (pairs: readonly (readonly string[])[] = []) =>
    pairs.find(([name = '']) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  const { body } = received ?? {}
  return {
    startedDateTime: new Date(at).toISOString(),
    time: 0,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headers(received?.headers),
      queryString: [...(URL.canParse(url) ? new URL(url).searchParams : [])].map(([name, value]) => ({ name, value })),
      ...(body !== undefined && { postData: { mimeType: type(received?.headers), text: body } }),
      headersSize: -1,
      bodySize: -1,
    },
    response: {
      status,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headers(response?.headers),
      content: { size: -1, mimeType: type(response?.headers), text: response?.body ?? '' },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
    comment: id,
  }
}

export function save(name: string, type: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type }))
  link.download = name
  link.click()
  // The browser reads the address when it starts to save.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
