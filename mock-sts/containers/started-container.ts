/** A running twin in a container: its addresses, its control plane, and faults of its network. */
import { realHostnames, requireSts, type StsName, stsEnvironments } from 'helseid-contract'
import { AbstractStartedContainer, type StartedTestContainer } from 'testcontainers'
import { type ControlApi, createControlApi } from '../control/control-api.ts'
import { connectToNetworks, disconnectFromNetworks } from './network.ts'

/** What the started container was given. */
export interface Started {
  /** The container's port. */
  readonly port: number
  readonly ca: string | undefined
  readonly aliases: readonly string[]
  readonly controlToken: string | undefined
  /** The configured origin of every issuer. */
  readonly issuer: string | undefined
  /** The host at which this machine and containers reach the twin, with `withSharedIssuer`. */
  readonly sharedHost: string | undefined
}

/** A running twin in a container. Host port and issuer stay the same across `restart()`. */
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
    const { port, sharedHost = this.getHost() } = this.#started
    return new URL(`${this.#scheme()}://${sharedHost}:${this.getMappedPort(port)}`).origin
  }

  /** Issuer of an STS, by STS or environment name, as seen from this machine. @throws {TypeError} for an unknown name */
  getIssuer(sts = 'test'): string {
    return `${this.#started.issuer ?? this.getOrigin()}/${requireSts(sts)}`
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
   * Issuer of an STS, as seen by other containers on its network: the shared one with `withSharedIssuer`, the real one with
   * `withRealHostnames`, otherwise under the first network alias.
   * @throws {TypeError} without a network alias, or for an unknown name
   */
  getNetworkIssuer(sts = 'test'): string {
    const name = requireSts(sts)
    const { aliases, issuer, sharedHost } = this.#started
    const real = stsEnvironments[name].issuer
    if (sharedHost === undefined && aliases.includes(new URL(real).hostname)) return real
    return `${issuer ?? this.getNetworkOrigin()}/${name satisfies StsName}`
  }

  /** Origin of the twin, as seen by other containers on its network. @throws {TypeError} without a network alias */
  getNetworkOrigin(): string {
    const { aliases, port, sharedHost } = this.#started
    if (sharedHost !== undefined) return this.getOrigin()
    const alias = aliases.find((name) => !realHostnames.includes(name)) ?? aliases[0]
    if (alias === undefined)
      throw new TypeError('the container has no name on its network: add withNetworkAliases("helseid-mock")')
    return new URL(`${this.#scheme()}://${alias}:${port}`).origin
  }

  /** PEM of the CA certificate that clients must trust; undefined without TLS. */
  getCaCertificate(): string | undefined {
    return this.#started.ca
  }

  /**
   * Takes the twin off its network: neither other containers nor this machine reach it until `connectToNetwork()`.
   * @example
   * ```ts
   * await twin.disconnectFromNetwork()
   * ```
   */
  async disconnectFromNetwork(): Promise<void> {
    await disconnectFromNetworks(this.startedTestContainer)
  }

  /**
   * Puts the twin back on its network, with all its aliases and the same port of the host.
   * @example
   * ```ts
   * await twin.connectToNetwork()
   * ```
   */
  async connectToNetwork(): Promise<void> {
    await connectToNetworks(this.startedTestContainer, this.#started.aliases)
  }

  #scheme(): string {
    return this.#started.ca === undefined ? 'http' : 'https'
  }
}
