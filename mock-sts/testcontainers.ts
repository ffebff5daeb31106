/** The twin as a testcontainers module. */
import './twin/node-version.ts'
import { realHostnames } from 'helseid-contract'
import {
  GenericContainer,
  getContainerPort,
  getContainerRuntimeClient,
  hasHostBinding,
  type PortWithBinding,
  RandomPortGenerator,
  type StartedTestContainer,
  Wait,
} from 'testcontainers'
import type { ApiRegistration, ClientRegistration } from './clients/registration.ts'
import { assertContainerConfig, type ContainerConfig, mergedConfig } from './containers/container-config.ts'
import { type ContainerTlsOptions, containerTls } from './containers/container-tls.ts'
import { type ContainerToken, containerToken } from './containers/control-token.ts'
import { type SettingsFiles, settingsDigest, settingsFolder, settingsPaths } from './containers/settings-files.ts'
import { hostCandidates, sharedHost } from './containers/shared-host.ts'
import { StartedHelseIdMockContainer } from './containers/started-container.ts'
import { createStartup, isPortTaken, type Startup } from './containers/startup.ts'

export { type ContainerConfig, type ContainerTlsOptions, StartedHelseIdMockContainer }

type Profile = NonNullable<ContainerConfig['profile']>
type StsSettings = NonNullable<ContainerConfig['sts']>[string]

