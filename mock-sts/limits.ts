/** The twin's bounds: how much it keeps, how many callers it serves at once, and for how long. `docs/limits.md` lists them. */

export interface Limit {
  readonly value: number
  /** Unit of the value; for a number of things, what they are; for bytes, where they are. */
  readonly unit: string
  /** Whether the value is a number of bytes. Default: false. */
  readonly isBytes?: true
  /** What happens at the limit. */
  readonly atLimit: string
  /** The setting that changes the value. Default: none. */
  readonly setting?: string
}

export const limits = {
  connections: {
    value: 2000,
    unit: 'open connections',
    atLimit:
      'the oldest connection that has not sent a request is closed; without one, the longest idle; without one, the oldest',
    setting: 'maxConnections',
  },
  idleConnection: {
    value: 15,
    unit: 'seconds until the first request on an open connection',
    atLimit: '408, and the connection is closed',
  },
  keepAlive: {
    value: 5,
    unit: 'seconds between two requests on a connection',
    atLimit: 'the connection is closed, at the latest one second later, because Node waits longer than it announces',
  },
  headers: {
    value: 15,
    unit: 'seconds to receive the header of a request',
    atLimit: '408, and the connection is closed',
  },
  request: { value: 60, unit: 'seconds to receive a whole request', atLimit: '408, and the connection is closed' },
  unreadBody: {
    value: 4 * 1024 * 1024,
    unit: 'of a body that a route does not need',
    isBytes: true,
    atLimit: 'the connection is closed after the response',
  },
  handshake: { value: 15, unit: 'seconds for a TLS handshake', atLimit: 'the connection is closed' },
  hang: {
    value: 600,
    unit: 'seconds that the scenarios no-answer and dribbled-answer hold a connection',
    atLimit: 'it is closed',
  },
  waiters: {
    value: 100,
    unit: 'requests of one twin or session that wait in GET /_mock/requests',
    atLimit: 'another one gets 429',
  },
  allWaiters: {
    value: 500,
    unit: 'requests of the twin and its sessions together that wait in GET /_mock/requests',
    atLimit: 'another one gets 429',
  },
  eventStreams: {
    value: 32,
    unit: 'open streams of GET /_mock/events of one twin or session',
    atLimit: 'another one gets 429',
  },
  allEventStreams: {
    value: 128,
    unit: 'open streams of GET /_mock/events of the twin and its sessions together',
    atLimit: 'another one gets 429',
  },
  eventBuffer: {
    value: 64 * 1024,
    unit: 'that wait for the reader of an event stream',
    isBytes: true,
    atLimit: 'the stream pauses; a reader that takes nothing for a minute is disconnected',
  },
  eventHeartbeat: {
    value: 15,
    unit: 'seconds between two heartbeats of an event stream',
    atLimit: 'a comment is sent',
  },
  events: {
    value: 1000,
    unit: 'events at least, and at most twice as many, that a stream can resume from',
    atLimit: 'older ones are forgotten, and the stream says so',
  },
  flowTies: {
    value: 2000,
    unit: 'nonces, and as many access tokens, by which later requests are tied to earlier ones',
    atLimit: 'the oldest is forgotten, and its later requests begin a new flow',
  },
  journalEntries: {
    value: 1000,
    unit: 'requests in a journal',
    atLimit: 'the oldest are dropped',
    setting: 'journalLimit',
  },
  journalBytes: {
    value: 32 * 1024 * 1024,
    unit: 'in a journal',
    isBytes: true,
    atLimit: 'the oldest requests are dropped',
    setting: 'journalBytes',
  },
  storedAnswer: {
    value: 256 * 1024,
    unit: 'in the body of a response in the journal',
    isBytes: true,
    atLimit: 'a longer body is not kept',
  },
  sessionJournals: {
    value: 64 * 1024 * 1024,
    unit: 'in the journals of all sessions together',
    isBytes: true,
    atLimit: 'the oldest requests of the largest journal are dropped',
  },
  replay: {
    value: 200_000,
    unit: 'used assertions and proofs that the twin remembers, as hashes',
    atLimit: 'expired ones are forgotten first, then the oldest tenth, whose second use is then not noticed',
  },
  sessionReplay: {
    value: 10_000,
    unit: 'used assertions and proofs that a session remembers, as hashes',
    atLimit: 'expired ones are forgotten first, then the oldest tenth, whose second use is then not noticed',
  },
  records: {
    value: 400_000,
    unit: 'registered clients, APIs and keys in the store, each counted once for each STS',
    atLimit: 'another registration is refused with 507',
  },
  usedClients: {
    value: 10_000,
    unit: 'clients of which the twin knows when they were last used',
    atLimit: 'the one unused for longest is forgotten',
  },
  usedKeys: {
    value: 20,
    unit: 'keys of a client of which the twin knows when they were last used',
    atLimit: 'the one unused for longest is forgotten',
  },
  importedKeys: {
    value: 1000,
    unit: 'public keys of proofs and clients that stay imported, in all twins of a process',
    atLimit: 'the one unused for longest is imported again when it is next used',
  },
  drafts: { value: 100, unit: 'client drafts that no one has confirmed', atLimit: 'the oldest is dropped' },
  sessions: { value: 1000, unit: 'sessions', atLimit: 'the least recently used session ends' },
  sessionIdle: { value: 600, unit: 'seconds without a request to a session', atLimit: 'the session ends' },
  scenarioUses: { value: 1000, unit: 'active uses of scenarios', atLimit: 'the oldest use ends' },
  endedScenarios: {
    value: 100,
    unit: 'uses of scenarios that have ended and are still listed',
    atLimit: 'the oldest is forgotten',
  },
  verifiers: {
    value: 100,
    unit: 'names under which the protected APIs are called',
    atLimit: 'the oldest is set up again when it is next used',
  },
  reportedNames: {
    value: 1000,
    unit: 'host names that the log has warned about',
    atLimit: 'the log does not warn about further names',
  },
  body: { value: 1024 * 1024, unit: 'in a body sent to the control plane', isBytes: true, atLimit: '413' },
} as const satisfies Readonly<Record<string, Limit>>

export type LimitName = keyof typeof limits

const kibibyte = 1024
const mebibyte = 1024 * kibibyte

/** Bytes as a person reads them: `32 MiB`, `1.5 KiB`, `1,000 bytes`. */
export function formatBytes(bytes: number): string {
  const [size, unit] = bytes >= mebibyte ? [mebibyte, 'MiB'] : [kibibyte, 'KiB']
  const amount = bytes / size
  // Only what is exact with one decimal; a rounded limit would be wrong.
  if (bytes >= kibibyte && Number.isInteger(amount * 10)) return `${amount} ${unit}`
  return `${bytes.toLocaleString('en-GB')} bytes`
}
