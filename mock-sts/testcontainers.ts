/** The twin as a testcontainers module. */
import { randomBytes } from 'node:crypto'
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

/** Options of `withTls`. */
export interface ContainerTlsOptions {
  /** Further names to serve. `localhost`, the container engine's host, network aliases and HelseID's real hostnames are included. */
  readonly names?: readonly string[]
}

const ports = { http: 8080, https: 443 } as const

/**
 * A container that runs the twin. `start()` resolves when the twin is ready to serve.
 * @example
 * ```ts
 * await using container = await new HelseIdMockContainer(image).withClient(registration).start()
 * // The container engine may be on another machine.
 * const issuer = container.getIssuer('test1')
 * const client = createHelseIdClient({ issuer, allowPlainHttp: true, clientId, key, scopes })
 * await client.getToken()
 * ```
 */
export class HelseIdMockContainer extends GenericContainer {
  #options: MockOptions = {}
  #controlToken: string | undefined
  #tls: ContainerTlsOptions | undefined

  /**
   * Merges settings, the same as in the configuration file. Clients and APIs are added; any other setting replaces an earlier one.
   * `start()` checks them all.
   * @example
   * ```ts
   * await using container = await new HelseIdMockContainer(image).withConfig({ clients: [registration] }).start()
   * ```
   */
  withConfig(options: MockOptions): this {
    const clients = [...(this.#options.clients ?? []), ...(options.clients ?? [])]
    const apis = [...(this.#options.apis ?? []), ...(options.apis ?? [])]
    this.#options = { ...this.#options, ...options, clients, apis }
    return this
  }

  /**
   * Registers clients before the twin starts.
   * @example
   * ```ts
   * .withClient(registration)
   * ```
   */
  withClient(...clients: readonly ClientRegistration[]): this {
    return this.withConfig({ clients })
  }

  /**
   * Registers APIs, which decide the claims, lifetime (in seconds) and `typ` of their tokens.
   * @example
   * ```ts
   * .withApi({ audience: 'nhn:msh', tokenLifetime: 60 })
   * ```
   */
  withApi(...apis: readonly ApiRegistration[]): this {
    return this.withConfig({ apis })
  }

  /**
   * Sets the profile of all STSs, or of each by STS or environment name.
   * @example
   * ```ts
   * .withProfile('next')
   * ```
   */
  withProfile(profile: Profile): this {
    return this.withConfig({ profile })
  }

  /**
   * Changes settings of one STS, by STS or environment name.
   * @example
   * ```ts
   * .withSts('qa', { severity: { 'lifetime-10s': 'warn' } })
   * ```
   */
  withSts(name: string, settings: StsSettings): this {
    return this.withConfig({ sts: { ...this.#options.sts, [name]: settings } })
  }

  /**
   * Sets the control token. Default: a random one for each container. The started container's `control` sends it, and `controlToken`
   * returns it. Not together with `HELSEID_MOCK_CONTROL_TOKEN_FILE`.
   * @example
   * ```ts
   * await using container = await new HelseIdMockContainer(image).withControlToken('a-control-token').start()
   * await container.control.registerClient(registration)
   * ```
   */
  withControlToken(token: string): this {
    this.#controlToken = token
    return this
  }

  /**
   * Serves HTTPS on port 443, with a certificate authority created for this container. Clients must trust `getCaCertificate()`.
   * @example
   * ```ts
   * await using container = await new HelseIdMockContainer(image).withTls().start()
   * const ca = container.getCaCertificate()
   * ```
   */
  withTls(options: ContainerTlsOptions = {}): this {
    this.#tls = options
    return this
  }

  /**
   * Answers HelseID's real hostnames on its network, over HTTPS. Applications on that network only have to trust the CA.
   * @example
   * ```ts
   * .withNetwork(network)
   * .withRealHostnames()
   * ```
   */
  withRealHostnames(): this {
    this.withNetworkAliases(...realHostnames)
    return this.withTls(this.#tls ?? {})
  }

  /**
   * Starts the container.
   * @throws {TypeError} before anything starts: listing everything that is wrong with the configuration, or if there are both a control
   * token and `HELSEID_MOCK_CONTROL_TOKEN_FILE`
   */
  override async start(): Promise<StartedHelseIdMockContainer> {
    assertOptions(this.#options)
    const controlToken = this.#tokenToUse()
    const port = this.#tls === undefined ? ports.http : ports.https
    const ca = this.#tls === undefined ? undefined : await this.#useTls(this.#tls)
    this.withEnvironment({
      HELSEID_MOCK_CONFIG: JSON.stringify(this.#options),
      HELSEID_MOCK_PORT: String(port),
      HELSEID_MOCK_LOG_FORMAT: 'json',
      ...(controlToken !== undefined && { HELSEID_MOCK_CONTROL_TOKEN: controlToken }),
    })
    this.withExposedPorts(port)
    if (this.waitStrategy === undefined) this.withWaitStrategy(Wait.forLogMessage(/"ready":true/))
    const aliases = [...this.networkAliases]
    return new StartedHelseIdMockContainer(await super.start(), { port, ca, aliases, controlToken })
  }

  /**
   * The given token, wherever it was given, or a random one. Undefined if the container reads it from a file.
   * @throws {TypeError} if there are both a token and a file
   */
  #tokenToUse(): string | undefined {
    const { HELSEID_MOCK_CONTROL_TOKEN: inEnvironment, HELSEID_MOCK_CONTROL_TOKEN_FILE: inFile } = this.environment
    const given = this.#controlToken ?? inEnvironment ?? this.#options.controlToken
    if (inFile === undefined) return given ?? randomBytes(32).toString('base64url')
    if (given === undefined) return undefined
    const from =
      this.#controlToken !== undefined
        ? 'withControlToken'
        : inEnvironment !== undefined
          ? 'HELSEID_MOCK_CONTROL_TOKEN'
          : 'withConfig({ controlToken })'
    throw new TypeError(
      `${from} and HELSEID_MOCK_CONTROL_TOKEN_FILE both set the control token, and the twin accepts only one: remove one of them`,
    )
  }

  async #useTls({ names = [] }: ContainerTlsOptions): Promise<string> {
    // If the tests run in a container, or use a remote engine, published ports are not on localhost.
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

/** A running twin in a container. */
export class StartedHelseIdMockContainer extends AbstractStartedContainer {
  readonly #started: Started

  constructor(container: StartedTestContainer, started: Started) {
    super(container)
    this.#started = started
  }

  /** Client of the control plane: registers clients, lists requests, resets. */
  get control(): ControlApi {
    return createControlApi(this.getOrigin(), { token: this.controlToken, ca: this.#started.ca })
  }

  /**
   * The control token: the given one, or the random one of this container. `/_mock` and `/metrics` require it as
   * `Authorization: Bearer …`; the test-token service and client drafts require it as their key.
   * @throws {TypeError} if the container reads it from the file of `HELSEID_MOCK_CONTROL_TOKEN_FILE`
   */
  get controlToken(): string {
    const { controlToken } = this.#started
    if (controlToken !== undefined) return controlToken
    throw new TypeError(
      'the container reads its control token from the file of HELSEID_MOCK_CONTROL_TOKEN_FILE, which is not known here: use withControlToken instead',
    )
  }

  /** Origin of the twin, as seen from this machine. */
  getOrigin(): string {
    return `${this.#scheme()}://${this.getHost()}:${this.getMappedPort(this.#started.port)}`
  }

  /** Issuer of an STS, by STS or environment name, as seen from this machine. @throws {TypeError} for an unknown name */
  getIssuer(sts = 'test'): string {
    return `${this.getOrigin()}/${requireSts(sts)}`
  }

  /** Token endpoint of an STS, as seen from this machine. @throws {TypeError} for an unknown name */
  getTokenEndpoint(sts = 'test'): string {
    return `${this.getIssuer(sts)}/connect/token`
  }

  /** JWKS of an STS, as seen from this machine. @throws {TypeError} for an unknown name */
  getJwksUri(sts = 'test'): string {
    return `${this.getIssuer(sts)}/.well-known/openid-configuration/jwks`
  }

  /** URL of the protected API, as seen from this machine. @throws {TypeError} for an unknown name */
  getApiUrl(sts = 'test'): string {
    return `${this.getOrigin()}/nhn-api/${requireSts(sts)}/hello`
  }

  /**
   * Issuer of an STS, as seen by other containers on its network: the real issuer with `withRealHostnames`, otherwise under the
   * first network alias.
   * @throws {TypeError} without a network alias, or for an unknown name
   */
  getNetworkIssuer(sts = 'test'): string {
    const name = requireSts(sts)
    const real = stsEnvironments[name].issuer
    if (this.#started.aliases.includes(new URL(real).hostname)) return real
    return `${this.getNetworkOrigin()}/${name satisfies StsName}`
  }

  /** Origin of the twin, as seen by other containers on its network. @throws {TypeError} without a network alias */
  getNetworkOrigin(): string {
    const alias = this.#started.aliases.find((name) => !realHostnames.includes(name)) ?? this.#started.aliases[0]
    if (alias === undefined)
      throw new TypeError('the container has no name on its network: add withNetworkAliases("helseid-mock")')
    const { port } = this.#started
    return `${this.#scheme()}://${alias}${port === ports.https ? '' : `:${port}`}`
  }

  /** PEM of the CA certificate that clients must trust; undefined without TLS. */
  getCaCertificate(): string | undefined {
    return this.#started.ca
  }

  #scheme(): string {
    return this.#started.ca === undefined ? 'http' : 'https'
  }
}
