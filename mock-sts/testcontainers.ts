/** The twin in a container, for testcontainers. */
import { realHostnames, requireSts, type StsName, stsEnvironments } from 'helseid-contract'
import {
  AbstractStartedContainer,
  GenericContainer,
  getContainerRuntimeClient,
  type StartedTestContainer,
  Wait,
} from 'testcontainers'
import type { ApiRegistration, ClientRegistration } from './clients/registration.ts'
import type { MockOptions } from './config/options.ts'
import { assertOptions } from './config/problems.ts'
import { type ControlApi, createControlApi } from './control/control-api.ts'
import { createAuthority } from './tls/authority.ts'

type Profile = NonNullable<MockOptions['profile']>
type StsSettings = NonNullable<MockOptions['sts']>[string]

/** What `withTls` may be told. */
export interface ContainerTlsOptions {
  /** Names to be served besides `localhost`, the container engine's host, the network aliases and HelseID's real hostnames. */
  readonly names?: readonly string[]
}

const ports = { http: 8080, https: 443 } as const

/**
 * ```ts
 * await using container = await new HelseIdMockContainer(image).withProfile('next').withClient({ … }).start()
 * ```
 */
export class HelseIdMockContainer extends GenericContainer {
  #options: MockOptions = {}
  #controlToken: string | undefined
  #tls: ContainerTlsOptions | undefined

  /** Merges settings, as in the configuration file, into those there are. */
  withConfig(options: MockOptions): this {
    const clients = [...(this.#options.clients ?? []), ...(options.clients ?? [])]
    const apis = [...(this.#options.apis ?? []), ...(options.apis ?? [])]
    this.#options = { ...this.#options, ...options, clients, apis }
    return this
  }

  withClient(...clients: readonly ClientRegistration[]): this {
    return this.withConfig({ clients })
  }

  withApi(...apis: readonly ApiRegistration[]): this {
    return this.withConfig({ apis })
  }

  /** For all STSs, or by STS or environment name. */
  withProfile(profile: Profile): this {
    return this.withConfig({ profile })
  }

  /** Settings of one STS, by STS or environment name. */
  withSts(name: string, settings: StsSettings): this {
    return this.withConfig({ sts: { ...this.#options.sts, [name]: settings } })
  }

  /** Guards the control plane; the started container's `control` knows the token. */
  withControlToken(token: string): this {
    this.#controlToken = token
    return this
  }

  /** Serves HTTPS on port 443, by an authority made for this container: `getCaCertificate()` is what clients have to trust. */
  withTls(options: ContainerTlsOptions = {}): this {
    this.#tls = options
    return this
  }

  /** Stands in for HelseID's real hostnames on its network: applications there need no other configuration than to trust the CA. */
  withRealHostnames(): this {
    this.withNetworkAliases(...realHostnames)
    return this.withTls(this.#tls ?? {})
  }

  /** @throws {TypeError} saying everything that is wrong with the configuration */
  override async start(): Promise<StartedHelseIdMockContainer> {
    assertOptions(this.#options)
    const port = this.#tls === undefined ? ports.http : ports.https
    const ca = this.#tls === undefined ? undefined : await this.#useTls(this.#tls)
    this.withEnvironment({
      HELSEID_MOCK_CONFIG: JSON.stringify(this.#options),
      HELSEID_MOCK_PORT: String(port),
      HELSEID_MOCK_LOG_FORMAT: 'json',
      ...(this.#controlToken && { HELSEID_MOCK_CONTROL_TOKEN: this.#controlToken }),
    })
    this.withExposedPorts(port)
    if (this.waitStrategy === undefined) this.withWaitStrategy(Wait.forLogMessage(/"ready":true/))
    const aliases = [...this.networkAliases]
    return new StartedHelseIdMockContainer(await super.start(), { port, ca, aliases, controlToken: this.#controlToken })
  }

  async #useTls({ names = [] }: ContainerTlsOptions): Promise<string> {
    // Where tests run in a container themselves, or against a remote engine, published ports are not on localhost.
    const host = (await getContainerRuntimeClient()).info.containerRuntime.host
    const further = new Set([...names, ...this.networkAliases, host])
    const own = [...further].filter((name) => name !== 'localhost' && !realHostnames.includes(name))
    const authority = await createAuthority({ names: ['localhost', ...realHostnames, ...own], now: Date.now() })
    this.withEnvironment({
      HELSEID_MOCK_TLS: 'true',
      HELSEID_MOCK_TLS_CA: authority.certificate + authority.privateKey,
      ...(own.length > 0 && { HELSEID_MOCK_TLS_NAME: own.join(',') }),
    })
    return authority.certificate
  }
}

interface Started {
  readonly port: number
  readonly ca: string | undefined
  readonly aliases: readonly string[]
  readonly controlToken: string | undefined
}

export class StartedHelseIdMockContainer extends AbstractStartedContainer {
  readonly #started: Started

  constructor(container: StartedTestContainer, started: Started) {
    super(container)
    this.#started = started
  }

  /** Clients, requests and reset, from outside the container. */
  get control(): ControlApi {
    return createControlApi(this.getOrigin(), { token: this.#started.controlToken, ca: this.#started.ca })
  }

  /** As seen from this machine. */
  getOrigin(): string {
    return `${this.#scheme()}://${this.getHost()}:${this.getMappedPort(this.#started.port)}`
  }

  /** Issuer of an STS, by STS or environment name, as seen from this machine. @throws {TypeError} for an unknown name */
  getIssuer(sts = 'test'): string {
    return `${this.getOrigin()}/${requireSts(sts)}`
  }

  getTokenEndpoint(sts = 'test'): string {
    return `${this.getIssuer(sts)}/connect/token`
  }

  getJwksUri(sts = 'test'): string {
    return `${this.getIssuer(sts)}/.well-known/openid-configuration/jwks`
  }

  /** Address of the protected API, as seen from this machine. */
  getApiUrl(sts = 'test'): string {
    return `${this.getOrigin()}/nhn-api/${requireSts(sts)}/hello`
  }

  /**
   * Issuer as seen by other containers of its network: the real one with `withRealHostnames`, else by the first network alias.
   * @throws {TypeError} without a network alias
   */
  getNetworkIssuer(sts = 'test'): string {
    const name = requireSts(sts)
    const real = stsEnvironments[name].issuer
    if (this.#started.aliases.includes(new URL(real).hostname)) return real
    return `${this.getNetworkOrigin()}/${name satisfies StsName}`
  }

  /** As seen by other containers of its network. @throws {TypeError} without a network alias */
  getNetworkOrigin(): string {
    const alias = this.#started.aliases.find((name) => !realHostnames.includes(name)) ?? this.#started.aliases[0]
    if (alias === undefined)
      throw new TypeError('give the container a name on its network: withNetworkAliases("helseid-mock")')
    const { port } = this.#started
    return `${this.#scheme()}://${alias}${port === ports.https ? '' : `:${port}`}`
  }

  /** PEM of what clients have to trust; undefined without TLS. */
  getCaCertificate(): string | undefined {
    return this.#started.ca
  }

  #scheme(): string {
    return this.#started.ca === undefined ? 'http' : 'https'
  }
}