const ports = { http: 8080, https: 443 } as const
/** How many ports are tried if another process takes the chosen one before the container starts. */
const portAttempts = 5
/** The line of the log, in either format, that says that the twin serves. */
const ready = /"ready":true|^Ready in \d+ ms/

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
  #config: ContainerConfig = {}
  #controlToken: string | undefined
  #tls: ContainerTlsOptions | undefined
  #isShared = false
  #files: SettingsFiles = {}
  #startup: Startup | undefined
  #chosenPort: PortWithBinding | undefined

  /**
   * Merges settings: every one of the configuration file. Clients and APIs are added; any other setting replaces an earlier one.
   * `start()` checks them all.
   * @example
   * ```ts
   * await using container = await new HelseIdMockContainer(image).withConfig({ clients: [registration] }).start()
   * ```
   */
  withConfig(config: ContainerConfig): this {
    this.#config = mergedConfig(this.#config, config)
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
    return this.withConfig({ sts: { ...this.#config.sts, [name]: settings } })
  }

  /**
   * Sets the control token. Default: a random one for each container. The started container's `control` sends it, and `controlToken`
   * returns it.
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
   * Serves HTTPS on port 443, with your own CA (`ca`) or one created for this container. Clients must trust `getCaCertificate()`.
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
   * Gives the twin one issuer that this machine and containers share: an address of the container engine's host, with the published port.
   * `start()` finds an address that leads to the twin from both sides. All addresses of the started container have it.
   * @example
   * ```ts
   * await using twin = await new HelseIdMockContainer(image)
   *   .withNetwork(network)
   *   .withSharedIssuer()
   *   .withClient(registration)
   *   .start()
   * const issuer = twin.getIssuer()
   * ```
   */
  withSharedIssuer(): this {
    this.#isShared = true
    return this
  }

  /**
   * Starts the container, on a free port of the host that it keeps when it restarts.
   * @throws {TypeError} listing everything that is wrong with the configuration, before anything starts
   * @throws {Error} with the end of the twin's log, if the container does not become ready
   */
  override async start(): Promise<StartedHelseIdMockContainer> {
    assertContainerConfig(this.#config)
    this.#refuseSettingsTwice()
    const { environment } = this
    const token = containerToken({ method: this.#controlToken, config: this.#config.controlToken, environment })
    const aliases = [...this.networkAliases]
    const candidates = this.#isShared ? await hostCandidates(this.networkMode) : []
    const tls = await this.#tlsToUse(candidates)
    const port = this.#config.port ?? (tls === undefined ? ports.http : ports.https)
    this.#useSettings({ ...this.#config, ...tls?.settings, port }, token)
    if (this.waitStrategy === undefined) this.withWaitStrategy(Wait.forLogMessage(ready))
    const container = await this.#startAt(port)
    const host = this.#isShared ? await this.#sharedHost(container, candidates, { port, ca: tls?.ca }) : undefined
    const { issuer } = this.#config
    return new StartedHelseIdMockContainer(container, {
      port,
      ca: tls?.ca,
      aliases,
      controlToken: token.value,
      issuer,
      sharedHost: host,
    })
  }

  async #sharedHost(...found: Parameters<typeof sharedHost>): Promise<string> {
    try {
      return await sharedHost(...found)
    } catch (error) {
      await found[0].stop()
      throw error
    }
  }

  protected override async containerCreated(id: string): Promise<void> {
    await this.#startup?.created(id, this.#files)
  }

  /** Passes the settings in files. The image sets address and port by variables, which override a file. */
  #useSettings({ port, host, controlToken: _, ...config }: ContainerConfig, { value, isCopied }: ContainerToken): void {
    this.#files = {
      [settingsPaths.config]: JSON.stringify({ logFormat: 'json', ...config }),
      ...(isCopied && value !== undefined && { [settingsPaths.controlToken]: value }),
    }
    // A container with other settings must not be reused; the engine compares labels, not files.
    if (this.reuse) this.withLabels({ 'helseid-mock.settings': settingsDigest(this.#files) })
    this.createOpts.Volumes = { ...this.createOpts.Volumes, [settingsFolder]: {} }
    this.withEnvironment({
      HELSEID_MOCK_CONFIG: settingsPaths.config,
      HELSEID_MOCK_PORT: String(port),
      ...(host !== undefined && { HELSEID_MOCK_HOST: host }),
      ...(isCopied && { HELSEID_MOCK_CONTROL_TOKEN_FILE: settingsPaths.controlToken }),
    })
  }

  /** Publishes the port on a fixed one of the host, because Docker changes any other when the container restarts. */
  async #startAt(port: number): Promise<StartedTestContainer> {
    this.exposedPorts = this.exposedPorts.filter((exposed) => exposed !== this.#chosenPort)
    const isChosen = !this.exposedPorts.some((exposed) => hasHostBinding(exposed) && getContainerPort(exposed) === port)
    const others = this.exposedPorts
    for (let attempt = 1; ; attempt++) {
      if (isChosen) {
        this.exposedPorts = others
        this.#chosenPort = { container: port, host: await new RandomPortGenerator().generatePort() }
        this.withExposedPorts(this.#chosenPort)
      }
      try {
        return await this.#startOnce()
      } catch (error) {
        if (!isChosen || !isPortTaken(error) || attempt === portAttempts) throw error
      }
    }
  }

  async #startOnce(): Promise<StartedTestContainer> {
    const startup = createStartup()
    this.#startup = startup
    try {
      const started = await super.start()
      if (startup.ended) throw new Error('the container ended as soon as it was ready')
      return started
    } catch (error) {
      throw await startup.failure(error)
    } finally {
      startup.close()
    }
  }

  /** @throws {TypeError} for a variable that this module sets, and for two issuers */
  #refuseSettingsTwice(): void {
    if (this.#isShared && this.#config.issuer !== undefined)
      throw new TypeError('withSharedIssuer and the setting issuer both set the issuer: use one of them')
    const { HELSEID_MOCK_CONFIG: config } = this.environment
    if (config !== undefined && config !== settingsPaths.config)
      throw new TypeError('HELSEID_MOCK_CONFIG is set by this module: give its contents to withConfig')
  }

  /** From `withTls` or the configuration. */
  async #tlsToUse(hosts: readonly string[]) {
    const { tls = false, tlsNames = [], tlsCa } = this.#config
    if (this.#tls === undefined && !tls) return undefined
    const { names = [], ca = tlsCa } = this.#tls ?? {}
    // If the tests run in a container, or use a remote engine, published ports are not on localhost.
    const host = (await getContainerRuntimeClient()).info.containerRuntime.host
    return containerTls({
      names: [...tlsNames, ...names, ...this.networkAliases, host, ...hosts],
      ...(ca !== undefined && { ca }),
    })
  }
}
