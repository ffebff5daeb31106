/** The settings of a twin in a container: all that a configuration file takes, checked before the container starts. */
import { isLoopbackHost } from 'helseid-contract'
import { defaults } from '../config/options.ts'
import { assertOptions } from '../config/problems.ts'
import type { StartOptions } from '../twin/start.ts'

/** Every setting of the configuration file. `tlsCa` is a folder of this machine, or PEM; `port` and `dataDir` are the container's. */
export interface ContainerConfig extends Omit<StartOptions, 'now' | 'randomBytes' | 'log' | 'caCertificate'> {
  /** Format of the log. Default: `json`. */
  readonly logFormat?: 'text' | 'json'
  /** Registers the demo client, whose private key is public. Default: true. */
  readonly demoClient?: boolean
}

/** Adds `changed` to `config`: clients and APIs are added, any other setting replaces the earlier one. */
export function mergedConfig(config: ContainerConfig, changed: ContainerConfig): ContainerConfig {
  const clients = [...(config.clients ?? []), ...(changed.clients ?? [])]
  const apis = [...(config.apis ?? []), ...(changed.apis ?? [])]
  return { ...config, ...changed, clients, apis }
}

/** @throws {TypeError} listing every problem, or naming a setting that a container cannot have */
export function assertContainerConfig(config: ContainerConfig): void {
  const functions = Object.entries(config).filter(([, value]) => typeof value === 'function')
  if (functions.length > 0)
    throw new TypeError(
      `${functions.map(([name]) => name).join(', ')}: a function cannot be passed to a container; the control plane sets the clock`,
    )
  assertOptions(config)
  const { port, host } = config
  if (port === 0)
    throw new TypeError(`/port must be known before the container starts: leave it out, or use ${defaults.port}`)
  if (host !== undefined && isLoopbackHost(host))
    throw new TypeError(`/host ${host} cannot be reached from outside the container: leave it out`)
}
