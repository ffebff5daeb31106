/** Generates requests that an API must refuse although token and proof are good: the proof is for another request. */
import fc from 'fast-check'
import { url } from './good-request.ts'

/** What the request line and the Host header say. */
export interface SentRequest {
  /** The kind of change, such as `dot segments`. */
  readonly kind: string
  readonly method: string
  /** As in the request line. */
  readonly target: string
  readonly host: string
}

const { host, pathname: path } = new URL(url)
const evil = 'evil.example'

const segment = fc.constantFrom('admin', 'a', 'things', '', ';', 'a;b', 'a%2Fb', ':', '@', '*', '%00', '%c3%a6')
const segments = fc.array(segment, { minLength: 1, maxLength: 3 })
const oneUp = fc.constantFrom('..', '%2e%2e', '%2E%2E', '.%2e', '%2E.')
const here = fc.constantFrom('.', '%2e', '%2E')
const encode = (text: string) => Array.from(text, (character) => `%${character.charCodeAt(0).toString(16)}`).join('')

/** Targets by kind. URL parsing repairs many of them to the path that the proof is for. */
const targets: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'another path': segments.map((all) => `/${all.join('/')}`),
  'dot segments': fc.oneof(
    fc.tuple(segments, oneUp).map(([all, up]) => `/${[...all, ...all.map(() => up)].join('/')}${path}`),
    fc.tuple(here, segments).map(([dot, all]) => `/${dot}${path}/${all.join('/')}/..`),
    here.map((dot) => `/${dot}${path}`),
    here.map((dot) => `${path}/${dot}`),
    fc.tuple(segment, oneUp).map(([last, up]) => `${path}/${last}/${up}`),
  ),
  backslashes: fc
    .tuple(segments, fc.constantFrom('\\', '%5c', '\\/', '/\\'))
    .map(([all, slash]) => `/${[...all, ...all.map(() => '..')].join(slash)}${slash}${path.slice(1)}`),
  encodings: fc.oneof(
    segment.map((name) => `/${name}${encode('/..')}${path}`),
    segment.map((name) => `/${name}%252f%252e%252e${path}`),
    fc.constantFrom('?', '#', '/', ';', ' ', '\0').map((character) => `${path}${encode(character)}x`),
    fc.nat({ max: path.length - 1 }).map((at) => path.slice(0, at) + encode(path[at] ?? '') + path.slice(at + 1)),
    fc.nat({ max: path.length }).map((at) => `${path.slice(0, at)}%25${path.slice(at)}`),
  ),
  'characters that URL parsing removes': fc
    .tuple(fc.nat({ max: path.length }), fc.constantFrom('\t', '\n', '\r', ' ', '\0'))
    .map(([at, character]) => path.slice(0, at) + character + path.slice(at)),
  queries: fc
    .tuple(segments, fc.constantFrom('?', '#', '??', '?#'), fc.constantFrom('', '/..', 'x='))
    .map(([all, mark, start]) => `/${all.join('/')}${mark}${start}${path}`),
  slashes: fc.tuple(fc.constantFrom('/', '//', ''), fc.constantFrom('/', '//', '/;', ';')).map((of) => of.join(path)),
  'absolute form': fc
    .tuple(fc.constantFrom('http', 'https', 'HTTPS', 'ftp', 'file'), authority(), segments)
    .chain(([scheme, authority, all]) =>
      fc
        .constantFrom(path, `/${all.join('/')}`, '', `?${path}`, `\\..${path}`, `;${path}`, `/admin/..${path}`)
        .map((rest) => `${scheme}://${authority}${rest}`),
    ),
  'any characters': fc
    .array(fc.constantFrom(...'things/.%2eE5c\\?#;:@ \t'), { maxLength: 12 })
    .map((all) => `/${all.join('')}`),
}

function authority() {
  const other = ['', `user@${host}`, `${host};admin`, `${host}'`, 'api.ex%61mple', `${evil}\\@${host}`, '[::1]']
  return fc.constantFrom(host, evil, `${host}:443`, ...other)
}

const methods = fc.constantFrom('POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'get', 'Get', 'GET ', 'GETT', 'QUERY', '')
const hosts = fc.oneof(
  authority(),
  fc.constantFrom(
    `${host}${path}?`,
    `${host}/..`,
    `${host}#`,
    `${host}:8443`,
    `${host}.`,
    `${host}, ${evil}`,
    `${host} `,
  ),
  segment.map((name) => `${host}/${name}`),
)

const good = { method: 'GET', target: path, host }
const requests = fc.oneof(
  ...Object.entries(targets).map(([kind, arbitrary]) => arbitrary.map((target) => ({ ...good, kind, target }))),
  methods.map((method) => ({ ...good, kind: 'method', method })),
  hosts.map((host) => ({ ...good, kind: 'host', host })),
  fc
    .tuple(methods, hosts, fc.oneof(...Object.values(targets)))
    .map(([method, host, target]) => ({ kind: 'all of them', method, host, target })),
  // The request line names the host of the proof, the Host header another.
  fc.constantFrom('http', 'https').map((scheme) => {
    return { ...good, kind: 'host in the request line', target: `${scheme}://${host}${path}`, host: evil }
  }),
)

/**
 * Whether the request is another one than the proof is for, as a router sees it: by the path as it was sent, in which
 * only percent-encoded unreserved characters equal the characters themselves (RFC 3986 6.2.2.2). `anyHost`: the API
 * has a configured origin, so that the Host header does not matter.
 */
export function isAnother({ method, target, host: sentHost }: SentRequest, anyHost: boolean): boolean {
  // RFC 9112 3.2.2: of an absolute target, the path counts.
  const [sent = ''] = target.replace(/^https?:\/\/(?:[\w.-]+|\[[\da-f:]+\])(?::\d+)?(?=\/)/i, '').split(/[?#]/)
  const decoded = sent.replace(/%(?:[46][1-9a-f]|[57][\da])/gi, (escaped) => decodeURIComponent(escaped))
  const isSameHost = [host, `${host}:443`].includes(sentHost.toLowerCase())
  return method !== 'GET' || decoded !== path || !(anyHost || isSameHost)
}

/** `count` requests that must be refused. The same seed gives the same ones. */
export function requestForgeries(count: number, seed: number, anyHost: boolean): readonly SentRequest[] {
  return fc.sample(
    requests.filter((request) => isAnother(request, anyHost)),
    { numRuns: count, seed },
  )
}
