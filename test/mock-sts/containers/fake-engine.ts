/** A container engine that records what testcontainers asks of it, and plays a container's life. */
import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import { parseTar } from 'nanotar'
import { GenericContainer, type StartedTestContainer } from 'testcontainers'
import { vi } from 'vitest'

export interface FakeEngine {
  /** Calls of the engine, in order: name and arguments. */
  readonly calls: unknown[][]
  /** Contents of the files that were copied, by path. */
  readonly files: Record<string, string>
  /** The container's output. */
  output: PassThrough
  /** The engine's host. */
  host: string
  /** Whether the container reaches the twin at this URL. */
  inside: (url: string) => boolean
  /** What happens once the container exists: returns when it is ready, and throws if it does not become so. */
  run: () => Promise<void>
}

const unused = (): FakeEngine => ({
  calls: [],
  files: {},
  output: new PassThrough(),
  host: 'localhost',
  inside: () => false,
  run: async () => undefined,
})

export const engine = unused()

const container = { id: 'id', remove: async (options: object) => void engine.calls.push(['remove', options]) }

/** To be mocked: `vi.mock('testcontainers', fakeTestcontainers)`. */
export async function fakeTestcontainers(original: () => Promise<object>): Promise<object> {
  const client = {
    info: {
      containerRuntime: {
        get host() {
          return engine.host
        },
      },
    },
    container: {
      getById: () => container,
      attach: async () => engine.output,
      async putArchive(_: object, tar: Readable, folder: string) {
        // A copy, because parseTar reads the whole buffer below a view.
        const content = new Uint8Array(Buffer.concat(await tar.toArray()))
        for (const { name, text } of parseTar(content)) engine.files[`${folder}/${name}`] = text
      },
      connectToNetwork: async (_: object, { id }: { id: string }, aliases: string[]) =>
        void engine.calls.push(['connect', id, aliases]),
    },
    network: {
      getById: (id: string) => ({
        id,
        inspect: async () => ({ IPAM: { Config: [{ Gateway: '172.18.0.1' }, { Gateway: 'fd00::1' }] } }),
        disconnect: async (options: object) => void engine.calls.push(['disconnect', id, options]),
      }),
    },
  }
  return { ...(await original()), getContainerRuntimeClient: async () => client }
}

/** Puts a new engine in place. `networks`: those that a started container is on. */
export function newEngine({ networks = ['bridge'] }: { readonly networks?: readonly string[] } = {}): void {
  Object.assign(engine, unused())
  const started = {
    getId: () => 'id',
    getHost: () => 'localhost',
    getNetworkNames: () => networks,
    exec: async (command: readonly string[]) => ({ exitCode: engine.inside(String(command.at(-1))) ? 0 : 1 }),
    stop: async () => void engine.calls.push(['stop']),
  }
  vi.spyOn(GenericContainer.prototype, 'start').mockImplementation(async function (this: GenericContainer) {
    const { containerCreated, hostConfig } = this as unknown as Internals
    engine.calls.push(['create', hostConfig.PortBindings])
    await containerCreated.call(this, 'id')
    await engine.run()
    return {
      ...started,
      getMappedPort: (port: number) => hostPort(hostConfig, port),
    } as unknown as StartedTestContainer
  })
}

interface Internals {
  readonly containerCreated: (id: string) => Promise<void>
  readonly hostConfig: { readonly PortBindings: Record<string, { HostPort: string }[]> }
}

function hostPort({ PortBindings }: Internals['hostConfig'], port: number): number {
  return Number(PortBindings[`${port}/tcp`]?.[0]?.HostPort)
}

/** The container prints `text` and ends, as a process does that cannot start. */
export async function printAndEnd(text: string): Promise<void> {
  const ended = once(engine.output, 'end')
  engine.output.end(text)
  await ended
}
